"""What cannot be trained says so, by name and in Korean, before anything is trained."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from aiclass.models import MLP, InputError
from aiclass.training import (
    DataError,
    DivergenceError,
    Examples,
    PixelScaler,
    Recipe,
    SettingError,
    evaluate,
    fit,
    pick_device,
    random_crop,
    train_validation_split,
)
from aiclass.training._examples import check_inputs

from .tiny_problem import TRAIN, VALIDATION

RECIPE = Recipe(epochs=1, batch_size=32, learning_rate=0.01)
NAN_ROW = TRAIN.inputs.clone()
NAN_ROW[[7, 9], 1] = torch.tensor([float("nan"), float("inf")])


def with_label(row, label):
    labels = TRAIN.labels.clone()
    labels[row] = label
    return labels


BAD_EXAMPLES = {
    "no pair": (
        (TRAIN.inputs, TRAIN.labels, TRAIN.labels),
        "TR-02",
        "받은 것: tuple(Tensor, Tensor, Tensor)",
    ),
    "array": ((TRAIN.inputs.numpy(), TRAIN.labels), "TR-02", "받은 것: tuple(ndarray, Tensor)"),
    "nothing": (Examples(TRAIN.inputs[:0], TRAIN.labels[:0]), "TR-03", "이름: {name}"),
    "labels of nothing": (Examples(TRAIN.inputs, TRAIN.labels[:0]), "TR-04", "정답의 모양: (0,)"),
    "one label": (Examples(TRAIN.inputs, torch.tensor(3)), "TR-04", "정답의 모양: ()"),
    "one number": (Examples(torch.tensor(3.0), torch.tensor(3)), "TR-04", "입력의 모양: ()"),
    "fewer labels": (Examples(TRAIN.inputs, TRAIN.labels[:-1]), "TR-04", "정답의 모양: (202,)"),
    "labels in a column": (Examples(TRAIN.inputs, TRAIN.labels[:, None]), "TR-04", "정답의 모양: (203, 1)"),
    "NaN": (Examples(NAN_ROW, TRAIN.labels), "TR-05", "처음 나온 자리: 7번 행\n  그런 행의 개수: 2"),
    "float labels": (Examples(TRAIN.inputs, TRAIN.labels.float()), "TR-06", "받은 dtype: torch.float32"),
    "label too large": (
        Examples(TRAIN.inputs, with_label(5, 4)),
        "TR-07",
        "자리: 5번 행\n  받은 번호: 4\n  쓸 수 있는 번호: 0부터 3까지",
    ),
    "negative label": (
        Examples(TRAIN.inputs, with_label(3, -1)),
        "TR-07",
        "자리: 3번 행\n  받은 번호: -1\n  쓸 수 있는 번호: 0 이상의 정수\n",
    ),
}


@pytest.mark.parametrize("name", ["train", "validation"])
@pytest.mark.parametrize(("examples", "code", "shown"), BAD_EXAMPLES.values(), ids=BAD_EXAMPLES)
def test_bad_examples_are_named(name, examples, code, shown):
    parts = (examples, VALIDATION) if name == "train" else (TRAIN, examples)
    with pytest.raises(DataError, match=code) as caught:
        fit(MLP((2, 4)), *parts, RECIPE, progress=False)
    assert shown.format(name=name) in str(caught.value)
    assert f"이름: {name}\n" in str(caught.value)


@pytest.mark.parametrize("dtype", [torch.uint8, torch.float64, torch.int64], ids=str)
def test_inputs_that_the_weights_cannot_be_multiplied_by_are_told_what_to_become(dtype):
    inputs = TRAIN.inputs.to(dtype)
    for ask in (
        lambda: fit(MLP((2, 4)), (inputs, TRAIN.labels), None, RECIPE, progress=False),
        lambda: fit(MLP((2, 4)), TRAIN, (inputs, TRAIN.labels), RECIPE, progress=False),
        lambda: evaluate(MLP((2, 4)), inputs, TRAIN.labels),
    ):
        with pytest.raises(DataError, match="TR-26") as caught:
            ask()
        assert f"필요한 dtype: torch.float32\n  받은 dtype: {dtype}\n" in str(caught.value)


def test_whole_numbers_are_welcome_where_the_model_takes_them():
    model = nn.Sequential(nn.Embedding(5, 4), nn.Flatten(), nn.Linear(8, 4))
    words = torch.arange(2 * len(TRAIN.labels)).view(-1, 2) % 5
    assert len(fit(model, (words, TRAIN.labels), None, RECIPE, progress=False).epochs) == 1


def test_validation_inputs_that_do_not_fit_are_told_before_the_first_step():
    def refuse(inputs, generator):
        raise AssertionError("trained first")

    wider = (torch.zeros(5, 3), torch.zeros(5, dtype=torch.int64))
    with pytest.raises(InputError, match=r"(?s)필요한 모양: \(N, 2\)\n  받은 모양: \(5, 3\)\n.*\[MO-02\]"):
        fit(MLP((2, 4)), TRAIN, wider, RECIPE, augment=refuse, progress=False)


class Pair(nn.Linear):
    def forward(self, x):
        return super().forward(x), x


@pytest.mark.parametrize(
    ("model", "returned"),
    [
        (Pair(2, 4), "tuple"),
        (nn.Sequential(nn.Linear(2, 1), nn.Flatten(0)), r"\(1,\)"),
        (nn.Sequential(nn.Linear(2, 4), nn.Unflatten(1, (2, 2))), r"\(1, 2, 2\)"),
    ],
)
def test_model_that_returns_no_logits_is_told_what_to_return(model, returned):
    with pytest.raises(SettingError, match=rf"(?s)필요한 모양: \(N, K\).*돌려준 것: {returned}.*\[TR-27\]"):
        fit(model, TRAIN, None, RECIPE, progress=False)


def test_model_that_is_frozen_altogether_is_refused():
    with pytest.raises(SettingError, match="TR-28"):
        fit(MLP((2, 4)).requires_grad_(requires_grad=False), TRAIN, None, RECIPE, progress=False)


@pytest.mark.parametrize("model", [MLP, lambda x: x])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(SettingError, match=r"(?s)이름: model.*받은 값: (type|function)\n.*\[TR-01\]"):
        fit(model, TRAIN, VALIDATION, RECIPE, progress=False)


def test_array_in_place_of_inputs_is_refused():
    """Asked apart from `predict`, whose type hints are checked while tests run."""
    with pytest.raises(DataError, match=r"(?s)받은 것: ndarray.*\[TR-30\]"):
        check_inputs(TRAIN.inputs.numpy())


def test_number_in_place_of_the_recipe_is_refused():
    with pytest.raises(SettingError, match=r"(?s)이름: recipe.*Recipe\(epochs=.*받은 값: int.*\[TR-01\]"):
        fit(MLP((2, 4)), TRAIN, VALIDATION, 5, progress=False)


def test_evaluation_refuses_a_label_that_the_model_does_not_know():
    with pytest.raises(DataError, match="TR-07") as caught:
        evaluate(MLP((2, 3)), *TRAIN)
    assert "0부터 2까지" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"epochs": 0}, "1 이상의 정수"),
        ({"epochs": 1.5}, "1 이상의 정수"),
        ({"batch_size": -1}, "1 이상의 정수"),
        ({"patience": 0}, "1 이상의 정수"),
        ({"seed": -1}, "0 이상의 정수"),
        ({"learning_rate": 0.0}, "0보다 큰 수"),
        ({"learning_rate": float("nan")}, "0보다 큰 수"),
        ({"learning_rate": "0.1"}, "0보다 큰 수"),
        ({"clip_norm": -1.0}, "0보다 큰 수"),
        ({"weight_decay": -1e-4}, "0 이상의 수"),
        ({"momentum": 1.0}, "0 이상 1 미만의 수"),
        ({"label_smoothing": 1.0}, "0 이상 1 미만의 수"),
        ({"optimizer": "adamx"}, "sgd, adam, adamw"),
        ({"schedule": "linear"}, "constant, cosine, one-cycle"),
        ({"precision": "float16"}, "float32, bfloat16, auto"),
    ],
    ids=str,
)
def test_recipe_names_what_it_cannot_use(change, expected):
    with pytest.raises(SettingError, match="TR-01") as caught:
        replace(RECIPE, **change)
    ((name, value),) = change.items()
    assert f"이름: {name}\n  필요한 값: {expected}\n  받은 값: {value!r}\n" in str(caught.value)


def test_recipe_takes_the_numbers_of_numpy_as_python_writes_them():
    recipe = replace(RECIPE, epochs=np.int64(3), learning_rate=np.float32(0.5), seed=np.arange(9)[7])
    assert recipe == replace(RECIPE, epochs=3, learning_rate=0.5, seed=7)
    assert [type(each) for each in (recipe.epochs, recipe.learning_rate, recipe.seed)] == [int, float, int]


def test_looking_ahead_needs_momentum():
    with pytest.raises(SettingError, match="TR-01"):
        Recipe(epochs=1, batch_size=1, learning_rate=0.1, optimizer="sgd", momentum=0.0, nesterov=True)


def test_patience_needs_validation_data():
    with pytest.raises(SettingError, match="TR-13"):
        fit(MLP((2, 4)), TRAIN, None, replace(RECIPE, patience=3), progress=False)


@pytest.mark.parametrize("device", ["cuda", "quantum", "meta"])
def test_device_that_is_not_here_is_refused_with_those_that_are(device):
    if device == "cuda" and torch.cuda.is_available():
        pytest.skip("this machine has one")
    with pytest.raises(SettingError, match="TR-10") as caught:
        pick_device(device)
    assert f"받은 장치: {device}" in str(caught.value)
    assert "cpu" in str(caught.value)


def test_gpu_of_a_number_that_is_not_here_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    assert pick_device("cuda:0") == torch.device("cuda", 0)
    with pytest.raises(SettingError, match=r"(?s)받은 장치: cuda:1\n.*\[TR-10\]"):
        pick_device("cuda:1")
    monkeypatch.setenv("LOCAL_RANK", "1")  # torchrun with more processes than GPUs
    with pytest.raises(SettingError, match=r"(?s)받은 장치: cuda:1\n"):
        pick_device()


def test_divergence_stops_at_its_step_and_says_what_to_try():
    steps = iter(range(1, 100))

    def explode(inputs, generator):
        return inputs * (float("nan") if next(steps) == 9 else 1.0)

    recipe = replace(RECIPE, epochs=3)
    with pytest.raises(DivergenceError, match="TR-12") as caught:
        fit(MLP((2, 4)), TRAIN, VALIDATION, recipe, augment=explode, progress=False)
    assert caught.value.step == 9
    assert "스텝: 9 (에포크 2)\n  그때의 학습률: 0.01\n" in str(caught.value)
    assert "clip_norm" in str(caught.value)


def test_learning_rate_that_is_too_large_diverges_by_itself():
    recipe = Recipe(epochs=30, batch_size=32, learning_rate=1e6, optimizer="sgd")
    with pytest.raises(DivergenceError):
        fit(
            nn.Sequential(nn.Linear(2, 8), nn.Linear(8, 8), nn.Linear(8, 4)),
            TRAIN,
            None,
            recipe,
            progress=False,
        )


def test_weights_that_the_last_step_ruined_are_noticed_when_they_are_validated(tmp_path):
    class Ruined(MLP):
        def forward(self, x):
            return super().forward(x) * (1.0 if self.training else float("nan"))

    with pytest.raises(DivergenceError, match=r"(?s)스텝: 7 \(에포크 1\).*\[TR-12\]"):
        fit(Ruined((2, 4)), TRAIN, VALIDATION, RECIPE, checkpoint=tmp_path / "run", progress=False)
    assert not (tmp_path / "run").exists()


def test_first_loss_that_is_not_finite_is_no_matter_of_the_learning_rate():
    model = MLP((2, 4))
    nn.init.constant_(model.layers[0].weight, float("nan"))
    with pytest.raises(DivergenceError, match="TR-14"):
        fit(model, TRAIN, None, RECIPE, progress=False)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 2, "0.1"])
def test_split_needs_a_share_between_0_and_1(share):
    with pytest.raises(SettingError, match="TR-01"):
        train_validation_split(*TRAIN, validation=share)


@pytest.mark.parametrize("stratified", [True, False])
def test_split_that_leaves_a_part_empty_is_refused(stratified):
    with pytest.raises(SettingError, match="TR-08"):
        train_validation_split(*TRAIN, validation=0.001, stratified=stratified)


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((2, 4, 4)),
        np.zeros((4, 4), dtype=np.uint8),
        np.zeros((0, 4, 4), dtype=np.uint8),
        torch.zeros(2, 4, 4),
    ],
    ids=["float", "one image", "none", "tensor"],
)
def test_scaler_wants_the_images_as_they_were_loaded(images):
    with pytest.raises(DataError, match="TR-09"):
        PixelScaler.fit(images)


@pytest.mark.parametrize(("learned", "given"), [((), (3,)), ((3,), ())], ids=["grey first", "colour first"])
def test_scaler_of_one_kind_of_images_refuses_the_other(learned, given):
    """Broadcasting would make three channels of one, or scale three by the numbers of one."""
    scaler = PixelScaler.fit(np.zeros((2, 4, 4, *learned), dtype=np.uint8))
    with pytest.raises(DataError, match=r"(?s)필요한 채널 수: .*받은 채널 수: .*\[TR-29\]"):
        scaler.transform(np.zeros((2, 4, 4, *given), dtype=np.uint8))


def test_crop_cannot_be_negative():
    with pytest.raises(SettingError, match="TR-01"):
        random_crop(torch.zeros(1, 1, 4, 4), -1, torch.Generator())
