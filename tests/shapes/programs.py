"""Programs as beginners write them, generated: what they compute must not change, whoever looks on."""

import numpy as np
import torch
from hypothesis import strategies as st

LENGTHS = st.sampled_from([1, 2, 3, 4])
SHAPES = st.lists(LENGTHS, min_size=0, max_size=3).map(tuple)
NAMES = ["y", "logits", "prediction", "loss", "x"]
SIGNS = ["+", "-", "*", "/", "@", "==", "<", "**"]
METHODS = """
.T
.sum()
.mean()
.sum(axis=0)
.sum(axis=1)
.mean(axis=1)
.argmax(axis=0)
.max()
.reshape(-1)
.reshape(2,-1)
.reshape(-1,1)
.shape[0]
.nowhere
[0]
[:,0]
[:,None]
[None]
[-1]
[1:]
[5]
[0,1]
""".strip().splitlines()
NUMPY_CALLS = """
np.exp({0})
np.log({0} + 2)
np.dot({0}, {1})
np.matmul({0}, {1})
np.concatenate([{0}, {1}])
np.concatenate([{0}, {1}], axis=1)
np.stack([{0}, {1}])
np.vstack([{0}, {1}])
np.where({0} > 0, {0}, {1})
np.sum({0} * {1})
np.mean(({0} - {1}) ** 2)
np.einsum('ij,jk->ik', {0}, {1})
np.argmax({0}, axis=0)
np.exp({0}) / np.exp({0}).sum(axis=0)
len({0})
float({0})
""".strip().splitlines()
WATCHED = """
error = {0} - {1}
loss = ({0} - {1}).sum()
loss = ({0} @ {1}).sum()
hits = ({0} == {1}).sum()
share = {0} / {0}.sum(axis=1)
guess = logits.argmax(axis=0)
table = {0} * {0}.T
turned = {0}.reshape({1}.shape[0], -1, 2)
""".strip().splitlines()
SCOPED_CALLS = ["[{0} - i for i in range(2)]", "(lambda v: v @ {1})({0})"]
TORCH_CALLS = """
torch.exp({0})
torch.matmul({0}, {1})
torch.cat([{0}, {1}])
torch.stack([{0}, {1}], dim=1)
torch.softmax({0}, dim=0)
torch.bmm({0}, {1})
F.mse_loss({0}, {1})
F.cross_entropy({0}, {1})
nn.Linear(3, 2)({0})
nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))({0})
nn.CrossEntropyLoss()({0}, {1}.long())
{0}.view(-1)
{0}.permute(1, 0)
{0}.squeeze(1)
{0}.long().mean()
{0}[{1} > 0]
""".strip().splitlines()


def expressions(calls):
    def extend(inner):
        return st.one_of(
            st.tuples(inner, st.sampled_from(SIGNS), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
            st.tuples(inner, st.sampled_from(METHODS)).map(lambda t: f"{t[0]}{t[1]}"),
            st.tuples(st.sampled_from(calls), inner, inner).map(lambda t: t[0].format(t[1], t[2])),
        )

    return st.recursive(st.sampled_from([*NAMES, "(2)", "(0.5)"]), extend, max_leaves=6)


def statements(calls):
    some = expressions(calls)
    return st.lists(
        st.one_of(
            st.tuples(st.sampled_from([*NAMES, "pred", "error"]), some).map(lambda t: f"{t[0]} = {t[1]}"),
            st.tuples(st.sampled_from(NAMES), st.sampled_from(["+=", "-=", "*="]), some).map(" ".join),
            some.map(lambda e: f"history.append({e})"),
            st.tuples(st.sampled_from(WATCHED), some, some).map(lambda t: t[0].format(t[1], t[2])),
            st.tuples(some, some).map(lambda t: f"def f(x, y):\n    return {t[0]}\nout = f({t[1]}, y)"),
            some.map(lambda e: f"if {e}:\n    x = {e}"),
        ),
        min_size=1,
        max_size=3,
    ).map("\n".join)


def numpy_world(shapes_):
    rng = np.random.default_rng(0)
    world = {name: rng.normal(size=shape) for name, shape in zip(NAMES, shapes_, strict=True)}
    return {"np": np, "history": [], "__name__": "__main__", **world}


def torch_world(shapes_):
    torch.manual_seed(0)
    world = {name: torch.randn(shape) for name, shape in zip(NAMES, shapes_, strict=True)}
    return {
        "torch": torch,
        "nn": torch.nn,
        "F": torch.nn.functional,
        "history": [],
        "__name__": "__main__",
        **world,
    }


def told(value):
    """Return a value as a text that is equal only for equal values."""
    if isinstance(value, np.ndarray | np.generic):
        return f"{value.dtype}{value.shape}{value.tolist()!r}"
    if isinstance(value, torch.Tensor):
        return f"{value.dtype}{tuple(value.shape)}{value.detach().tolist()!r}"
    if isinstance(value, list | tuple):
        return f"{type(value)}{[told(item) for item in value]}"
    return "" if callable(value) else repr(value)


def outcome(namespace, error):
    own = {name: value for name, value in namespace.items() if not name.startswith("__")}
    values = {name: told(value) for name, value in own.items() if name not in ("np", "torch", "nn", "F")}
    return values, type(error), str(error)


WORLDS = {
    "numpy": (numpy_world, NUMPY_CALLS + SCOPED_CALLS),
    "torch": (torch_world, TORCH_CALLS + SCOPED_CALLS),
}

SIZES = st.lists(SHAPES, min_size=len(NAMES), max_size=len(NAMES))
