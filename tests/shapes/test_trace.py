"""Traces: every operation with the shapes that go in and come out; the program itself is as it was."""

import gc
import sys
import time
import traceback
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from aiclass import autograd, scratch, shapes

torch = pytest.importorskip("torch")

OUTSIDE = 3


def told(trace):
    """What a trace holds, short: operation, shapes in, shapes out."""
    shape = [value.shape for value in trace.values]
    return [
        (step.operation, [shape[each] for each in step.inputs], [shape[each] for each in step.outputs])
        for step in trace.steps
    ]


def labels(trace):
    return [step.label for step in trace.steps]


def names(trace):
    return {value.name: value for value in trace.values if value.name}


def sigmoid(z):
    """A docstring that stays one."""
    return 1 / (1 + np.exp(-z))


def logistic_step(x, weight, bias, labels):
    scores = x @ weight + bias
    error = sigmoid(scores) - labels
    return x.T @ error / len(x), error.mean()


@pytest.fixture
def logistic():
    rng = np.random.default_rng(0)
    x = shapes.name(rng.normal(size=(32, 784)), "N D")
    return x, shapes.name(np.zeros(784), "D"), 0.5, shapes.name(np.ones(32), "N")


def test_a_logistic_step_is_told_operation_by_operation(logistic):
    t = shapes.trace(logistic_step, *logistic)
    assert told(t) == [
        ("matmul", [(32, 784), (784,)], [(32,)]),
        ("add", [(32,)], [(32,)]),
        ("negative", [(32,)], [(32,)]),
        ("exp", [(32,)], [(32,)]),
        ("add", [(32,)], [(32,)]),
        ("divide", [(32,)], [(32,)]),
        ("subtract", [(32,), (32,)], [(32,)]),
        ("permute", [(32, 784)], [(784, 32)]),
        ("matmul", [(784, 32), (32,)], [(784,)]),
        ("divide", [(784,)], [(784,)]),
        ("mean", [(32,)], [()]),
    ]
    assert labels(t)[:6] == ["@", "+ 0.5", "부호 바꾸기", "exp", "1 +", "1 ÷"]
    assert names(t)["scores"].axes == ("N",)
    assert t.values[t.steps[7].outputs[0]].axes == ("D", "N")


def test_a_function_within_is_a_group_of_its_own(logistic):
    t = shapes.trace(logistic_step, *logistic)
    inside = [step.operation for step in t.steps if t.groups[step.group].title == "sigmoid"]
    assert inside == ["negative", "exp", "add", "divide"]


def test_lines_are_those_of_the_source(logistic):
    t = shapes.trace(logistic_step, *logistic)
    first = logistic_step.__code__.co_firstlineno
    assert [step.line - first for step in t.steps if t.groups[step.group].title == ""] == [
        1,
        1,
        2,
        3,
        3,
        3,
        3,
    ]


def test_a_with_body_is_seen_and_its_variables_stay():
    x = np.arange(6.0).reshape(2, 3)
    count = 1
    with shapes.trace() as t:
        doubled = 2 * x
        count += 1
        total: float = doubled.sum(axis=0)
        parts = [row * OUTSIDE for row in x]
    assert told(t) == [
        ("multiply", [(2, 3)], [(2, 3)]),
        ("sum", [(2, 3)], [(3,)]),
        ("getitem", [(2, 3)], [(3,)]),
        ("multiply", [(3,)], [(3,)]),
        ("getitem", [(2, 3)], [(3,)]),
        ("multiply", [(3,)], [(3,)]),
    ]
    assert (count, total.tolist(), len(parts)) == (2, [6.0, 10.0, 14.0], 2)
    assert t.notes == ()


with shapes.trace() as of_module:
    at_module_level: np.ndarray = np.ones((2, 3)) @ np.ones(3)


def test_a_with_body_of_a_module_is_seen_too():
    assert told(of_module) == [("matmul", [(2, 3), (3,)], [(2,)])]
    assert at_module_level.tolist() == [3.0, 3.0]


def test_variables_of_a_closure_are_written_back():
    x = np.ones(3)
    total = None

    def later():
        return total

    with shapes.trace():
        total = x.sum()
    assert later() == 3.0


def test_a_body_that_returns_runs_as_it_stands_and_the_trace_says_so():
    def early(x):
        with shapes.trace() as t:
            seen.append(t)
            return x * 2

    seen = []
    assert early(np.ones(2)).tolist() == [2.0, 2.0]
    assert told(seen[0]) == []
    assert "NumPy" in seen[0].notes[0]


