"""The panel: it agrees where all is right, and names the tensor where something is wrong."""

import sys

import numpy as np
import pytest
import torch

from aiclass import scratch
from aiclass.autograd import (
    ParityError,
    Tensor,
    avg_pool2d,
    concatenate,
    conv2d,
    cross_entropy,
    log_softmax,
    max_pool2d,
    parity_panel,
    tensor,
)
from aiclass.autograd import _elementwise as elementwise
from aiclass.autograd._parity import _torch_replay

LABELS = np.array([0, 1, 1, 0])


def network(activation=None, dtype=np.float64):
    """Return the loss of a small network; activation takes the place of tanh."""
    rng = np.random.default_rng(0)
    x = tensor(rng.normal(size=(4, 3)).astype(dtype), name="x")
    weight = tensor(rng.normal(size=(3, 5)).astype(dtype), requires_grad=True, name="weight")
    out_weight = tensor(rng.normal(size=(5, 2)).astype(dtype), requires_grad=True, name="out_weight")
    before = x @ weight
    hidden = before.tanh() if activation is None else Tensor.apply(activation, before)
    logits = hidden @ out_weight
    loss = cross_entropy(logits, LABELS)
    for each, name in ((before, "before"), (hidden, "hidden"), (logits, "logits"), (loss, "loss")):
        each.name = name
    return loss


def explicit(x, weight, out_weight):
    """The same network in NumPy, every gradient written out."""
    before = x @ weight
    hidden = np.tanh(before)
    loss, d_logits = scratch.softmax_cross_entropy(hidden @ out_weight, LABELS)
    d_hidden = d_logits @ out_weight.T
    d_before = d_hidden * (1 - hidden**2)
    return {
        "before": before,
        "hidden": hidden,
        "loss": loss,
        "d_hidden": d_hidden,
        "d_weight": x.T @ d_before,
        "d_out_weight": hidden.T @ d_logits,
    }


def in_torch(x, weight, out_weight):
    hidden = torch.tanh(x @ weight)
    return {
        "hidden": hidden,
        "loss": torch.nn.functional.cross_entropy(hidden @ out_weight, torch.tensor(LABELS)),
    }


def tanh_whose_backward_forgot_the_square(x):
    out = np.tanh(x)
    return out, (lambda d_out: d_out * (1 - out),)


def tanh_that_is_a_little_too_large(x):
    out = np.tanh(x) * 1.001
    return out, (lambda d_out: d_out * (1 - out**2),)


tanh_whose_backward_forgot_the_square.__name__ = tanh_that_is_a_little_too_large.__name__ = "tanh"


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("model", [None, in_torch])
def test_three_engines_agree_on_the_same_weights(dtype, model):
    panel = parity_panel(network(dtype=dtype), numpy=explicit, torch=model)
    assert panel.ok
    assert panel.engines == ("NumPy", "PyTorch")
    assert "모두 같습니다" in panel.verdict
    row = {each.name: each for each in panel.rows}["hidden"]
    assert set(row.values) == set(row.gradients) == {"NumPy", "PyTorch"}


def test_wrong_backward_of_an_operation_is_named():
    panel = parity_panel(network(tanh_whose_backward_forgot_the_square))
    assert (panel.parting.kind, panel.parting.name) == ("gradient", "before")
    assert panel.parting.operations == ("hidden",)
    assert "그 기울기를 보낸 연산: tanh (hidden)" in panel.verdict


def test_wrong_backward_of_the_engine_itself_is_named(monkeypatch):
    right = elementwise.tanh

    def tanh(x):
        out, (d_x,) = right(x)
        return out, (lambda d_out: -d_x(d_out),)

    monkeypatch.setattr(elementwise, "tanh", tanh)
    assert parity_panel(network()).parting.operations == ("hidden",)


def test_three_engines_tell_who_stands_alone():
    panel = parity_panel(network(tanh_whose_backward_forgot_the_square), numpy=explicit)
    assert panel.parting.suspect == "autograd"

    def forgetful(**leaves):
        found = explicit(**leaves)
        return found | {"d_weight": 2 * found["d_weight"]}

    panel = parity_panel(network(), numpy=forgetful)
    assert (panel.parting.name, panel.parting.suspect) == ("weight", "NumPy")
    assert panel.parting.operations == ("before", "hidden")  # d_before was not among what it returned
    assert "혼자 다른 쪽: NumPy" in panel.verdict
    assert "d_weight" in panel.verdict


def test_wrong_forward_value_is_named_before_any_gradient():
    panel = parity_panel(network(tanh_that_is_a_little_too_large), numpy=explicit)
    assert (panel.parting.kind, panel.parting.name, panel.parting.suspect) == ("value", "hidden", "autograd")
    assert "값이 처음 다른 텐서: hidden" in panel.verdict


def test_of_two_users_of_a_tensor_the_wrong_one_is_named():
    x = tensor([0.3, -0.7], requires_grad=True, name="x")
    right, wrong = x.tanh(), Tensor.apply(tanh_whose_backward_forgot_the_square, x)
    right.name, wrong.name = "right", "wrong"
    panel = parity_panel((right * 2 + wrong).sum())
    assert (panel.parting.name, panel.parting.operations) == ("x", ("wrong",))


def test_shape_and_dtype_count_too():
    def column(**leaves):
        found = explicit(**leaves)
        return {"hidden": found["hidden"].astype(np.float64), "d_weight": found["d_weight"].T}

    panel = parity_panel(network(dtype=np.float32), numpy=column)
    rows = {each.name: each for each in panel.rows}
    assert str(rows["hidden"].values["NumPy"]) == "dtype이 다름 float64"
    assert str(rows["weight"].gradients["NumPy"]) == "모양이 다름 (5, 3)"


