"""Names of axes through operations: kept where it is certain, and never wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiclass import autograd, shapes

torch = pytest.importorskip("torch")
functional = torch.nn.functional

LENGTH = {"N": 2, "T": 3, "D": 5, "K": 7, "E": 11, "C": 13, "H": 17, "W": 19, "A": 4}


def array(axes):
    return shapes.name(np.ones([LENGTH[axis] for axis in axes.split()]), axes)


def tensor(axes):
    return shapes.name(torch.ones([LENGTH[axis] for axis in axes.split()]), axes)


def after(function, *args):
    """The names of what comes out last, as one writes them."""
    t = shapes.trace(function, *args)
    return " ".join(axis or "_" for axis in t.values[t.steps[-1].outputs[0]].axes)


@pytest.mark.parametrize(
    ("function", "axes", "expected"),
    [
        (np.exp, ["N D"], "N D"),
        (lambda x, y: x + y, ["N D", "D"], "N D"),
        (lambda x, y: x * y[:, None], ["N D", "N"], "N D"),
        (lambda x, y: x[:, None] + y[None], ["N", "D"], "N D"),
        (lambda x, y: x @ y, ["N D", "D K"], "N K"),
        (lambda x, y: x @ y, ["N D", "D"], "N"),
        (lambda x, y: x @ y, ["D", "D K"], "K"),
        (lambda x, y: x @ y, ["N T D", "D K"], "N T K"),
        (lambda x, y: x @ y, ["N A T E", "N A E D"], "N A T D"),
        (np.dot, ["N D", "D K"], "N K"),
        (lambda x: x.sum(axis=0), ["N D"], "D"),
        (lambda x: np.mean(x, 1), ["N D"], "N"),
        (lambda x: x.max(axis=-1, keepdims=True), ["N D"], "N _"),
        (lambda x: x.sum(axis=(0, 2)), ["N C D"], "C"),
        (lambda x: x.argmax(axis=1), ["N K"], "N"),
        (lambda x: x.T, ["N D"], "D N"),
        (lambda x: x.transpose(2, 0, 1), ["H W C"], "C H W"),
        (lambda x: np.transpose(x, (0, 3, 1, 2)), ["N H W C"], "N C H W"),
        (lambda x: np.swapaxes(x, 1, 2), ["N T E"], "N E T"),
        (lambda x: np.moveaxis(x, -1, 1), ["N H W C"], "N C H W"),
        (lambda x: x.reshape(len(x), -1), ["N H W"], "N H·W"),
        (lambda x: x.reshape(-1), ["H W"], "H·W"),
        (lambda x: x.reshape(2, 5, 1), ["N D"], "N D _"),
        (lambda x: x.reshape(5, 2), ["N D"], "_ _"),
        (lambda x: x[0], ["N D"], "D"),
        (lambda x: x[:, 2], ["N D"], "N"),
        (lambda x: x[:1, 1:3], ["N D"], "N D"),
        (lambda x: x[..., None], ["N D"], "N D _"),
        (lambda x: x[..., 0], ["N H W C"], "N H W"),
        (lambda x: x[[0, 1, 1]], ["N D"], "N D"),
        (lambda x: x[x > 0], ["N D"], "_"),
        (lambda x, y: x[y > 0], ["N D", "N"], "N D"),
        (lambda x: x[np.arange(2), np.array([0, 1])], ["N K"], "_"),
        (lambda x, y: np.concatenate([x, y]), ["N D", "N D"], "N D"),
        (lambda x, y: np.concatenate([x, y], axis=1), ["N D", "N K"], "N _"),
        (lambda x, y: np.stack([x, y], axis=1), ["N D", "N D"], "N _ D"),
        (lambda x: np.expand_dims(x, 0), ["N D"], "_ N D"),
        (lambda x: x[:, None].squeeze(1), ["N"], "N"),
        (lambda x, y: np.einsum("nd,dk->nk", x, y), ["N D", "D K"], "N K"),
        (lambda x: np.broadcast_to(x, (2, 5)), ["D"], "_ D"),
        (lambda x, y: np.where(x > 0, x, y), ["N D", "N D"], "N D"),
        (lambda x: np.linalg.qr(x)[0], ["N D"], "_ _"),
        (lambda x: x + x.T, ["D"], "D"),
    ],
)
def test_names_follow_operations_of_numpy(function, axes, expected):
    assert after(function, *map(array, axes)) == expected


@pytest.mark.parametrize(
    ("function", "axes", "expected"),
    [
        (torch.relu, ["N D"], "N D"),
        (lambda x: x.softmax(-1), ["N K"], "N K"),
        (lambda x: x.sum(dim=1), ["N D"], "N"),
        (lambda x: x.sum(1, True), ["N D"], "N _"),
        (lambda x: x.max(dim=1), ["N D"], "N"),
        (torch.max, ["N D", "N D"], "N D"),
        (lambda x: x.transpose(0, 1), ["N D"], "D N"),
        (lambda x: x.t(), ["N D"], "D N"),
        (lambda x: x.mT, ["N T E"], "N E T"),
        (lambda x: x.permute(0, 2, 1), ["N T E"], "N E T"),
        (lambda x: x.view(2, 15), ["N T D"], "N T·D"),
        (lambda x: x.flatten(1), ["N C H W"], "N C·H·W"),
        (lambda x: x.unsqueeze(1), ["N D"], "N _ D"),
        (lambda x: x.unsqueeze(1).squeeze(1), ["N D"], "N D"),
        (lambda x: x.chunk(2, 1)[0], ["N A"], "N A"),
        (lambda x: x.unbind(1)[0], ["N T D"], "N D"),
        (lambda x: x.expand(4, 2, 5), ["N D"], "_ N D"),
        (lambda x, y: torch.cat([x, y], dim=1), ["N T D", "N T D"], "N T D"),
        (functional.linear, ["N T D", "K D"], "N T K"),
        (lambda x: functional.max_pool2d(x, 2), ["N C H W"], "N C H W"),
        (
            functional.scaled_dot_product_attention,
            ["N T D", "N T D", "N T E"],
            "N T E",
        ),
        (lambda x: torch.nn.Embedding(5, 6)(x.long()), ["N T"], "N T E"),
        (lambda x: 1 - x, ["N D"], "N D"),
    ],
)
def test_names_follow_operations_of_pytorch(function, axes, expected):
    assert after(function, *map(tensor, axes)) == expected


@pytest.mark.parametrize(
    ("function", "axes", "expected"),
    [
        (lambda x: x.transpose(0, 1), "N D", "D N"),
        (lambda x: x.permute(2, 0, 1), "N T D", "D N T"),
        (lambda x: x.max(axis=1), "N D", "N"),
        (lambda x: x.reshape(-1), "N D", "N·D"),
        (lambda x: autograd.concatenate([x, x], axis=0), "N D", "N D"),
        (lambda x: x[0], "N D", "D"),
    ],
)
def test_names_follow_operations_of_our_autograd(function, axes, expected):
    x = shapes.name(autograd.tensor(array(axes)), axes)
    assert after(function, x) == expected


def test_names_given_in_between_stand_above_followed_ones():
    def split(x):
        heads = shapes.name(x.view(2, 3, 4, 5), "N T A d")
        return heads.transpose(1, 2)

    x = shapes.name(torch.ones(2, 3, 20), "N T E")
    assert after(split, x) == "N A T d"


OPERATIONS = (
    lambda x: x.T,
    lambda x: x.sum(axis=0),
    lambda x: x.mean(axis=-1, keepdims=True),
    lambda x: x.reshape(-1),
    lambda x: x.reshape(x.shape[0], -1),
    lambda x: x.reshape(-1, x.shape[-1]),
    lambda x: x[..., None],
    lambda x: x[None],
    lambda x: x * 2,
    lambda x: x + x,
    lambda x: np.swapaxes(x, 0, -1),
    lambda x: x @ np.swapaxes(x, -1, -2) if x.ndim > 1 else x,
    lambda x: x.squeeze(),
    lambda x: np.stack([x, x]),
)


@given(
    st.permutations("NTDKE").map(lambda letters: " ".join(letters[:3])),
    st.lists(st.sampled_from(OPERATIONS), max_size=5),
)
@settings(max_examples=150)
def test_a_followed_name_stands_at_an_axis_of_its_length(axes, operations):
    def run(x):
        for operation in operations:
            if x.ndim:
                x = operation(x)

    t = shapes.trace(run, array(axes))
    for value in t.values:
        for axis, length in zip(value.axes, value.shape, strict=True):
            if axis is not None:
                assert length == int(np.prod([LENGTH[letter] for letter in axis.split("·")]))


def test_arguments_that_cannot_be_read_take_names_away_and_fail_nothing():
    class Odd:
        def __index__(self):
            return 1

    assert after(lambda x: x.sum(axis=Odd()), array("N D")) in {"N", "_"}
    assert after(lambda x: np.moveaxis(x, [0, 1], [1, 0]), array("N D")) == "_ _"


def test_operations_that_define_their_axes_name_them():
    model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.Flatten())
    t = shapes.trace(model, torch.ones(2, 3, 8, 8))
    assert [value.axes for value in t.values if value.origin != "parameter"] == [
        ("N", "C", "H", "W"),
        ("N", "C", "H", "W"),
        ("N", "C", "H", "W"),
        ("N", "C·H·W"),
    ]
    t = shapes.trace(functional.max_pool2d, torch.ones(3, 8, 8), 2)
    assert t.values[0].axes == ("C", "H", "W")


def test_names_given_by_hand_stand_above_defined_ones():
    x = shapes.name(torch.ones(2, 3, 8, 8), "B _ _ _")
    t = shapes.trace(functional.max_pool2d, x, 2)
    assert t.values[0].axes == ("B", None, None, None)