def test_a_loop_may_be_left_within_the_body_only():
    def inside(x):
        with shapes.trace() as t:
            for place in range(5):
                if place == 2:
                    break
                x = x + 1
        return t, x

    def outside(x):
        for _ in range(5):
            with shapes.trace() as t:
                x = x + 1
                break
        return t, x

    t, x = inside(np.zeros(2))
    assert (len(t.steps), x.tolist(), t.notes) == (2, [2.0, 2.0], ())
    t, x = outside(np.zeros(2))
    assert (len(t.steps), x.tolist(), len(t.notes)) == (0, [1.0, 1.0], 1)


def test_an_error_in_the_body_comes_out_as_it_is():
    def fails(x):
        with shapes.trace() as t:
            seen.append(t)
            y = x + 1
            y @ x

    seen = []
    with pytest.raises(ValueError, match="mismatch") as caught:
        fails(np.ones((2, 3)))
    assert caught.value.__context__ is None
    assert "y @ x" in [frame.line for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert told(seen[0]) == [("add", [(2, 3)], [(2, 3)])]


def test_the_last_of_several_contexts_may_be_a_trace():
    x = np.ones(3)
    with np.errstate(divide="ignore"), shapes.trace() as t:
        y = x / 0
    with shapes.trace() as first, np.errstate(divide="ignore"):
        z = x / 0
    assert (len(t.steps), t.notes, y.tolist()) == (1, (), [np.inf] * 3)
    assert (len(first.steps), len(first.notes), z.tolist()) == (0, 1, [np.inf] * 3)


def test_trace_functions_of_debuggers_are_set_again():
    before = sys.gettrace()
    with shapes.trace():
        x = np.ones(2) * 2
    assert sys.gettrace() is before
    assert x.tolist() == [2.0, 2.0]


def test_a_trace_is_opened_once():
    t = shapes.trace()
    with t:
        x = np.ones(2)
        with pytest.raises(shapes.ShapesError, match="AX-04"):
            t.__enter__()
    assert x.shape == (2,)


def every_kind_of_statement(x):
    y = x.copy()
    y += 1
    y[0] = 0
    a, b = y.sum(axis=0), y.mean(axis=1, keepdims=True)
    z = np.where(y > 1, y, -y)[:, None] if len(y) else y
    try:
        z = z.squeeze(1)
    except ValueError:
        z = None
    table = {"a": a, "b": list(b)}
    match len(y):
        case -1:
            return None
        case count if count > 0:
            z = z @ z.T
    kept = lambda value: value * 2  # noqa: E731
    return y, a, b, z, kept(table["a"]), f"{x.shape}", ~(y > 1), y[..., ::-1], y[[0]], y[y > 1]


@given(arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.floats(-9, 9)))
@settings(max_examples=40)
def test_what_a_program_computes_is_the_same_under_trace(x):
    seen = []

    def run(x):
        seen.append(every_kind_of_statement(x))

    shapes.trace(run, x)
    for one, other in zip(seen[0], every_kind_of_statement(x), strict=True):
        assert type(one) is type(other)
        assert np.array_equal(one, other)


def test_in_place_changes_are_told_and_keep_the_array():
    x = np.zeros(3)
    before = x
    with shapes.trace() as t:
        x += 1
    assert x is before
    assert told(t) == [("add", [(3,)], [(3,)])]
    assert [value.name for value in t.values] == ["x", "x"]


def test_functions_defined_in_a_body_are_left_as_they_were_written():
    with shapes.trace():

        def double(x):
            return x * 2

    assert double.__code__.co_freevars == ()
    assert double(3) == 6


def test_formulas_of_the_course_are_opened_and_libraries_are_not():
    with shapes.trace() as t:
        probabilities = scratch.softmax(np.zeros((4, 3)))
        np.linalg.norm(probabilities)
    titles = [t.groups[step.group].title for step in t.steps]
    assert titles.count("softmax") > 2
    assert titles[-1] == ""
    assert t.steps[-1].operation == "norm"


def test_our_tensors_are_seen_in_functions_of_a_library_too():
    x = autograd.tensor(np.ones((4, 3)), requires_grad=True, name="x")
    t = shapes.trace(autograd.cross_entropy, x, np.zeros(4, dtype=int))
    assert told(t) == [("cross_entropy", [(4, 3), (4,)], [()])]
    assert t.values[0].origin == "parameter"
    with shapes.trace() as t:
        loss = (shapes.name(x, "N K") * 2).sum(axis=1).mean()
    assert [step.operation for step in t.steps] == ["multiply", "sum", "mean"]
    assert t.values[t.steps[1].outputs[0]].axes == ("N",)
    loss.backward()
    assert x.grad.shape == (4, 3)


