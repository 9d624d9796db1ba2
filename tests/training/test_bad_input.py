"""What cannot be trained says so, by name and in Korean, before anything is trained."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from aiclass.models import MLP
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
    "fewer labels": (Examples(TRAIN.inputs, TRAIN.labels[:-1]), "TR-04", "정답의 모양: (202,)"),
    "labels in a column": (Examples(TRAIN.inputs, TRAIN.labels[:, None]), "TR-04", "정답의 모양: (203, 1)"),
    "NaN": (Examples(NAN_ROW, TRAIN.labels), "TR-05", "처음 나온 자리: 7번 행\n  그런 행의 개수: 2"),
    "float labels": (Examples(TRAIN.inputs, TRAIN.labels.float()), "TR-06", "받은 dtype: torch.float32"),
    "label too large": (
        Examples(TRAIN.inputs, with_label(5, 4)),
        "TR-07",
        "자리: 5번 행\n  받은 번호: 4\n  쓸 수 있는 번호: 0부터 3까지",
    ),
    "negative label": (Examples(TRAIN.inputs, with_label(3, -1)), "TR-07", "자리: 3번 행\n  받은 번호: -1"),
}


@pytest.mark.parametrize("name", ["train", "validation"])
@pytest.mark.parametrize(("examples", "code", "shown"), BAD_EXAMPLES.values(), ids=BAD_EXAMPLES)
def test_bad_examples_are_named(name, examples, code, shown):
    parts = (examples, VALIDATION) if name == "train" else (TRAIN, examples)
    with pytest.raises(DataError, match=code) as caught:
        fit(MLP((2, 4)), *parts, RECIPE, progress=False)
    assert shown.format(name=name) in str(caught.value)
    assert f"이름: {name}\n" in str(caught.value)


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
    assert f"이름: {next(iter(change))}\n  필요한 값: {expected}\n" in str(caught.value)


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


def test_first_loss_that_is_not_finite_is_no_matter_of_the_learning_rate():
    model = MLP((2, 4))
    nn.init.constant_(model.layers[0].weight, float("nan"))
    with pytest.raises(DivergenceError, match="TR-14"):
        fit(model, TRAIN, None, RECIPE, progress=False)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, 2])
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


def test_crop_cannot_be_negative():
    with pytest.raises(SettingError, match="TR-01"):
        random_crop(torch.zeros(1, 1, 4, 4), -1, torch.Generator())
