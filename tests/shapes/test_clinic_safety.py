"""Generated programs: the clinic never raises, hides no error, changes no result, and keeps no array."""

import ast
import gc
import os
import random
import sys
import weakref

import numpy as np
import pytest
import torch
from clinic import run, warnings_of
from hypothesis import HealthCheck, given, settings
from programs import (
    NAMES,
    NUMPY_CALLS,
    SCOPED_CALLS,
    SIZES,
    WORLDS,
    expressions,
    numpy_world,
    outcome,
    statements,
)

from aiclass import shapes
from aiclass.shapes._clinic._explain import examined
from aiclass.shapes._clinic._ghost import Ghost, Unknown, as_ghost
from aiclass.shapes._clinic._silent import Instrument, Watch

GENEROUS = settings(
    max_examples=int(os.environ.get("FUZZ", "60")),
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@pytest.mark.parametrize("library", WORLDS)
@pytest.mark.filterwarnings("ignore")
def test_generated_programs_give_the_same_with_probes_and_are_explained_without_a_fault(library):
    make, calls = WORLDS[library]

    @GENEROUS
    @given(code=statements(calls), sizes=SIZES)
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
    sizes=SIZES,
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
@given(code=expressions(NUMPY_CALLS), sizes=SIZES)
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


@pytest.mark.parametrize(
    "code",
    [
        "np.cumsum(x)",
        "np.cumsum(x, axis=1)",
        "x.cumsum(0)",
        "np.cumsum(x > 0, axis=0)",
        "np.argsort(x, axis=0)",
        "x.argsort()",
        "np.sort(x, axis=None)",
        "np.add.reduce(x)",
        "np.maximum.reduce(x, axis=1)",
        "np.zeros_like(x, dtype=int)",
        "np.stack(list(x))",
        "x[np.argsort(x[:, 0])]",
    ],
)
def test_ghost_has_the_shape_and_dtype_of_the_array(code):
    x = np.ones((200, 3))
    right, ghost = eval(code, {"np": np, "x": x}), eval(code, {"np": np, "x": Ghost(x.shape, x.dtype)})
    assert (ghost.shape, ghost.dtype) == (right.shape, right.dtype)


def test_ghost_of_very_many_rows_is_not_taken_apart():
    with pytest.raises(Unknown):
        list(Ghost((100_000, 2), float))


def test_off_leaves_what_others_do_with_errors(monkeypatch):
    def others(*_):
        pass

    monkeypatch.setattr(sys, "excepthook", others)
    shapes.off()
    assert sys.excepthook is others
    shapes.on()
    assert sys.excepthook is not others
    shapes.off()
    assert sys.excepthook is sys.__excepthook__


def test_numbers_that_are_joined_are_examined_without_a_fault():
    error = run("np.concatenate([y, y], axis=1)", {"np": np, "y": np.array(1.0), "__name__": "m"})
    assert examined(error).code == "CL-20"