def test_names_of_axes_go_along_into_a_tensor():
    x = shapes.name(np.ones((4, 3)), "N D")
    with shapes.trace() as t:
        y = autograd.tensor(x)
    assert y.shape == (4, 3)
    assert t.values[t.steps[0].outputs[0]].axes == ("N", "D")


def test_functions_without_source_say_so():
    space = {}
    exec("def hidden(x):\n    return x * 2", space)
    t = shapes.trace(space["hidden"], np.ones(3))
    assert told(t) == [("hidden", [(3,)], [(3,)])]
    assert "들여다볼 수 없어" in t.notes[0]


def test_no_array_outlives_its_trace():
    class Watched(np.ndarray):
        pass

    x = np.ones((100, 100)).view(Watched)
    tensor = torch.ones(100, 100)
    with shapes.trace() as t:
        y = x * 2
        z = tensor @ tensor
    gone = [weakref.ref(each) for each in (x, y, tensor, z)]
    t.draw()._repr_mimebundle_()
    t.table()._repr_html_()
    del x, y, z, tensor
    gc.collect()
    assert [each() is None for each in gone] == [True] * 4
    assert len(t.steps) == 2


def test_an_array_that_dies_meanwhile_is_not_taken_for_another():
    def many():
        for place in range(50):
            np.ones(place + 1) * 2

    t = shapes.trace(many)
    assert [each for _, each, _ in told(t)] == [[(place + 1,)] for place in range(50)]


class ConvNet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.features = torch.nn.Sequential(
            torch.nn.Conv2d(1, 4, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2)
        )
        self.classify = torch.nn.Linear(4 * 14 * 14, 10)

    def forward(self, x):
        hidden = self.features(x).flatten(1)
        return self.classify(hidden)


def test_a_model_of_pytorch_is_told_by_its_modules():
    t = shapes.trace(ConvNet(), shapes.name(torch.zeros(8, 1, 28, 28), "N C H W"))
    assert [(step.label, t.groups[step.group].title) for step in t.steps] == [
        ("conv2d(padding=1)", "0"),
        ("relu", "1"),
        ("max_pool2d(kernel_size=2)", "2"),
        ("flatten(1)", "ConvNet"),
        ("linear", "classify"),
    ]
    assert [t.values[step.outputs[0]].shape for step in t.steps][-2:] == [(8, 784), (8, 10)]
    assert [t.values[step.outputs[0]].axes for step in t.steps][2:4] == [
        ("N", "C", "H", "W"),
        ("N", "C·H·W"),
    ]
    assert names(t)["hidden"].shape == (8, 784)
    assert names(t)["classify.weight"].origin == "parameter"


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
@pytest.mark.parametrize("with_gradients", [True, False])
def test_modules_of_pytorch_compute_the_same_bits_under_trace(with_gradients):
    torch.manual_seed(0)
    layer = torch.nn.TransformerEncoderLayer(32, 4, 64, batch_first=True)
    model = torch.nn.TransformerEncoder(layer, 2).eval()
    x, padding = torch.randn(2, 7, 32), torch.zeros(2, 7, dtype=torch.bool)
    padding[1, 5:] = True
    seen = []
    with torch.set_grad_enabled(with_gradients):
        expected = model(x, src_key_padding_mask=padding)
        with shapes.trace() as t:
            seen.append(model(x, src_key_padding_mask=padding))
    assert torch.equal(seen[0], expected)
    assert bool(t.notes) is not with_gradients


def test_hooks_and_modes_are_gone_afterwards():
    model = ConvNet()
    hooks = torch.nn.modules.module
    with pytest.raises(RuntimeError):
        shapes.trace(model, torch.zeros(8, 2, 28, 28))
    assert not hooks._global_forward_hooks
    assert not hooks._global_forward_pre_hooks
    assert torch.overrides._get_current_function_mode_stack() == []


def test_a_module_that_fails_leaves_the_groups_in_order():
    model = ConvNet()

    def fails_then_works(x):
        try:
            model(x[:, :, :5])
        except RuntimeError:
            return model(x)

    t = shapes.trace(fails_then_works, torch.zeros(8, 1, 28, 28))
    assert t.steps[-1].label == "linear"
    assert t.groups[t.groups[t.steps[-1].group].parent].title == "ConvNet"


def test_hundreds_of_operations_are_traced_and_drawn_in_seconds():
    model = torch.nn.Sequential(
        *(torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.Tanh()) for _ in range(200))
    )
    start = time.perf_counter()
    t = shapes.trace(model, torch.zeros(2, 8))
    page = t.draw()._repr_mimebundle_()["text/html"]
    assert len(t.steps) == 400
    assert time.perf_counter() - start < 20
    assert len(page) < 2_000_000


