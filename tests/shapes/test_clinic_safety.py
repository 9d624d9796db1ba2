"""Generated programs: the clinic never raises, hides no error, changes no result, and keeps no array."""

import ast
import gc
import os
import random
import weakref

import numpy as np
import pytest
import torch
from clinic import kept, run, warnings_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiclass import shapes
from aiclass.shapes._clinic._explain import examined
from aiclass.shapes._clinic._ghost import Ghost, Unknown, as_ghost
from aiclass.shapes._clinic._silent import Instrument, Watch

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
GENEROUS = settings(
    max_examples=int(os.environ.get("FUZZ", "60")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@pytest.mark.parametrize("library", WORLDS)
@pytest.mark.filterwarnings("ignore")
def test_generated_programs_give_the_same_with_probes_and_are_explained_without_a_fault(library):
    make, calls = WORLDS[library]

    @GENEROUS
    @given(code=statements(calls), sizes=st.lists(SHAPES, min_size=len(NAMES), max_size=len(NAMES)))
    def check(code, sizes):
        plain, probed = make(sizes), make(sizes)
        error = run(code, plain)
        if error is not None:
            before = type(error), str(error), error.__traceback__, torch.get_rng_state().tolist()
            examined(error)
            assert before == (type(error), str(error), error.__traceback__, torch.get_rng_state().tolist())
        make(sizes)  # the same random state again
        _, probed_error = warnings_of(code, probed)
        assert outcome(plain, error) == outcome(probed, probed_error)

    check()


@settings(GENEROUS, max_examples=30)
@given(
    code=statements(NUMPY_CALLS + SCOPED_CALLS),
    sizes=st.lists(SHAPES, min_size=len(NAMES), max_size=len(NAMES)),
)
@pytest.mark.filterwarnings("ignore")
def test_probes_beside_operations_warn_of_the_same_and_change_nothing(code, sizes):
    plain, probed = numpy_world(sizes), numpy_world(sizes)
    error = run(code, plain)
    warned, _ = warnings_of(code, numpy_world(sizes))
    beside, probed_error = warnings_of(code, probed, keeps_operations=True)
    assert outcome(plain, error) == outcome(probed, probed_error)
    assert [one.text for one in beside][: len(warned)] == [one.text for one in warned]


def attempt(code, names):
    """Return what an expression gives, or raises."""
    try:
        return eval(code, dict(names))
    except Exception as error:
        return error


@GENEROUS
@given(code=expressions(NUMPY_CALLS), sizes=st.lists(SHAPES, min_size=len(NAMES), max_size=len(NAMES)))
@pytest.mark.filterwarnings("ignore")
def test_ghosts_have_the_shapes_that_numpy_gives(code, sizes):
    world = numpy_world(sizes)
    ghosts = {**world, **{name: Ghost(world[name].shape, world[name].dtype) for name in NAMES}}
    right, ghost = attempt(code, world), attempt(code, ghosts)
    if isinstance(ghost, Unknown):
        return
    if isinstance(ghost, Exception):
        assert isinstance(right, Exception), f"{code}: {ghost!r}, but NumPy gives {right!r}"
    elif isinstance(right, np.ndarray):  # shapes do not show errors that depend on numbers, such as an index
        assert (ghost.shape, ghost.dtype) == (right.shape, right.dtype), code


def test_learners_code_runs_once():
    calls = []

    def noisy(x):
        calls.append(1)
        return x

    error = run(
        "noisy(a) @ noisy(b)", {"noisy": noisy, "a": np.ones((2, 3)), "b": np.ones((2, 3)), "__name__": "m"}
    )
    diagnosis = examined(error)
    assert len(calls) == 2
    assert diagnosis.expression == "noisy(a) @ noisy(b)"


def test_properties_and_getattr_of_the_learner_do_not_run_again():
    code = """
class Box:
    count = 0
    @property
    def weight(self):
        Box.count += 1
        return np.ones((2, 3))
    def __getattr__(self, name):
        Box.count += 100
        return np.ones((2, 3))
box = Box()
box.weight @ box.other
"""
    namespace = {"np": np, "__name__": "m"}
    examined(run(code, namespace))
    assert namespace["Box"].count == 101


def test_random_state_stays():
    torch.manual_seed(1)
    before, numpy_before, python_before = (
        torch.get_rng_state(),
        np.random.get_state()[1].copy(),
        random.getstate(),
    )
    namespace = {"torch": torch, "nn": torch.nn, "np": np, "__name__": "m"}
    error = run("model = nn.Sequential(nn.Dropout(0.5), nn.Linear(4, 2))\nx = torch.ones(2, 3)\n", namespace)
    torch.set_rng_state(before)
    error = run("model(x)", namespace)
    torch.set_rng_state(before)
    assert examined(error) is not None
    assert torch.equal(torch.get_rng_state(), before)
    assert (np.random.get_state()[1] == numpy_before).all()
    assert random.getstate() == python_before


def test_nothing_of_the_learners_is_kept():
    big = np.ones((400, 300))
    tensor = torch.ones(300, 5)
    gone = [weakref.ref(big), weakref.ref(tensor)]
    namespace = {"np": np, "torch": torch, "big": big, "tensor": tensor, "__name__": "m"}
    del big, tensor
    code = "y = np.ones(400)\npred = big[:, :1]\nloss = ((pred - y) ** 2).mean()\nout = tensor @ tensor\n"
    found, error = warnings_of(code, namespace)
    diagnosis = examined(error)
    assert found
    assert diagnosis is not None
    namespace.clear()
    del error
    gc.collect()
    assert [reference() for reference in gone] == [None, None]
    assert diagnosis.operands[0].shape == (300, 5)


def test_large_arrays_are_explained_without_making_another():
    tracemalloc = pytest.importorskip("tracemalloc")
    namespace = {
        "X": np.broadcast_to(np.zeros(()), (600_000, 784)),
        "W": np.broadcast_to(np.zeros(()), (10, 784)),
        "__name__": "m",
    }
    error = run("h = X @ W", namespace)
    tracemalloc.start()
    diagnosis = examined(error)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [repair.code for repair in diagnosis.repairs] == ["X @ W.T"]
    assert diagnosis.repairs[0].shape == (600_000, 10)
    assert peak < 20_000_000


@pytest.mark.parametrize(
    "error", [KeyError("a"), ValueError("operands could not be broadcast together with shapes (2,) (3,)")]
)
def test_errors_without_a_line_of_the_learner_are_left_alone(error):
    assert shapes.explain(error) is None


def test_a_fault_of_the_clinic_hides_nothing(monkeypatch):
    from aiclass.shapes._clinic import _explain

    monkeypatch.setattr(_explain, "find_guilt", lambda error: 1 / 0)
    error = run("np.ones(2) + np.ones(3)", {"np": np, "__name__": "m"})
    assert shapes.explain(error) is None
    assert "broadcast" in str(error)


def test_a_cell_that_cannot_be_probed_runs_all_the_same(monkeypatch):
    watch = Watch(print)
    watch.start()
    tree = ast.parse("x = 1")
    monkeypatch.setattr(watch, "add", lambda site: 1 / 0)
    assert ast.unparse(Instrument(watch).visit(tree)) == "x = 1"
    pair = ast.parse("loss = ((pred - y) ** 2).mean()")
    assert Instrument(watch).visit(pair) is pair


def test_ghosts_of_lists_and_numbers():
    assert as_ghost([[1, 2], [3, 4]]).shape == (2, 2)
    assert as_ghost(2.5).shape == ()
    with pytest.raises(ValueError, match="inhomogeneous"):
        as_ghost([[1, 2], [3]])
    with pytest.raises(Unknown):
        as_ghost("가")


def test_names_of_cells_are_kept_apart():
    assert kept("x = 1\n") != kept("x = 1\n")