def test_nan_is_a_difference():
    panel = parity_panel(network(), numpy=lambda **leaves: {"hidden": np.full((4, 5), np.nan)})
    assert panel.parting.name == "hidden"


def test_infinite_numbers_and_nan_in_the_same_places_are_no_difference():
    """A mask of attention is minus infinity."""
    x = tensor([1.0, 2.0, 3.0], requires_grad=True, name="x")
    masked = x + np.array([0.0, -np.inf, np.nan])
    masked.name = "masked"
    for here in ([1.0, -np.inf, np.nan], [1.0, np.inf, np.nan], [1.5, -np.inf, np.nan], [1.0, -np.inf, 0.0]):
        panel = parity_panel(masked.sum(), numpy=lambda x, here=here: {"masked": np.array(here)})
        assert panel.ok == (here == [1.0, -np.inf, np.nan]), here


def test_gradients_of_the_tensors_stay_as_they_were():
    loss = network()
    parity_panel(loss, numpy=explicit)
    assert loss.grad is None


def test_every_operation_has_its_counterpart_in_torch():
    """One computation through all of them; the table knows no other names."""
    rng = np.random.default_rng(1)
    image = tensor(rng.normal(size=(2, 1, 6, 6)), requires_grad=True)
    weight, bias = (
        tensor(rng.normal(size=(2, 1, 3, 3)), requires_grad=True),
        tensor([0.1, 0.2], requires_grad=True),
    )
    maps = conv2d(image, weight, bias, stride=1, padding=1).relu()
    pooled = max_pool2d(maps, 2) - avg_pool2d(maps, 2, stride=2)
    flat = pooled.reshape(2, -1)[:, [0, 2, 4]]
    joined = concatenate([flat.sigmoid(), -flat.tanh()], axis=1).permute(1, 0).transpose(0, 1)
    scaled = (joined.exp() / (1 + joined**2)).log() @ tensor(rng.normal(size=(6, 3)), requires_grad=True)
    extra = log_softmax(scaled, axis=1).sum(axis=1).mean() + scaled.max(axis=0).sum() * 0.1
    loss = cross_entropy(scaled, [0, 2]) + extra
    panel = parity_panel(loss)
    assert panel.ok, panel.verdict
    assert {row.operation for row in panel.rows} - {None} == set(_torch_replay.torch_operations())


def test_without_torch_its_column_is_missing_and_the_panel_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr("aiclass.autograd._parity._panel.is_torch_installed", lambda: False)
    panel = parity_panel(network(), numpy=explicit)
    assert panel.ok
    assert panel.engines == ("NumPy",)
    assert "pip install torch" in str(panel)
    assert "pip install torch" in panel._repr_html_()
    assert "PyTorch 값" not in str(panel)
    with pytest.raises(ParityError, match="AG-30"):
        parity_panel(network())


def test_text_marks_the_first_difference_in_even_columns():
    lines = str(parity_panel(network(tanh_whose_backward_forgot_the_square), numpy=explicit)).splitlines()
    marked = [line for line in lines if line.endswith("← 여기")]
    assert len(marked) == 1
    assert marked[0].startswith("before")
    assert " ".join(lines[0].split()) == "텐서 연산 모양 NumPy 값 NumPy 기울기 PyTorch 값 PyTorch 기울기"


def test_html_has_headings_for_rows_and_columns_and_marks_by_word():
    page = parity_panel(network(tanh_whose_backward_forgot_the_square))._repr_html_()
    assert page.count('scope="row"') == 7
    assert '<th scope="col"' in page
    assert "← 여기" in page
    assert "<script" not in page


def test_names_that_clash_and_names_that_nobody_knows_are_told():
    a, b = (tensor([1.0], requires_grad=True, name="w") for _ in range(2))
    with pytest.raises(ParityError, match=r"(?s)이름: w.*텐서의 수: 2.*\[AG-26\]"):
        parity_panel((a * b).sum())
    with pytest.raises(ParityError, match=r"(?s)NumPy.*돌아온 이름: hiden.*before, .*\[AG-28\]"):
        parity_panel(network(), numpy=lambda **leaves: {"hiden": 0})
    with pytest.raises(ParityError, match=r"(?s)PyTorch.*돌아온 이름: hiden"):
        parity_panel(network(), torch=lambda **leaves: {"hiden": 0})


def test_function_that_returns_something_else_is_told_what_to_return():
    with pytest.raises(ParityError, match=r"(?s)받은 것: tuple.*d_weight.*\[AG-25\]"):
        parity_panel(network(), numpy=lambda **leaves: (1, 2))
    with pytest.raises(ParityError, match=r"(?s)필요한 이름: loss.*\[AG-29\]"):
        parity_panel(network(), torch=lambda x, **leaves: {"x": x})
    with pytest.raises(ParityError, match=r"(?s)이름: loss.*받은 것: float.*\[AG-31\]"):
        parity_panel(network(), torch=lambda **leaves: {"loss": 0.5})


def test_operation_without_counterpart_asks_for_a_model():
    def cube(x):
        return x**3, (lambda d_out: 3 * x**2 * d_out,)

    loss = Tensor.apply(cube, tensor([2.0], requires_grad=True, name="x")).sum()
    loss.name = "loss"
    with pytest.raises(ParityError, match=r"(?s)연산: cube.*torch=.*\[AG-27\]"):
        parity_panel(loss)
    assert parity_panel(loss, torch=lambda x: {"loss": (x**3).sum()}).ok


def test_unnamed_tensors_are_called_after_their_operation():
    x = tensor([1.0], requires_grad=True, name="tanh")
    assert [row.name for row in parity_panel((x.tanh().tanh() * 2).sum()).rows] == [
        "tanh",
        "tanh_2",
        "tanh_3",
        "multiply",
        "sum",
    ]