def test_endless_loops_fill_no_memory():
    def long(x):
        for _ in range(6000):
            x = x + 1

    t = shapes.trace(long, np.zeros(2))
    assert len(t.steps) == 4000
    assert "4000" in t.notes[0]


def test_rows_that_a_loop_takes_come_from_their_array():
    def distances(x, centres):
        return np.stack([((x - centre) ** 2).sum(axis=1) for centre in centres], axis=1)

    t = shapes.trace(distances, np.ones((4, 3)), shapes.name(np.ones((2, 3)), "K D"))
    assert [step.label for step in t.steps] == [
        "[0]",
        "−",
        "** 2",
        "sum(axis=1)",
        "[1]",
        "−",
        "** 2",
        "sum(axis=1)",
        "stack(axis=1)",
    ]
    assert [value.name for value in t.values if value.origin == "input"] == ["centres", "x"]
    assert t.values[t.steps[0].outputs[0]].axes == ("D",)


def test_rows_in_pairs_and_numbered_are_told_too():
    def pairs(a, b):
        for place, (one, other) in enumerate(zip(a, b, strict=True)):
            seen.append((place, one * other))

    seen = []
    t = shapes.trace(pairs, np.ones((2, 3)), np.full((2, 3), 2.0))
    assert [step.label for step in t.steps] == ["[0]", "[0]", "×", "[1]", "[1]", "×"]
    assert [(place, product.tolist()) for place, product in seen] == [(0, [2.0] * 3), (1, [2.0] * 3)]


def test_a_layer_that_is_made_meanwhile_fills_its_parameters_untold():
    def layer(x):
        linear = torch.nn.Linear(3, 2)
        return linear(x)

    t = shapes.trace(layer, torch.ones(4, 3))
    assert [step.label for step in t.steps] == ["linear"]


class Base:
    def double(self, x):
        return x * 2


class Model(Base):
    def __init__(self):
        self.__scale = 3

    def double(self, x):
        return super().double(x) * self.__scale

    def traced(self, x):
        with shapes.trace() as t:
            y = super().double(x)
            y = y * self.__scale
        return t, y


def test_methods_that_know_their_class_run_as_they_stand():
    x = np.ones(2)
    t = shapes.trace(Model().double, x)
    assert [step.operation for step in t.steps] == ["double"]
    assert "들여다볼 수 없어" in t.notes[0]
    t, y = Model().traced(x)
    assert y.tolist() == [6.0, 6.0]
    assert "NumPy" in t.notes[0]


def test_a_body_that_looks_at_its_own_variables_runs_as_it_stands():
    with shapes.trace() as t:
        found = sorted(locals())
    assert found == ["t"]
    assert len(t.notes) == 1


def test_variables_of_a_module_that_a_function_sets_are_set():
    def change():
        global changed  # noqa: PLW0603  # what is tested
        with shapes.trace():
            changed = np.ones(2) * 3

    change()
    assert changed.tolist() == [3.0, 3.0]
    del globals()["changed"]


class Answers:
    """Answers every question with an array, and cannot be written out."""

    asked = 0

    def __getattr__(self, name):
        Answers.asked += 1
        return np.zeros(3)

    def __repr__(self):
        raise RuntimeError("never to be called")

    def __call__(self, x):
        return super().__getattribute__("double")(x)

    def double(self, x):
        return x * 2


def test_objects_of_the_learner_are_not_asked_anything_the_program_does_not_ask():
    answers = Answers()
    t = shapes.trace(lambda x: -answers(x), np.ones(2))
    assert Answers.asked == 0
    assert [step.label for step in t.steps] == ["Answers", "부호 바꾸기"]


def test_an_argument_of_the_learners_own_class_is_called_by_its_class():
    class Way:
        def __repr__(self):
            raise RuntimeError("never to be called")

    space = {}
    exec("def closed(x, how):\n    return x * 2", space)
    t = shapes.trace(lambda x: space["closed"](x, Way()), np.ones(2))
    assert [step.label for step in t.steps] == ["closed(Way)"]


@pytest.mark.parametrize("width", [([1, 1], [0, 0]), ((1, 1), (0, 0)), [(1, 1), (0, 0)], 1])
def test_settings_of_any_kind_are_written_down(width):
    t = shapes.trace(lambda x: np.pad(x, pad_width=width), np.ones((2, 3)))
    assert len(t.steps) == 1
    assert t.steps[0].label.startswith("pad(pad_width=")


def test_a_number_reduced_over_an_axis_that_it_has_not_is_traced_as_it_runs():
    t = shapes.trace(lambda x: x.sum(dim=0), torch.tensor(3.0))
    assert told(t) == [("sum", [()], [()])]
