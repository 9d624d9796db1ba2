"""The tensor and its walk back: accumulation, deep graphs, no_grad, in-place use, dtypes, errors."""

import subprocess
import sys
import threading

import numpy as np
import pytest
import torch

from aiclass.autograd import (
    DataError,
    GradientError,
    InPlaceError,
    OperationError,
    Tensor,
    concatenate,
    cross_entropy,
    draw,
    no_grad,
    parity_panel,
    tensor,
)
from aiclass.check._python_errors import explain


def leaf(*numbers, dtype=np.float64):
    return tensor(np.array(numbers, dtype), requires_grad=True)


def test_gradient_of_a_product_by_hand():
    a, b = leaf(2.0), leaf(-3.0)
    (a * b + 10).backward()
    assert (a.grad.tolist(), b.grad.tolist()) == ([-3.0], [2.0])


def test_tensor_that_is_used_twice_gets_both_gradients():
    x = leaf(3.0)
    (x * x + x).backward()
    assert x.grad.tolist() == [7.0]


def test_gradients_add_up_over_calls_until_they_are_set_to_none():
    x = leaf(3.0)
    for _ in range(2):
        (x * x).backward()
    assert x.grad.tolist() == [12.0]
    x.grad = None
    (x * x).backward()
    assert x.grad.tolist() == [6.0]


def test_second_backward_over_the_same_graph_adds_the_same_again_as_in_torch_with_retain_graph():
    x, other = leaf(3.0), torch.tensor([3.0], requires_grad=True)
    y, z = x * x, other * other
    for _ in range(2):
        y.backward()
        z.backward(retain_graph=True)
    assert x.grad.tolist() == other.grad.tolist() == [12.0]


def test_tensors_in_the_middle_keep_their_gradient():
    x = leaf(1.0, 2.0)
    middle = x * 3
    middle.sum().backward()
    assert middle.grad.tolist() == [1.0, 1.0]


def test_gradient_belongs_to_its_tensor_alone():
    """Reshape and sum hand views of one array on; clipping one gradient in place must not change another."""
    a = leaf(1.0, 2.0)
    b = a.reshape(2, 1)
    b.sum().backward()
    a.grad *= 0
    assert b.grad.tolist() == [[1.0], [1.0]]


def test_no_gradient_is_computed_for_data():
    x, w = tensor([1.0, 2.0]), leaf(3.0, 4.0)
    (x * w).sum().backward()
    assert x.grad is None


def test_diamond_of_many_paths_is_walked_once_a_node():
    """Two to the power of 60 paths lead back to x."""
    x = y = leaf(1.0)
    for _ in range(60):
        y = y * 0.5 + y * 0.5
    y.backward()
    assert x.grad.tolist() == [1.0]


def test_graph_of_fifty_thousand_operations_overflows_no_stack():
    x = y = leaf(1.0)
    for _ in range(50_000):
        y = y + 1
    y.backward()
    assert x.grad.tolist() == [1.0]
    del y  # nor does its end


def test_backward_takes_the_gradient_of_the_output():
    x = leaf(1.0, 2.0)
    (x * x).backward(np.array([1.0, 10.0]))
    assert x.grad.tolist() == [2.0, 40.0]


def test_backward_from_several_numbers_wants_to_know_their_gradient():
    with pytest.raises(GradientError, match=r"(?s)모양: \(2,\).*\[AG-03\]"):
        (leaf(1.0, 2.0) * 2).backward()
    with pytest.raises(GradientError, match=r"(?s)필요한 모양: \(2,\).*받은 모양: \(2, 1\).*\[AG-05\]"):
        (leaf(1.0, 2.0) * 2).backward(np.ones((2, 1)))


def test_backward_from_what_has_no_history_says_so():
    with pytest.raises(GradientError, match="AG-04"):
        tensor([1.0]).backward()
    with pytest.raises(GradientError, match="AG-04"), no_grad():
        leaf(1.0).detach().backward()


def test_no_grad_records_nothing_and_ends_with_its_block_whatever_happens():
    x = leaf(1.0)
    with no_grad():
        assert not (x * 2).requires_grad
    with pytest.raises(OperationError), no_grad():
        x + leaf(1.0, 2.0) + leaf(1.0, 2.0, 3.0)
    assert (x * 2).requires_grad


def test_no_grad_serves_as_a_decorator():
    @no_grad()
    def predict(x):
        return x * 2

    assert predict(leaf(1.0)).is_leaf


def test_number_is_formatted_as_in_torch():
    loss = leaf(2.0).mean() * 1.23456
    assert f"{loss:.3f}" == f"{loss.item():.3f}" == "2.469"
    assert f"{leaf(1.0)}" == repr(leaf(1.0))
    with pytest.raises(DataError, match=r"(?s)모양: \(2,\).*\[AG-09\]"):
        f"{leaf(1.0, 2.0):.3f}"


def test_no_grad_of_one_thread_is_not_that_of_another():
    found = []
    with no_grad():
        thread = threading.Thread(target=lambda: found.append((leaf(1.0) * 2).requires_grad))
        thread.start()
        thread.join()
    assert found == [True]


def test_detached_tensor_stops_the_gradient_and_has_numbers_of_its_own():
    x = leaf(3.0)
    (x.detach() * x).backward()
    assert x.grad.tolist() == [3.0]
    copy = x.detach()
    with no_grad():
        copy += 1
    assert x.data.tolist() == [3.0]


def test_tensor_copies_what_it_is_given():
    numbers = np.array([1.0, 2.0])
    x = tensor(numbers)
    numbers[0] = 9.0
    assert x.data.tolist() == [1.0, 2.0]


def test_array_that_was_used_may_be_filled_anew():
    batch, w = np.array([1.0, 2.0]), leaf(3.0, 4.0)
    loss = (w * batch).sum()
    batch[:] = 9.0
    loss.backward()
    assert w.grad.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("kind", [np.array, list])
def test_row_numbers_that_were_used_may_be_filled_anew(kind):
    rows, x = kind([0, 0]), leaf(1.0, 2.0)
    picked = x[rows].sum()
    rows[0] = rows[1] = 1
    picked.backward()
    assert x.grad.tolist() == [2.0, 0.0]


@pytest.mark.parametrize(
    "rearranged", [lambda x: x.reshape(-1), lambda x: x.T, lambda x: x.transpose(0, 1), lambda x: x[0]]
)
def test_change_in_place_reaches_no_tensor_that_was_made_of_it(rearranged):
    """A view would change as well, and what was computed from it would be wrong without a word."""
    x, w = tensor([[1.0, 2.0]]), leaf(1.0)
    loss = (rearranged(x) * w).sum()
    with no_grad():
        x *= 10
    loss.backward()
    assert w.grad.tolist() == [3.0]


IN_PLACE = {
    "+=": lambda x: x.__iadd__(1),
    "-=": lambda x: x.__isub__(1),
    "*=": lambda x: x.__imul__(2),
    "/=": lambda x: x.__itruediv__(2),
    "[ ] =": lambda x: x.__setitem__(0, 1.0),
}


@pytest.mark.parametrize("sign", IN_PLACE)
@pytest.mark.parametrize("requires_grad", [True, False])
def test_change_in_place_is_refused_while_recording(sign, requires_grad):
    x = tensor([5.0, 6.0], requires_grad=requires_grad)
    with pytest.raises(InPlaceError) as caught:
        IN_PLACE[sign](x)
    assert f"쓴 기호: {sign}" in str(caught.value)
    assert "no_grad()" in str(caught.value)
    assert x.data.tolist() == [5.0, 6.0]


def test_update_in_place_under_no_grad_changes_the_same_tensor():
    x = same = leaf(5.0, 6.0)
    with no_grad():
        x -= 0.5 * np.array([2.0, 4.0])
        x[0] = tensor(1.0)
    assert x is same
    assert same.data.tolist() == [1.0, 4.0]


def test_place_may_be_named_by_tensors():
    x = tensor([[1.0, 2.0], [3.0, 4.0]])
    with no_grad():
        x[tensor([0, 1]), 0] = tensor([8.0, 9.0])
    assert x.data.tolist() == [[8.0, 2.0], [9.0, 4.0]]


@pytest.mark.parametrize("change", [lambda x, y: x.__iadd__(y), lambda x, y: x.__setitem__(slice(None), y)])
def test_change_in_place_by_another_shape_names_both(change):
    x = leaf(1.0, 2.0)
    with no_grad(), pytest.raises(OperationError, match=r"(?s)입력의 모양: \(2,\), \(3,\).*\[AG-08\]"):
        change(x, tensor([1.0, 2.0, 3.0]))
    assert x.data.tolist() == [1.0, 2.0]


def test_rebinding_the_name_in_a_loop_updates_nothing():
    """The bug of the old lesson 04: the list keeps the old tensor."""
    parameters = [leaf(5.0)]
    with no_grad():
        for parameter in parameters:
            parameter = parameter - 1  # noqa: PLW2901
    assert parameters[0].data.tolist() == [5.0]


def test_backward_after_an_input_has_changed_is_refused():
    w = leaf(2.0)
    loss = w * w
    with no_grad():
        w -= 1
    with pytest.raises(InPlaceError, match=r"(?s)연산: multiply.*\[AG-07\]"):
        loss.backward()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_float_dtype_stays_through_forward_and_backward(dtype):
    x = tensor(np.ones((2, 3), dtype), requires_grad=True)
    y = ((x * 2 + 1) / 3 - np.float64(0.5)) ** 2 @ np.ones((3, 2), dtype)
    loss = cross_entropy(concatenate([y.tanh(), y.mean(axis=0, keepdims=True)]), [0, 1, 1])
    loss.backward()
    assert {str(each.dtype) for each in (y, loss, x.grad)} == {dtype}


def test_integers_beside_floats_take_their_dtype_as_in_torch():
    x = tensor(np.ones(3, np.float32), requires_grad=True)
    assert (x * np.arange(3)).dtype == np.float32
    assert (x * tensor(np.arange(3))).dtype == (torch.ones(3) * torch.arange(3)).numpy().dtype
    assert (x * (x > 0)).dtype == np.float32


def test_float32_beside_float64_gives_float64_and_each_its_own_gradient():
    a, b = tensor(np.ones(2, np.float32), requires_grad=True), leaf(1.0, 2.0)
    (a * b).sum().backward()
    assert ((a * b).dtype, a.grad.dtype, b.grad.dtype) == (np.float64, np.float32, np.float64)


@pytest.mark.parametrize("data", [[1, 2], [True], np.ones(2, np.float16), np.array(3)])
def test_gradient_of_integers_is_refused(data):
    with pytest.raises(DataError, match=r"(?s)float32 또는 float64.*\[AG-01\]"):
        tensor(data, requires_grad=True)
    plain = tensor(data)
    with pytest.raises(DataError, match="AG-01"):
        plain.requires_grad = True


def test_integers_can_be_computed_with():
    total = tensor([1, 2]) + tensor([10, 20])
    assert (total.data.tolist(), total.dtype, total.requires_grad) == ([11, 22], np.int64, False)


@pytest.mark.parametrize("data", ["3", [[1.0], [1.0, 2.0]], None, [1j], {"a": 1}])
def test_what_holds_no_numbers_is_refused(data):
    with pytest.raises(DataError, match="AG-02"):
        tensor(data)


def test_array_on_the_left_makes_a_tensor():
    x = leaf(1.0, 2.0)
    for result in (np.ones(2) * x, np.ones((3, 2)) @ x, np.ones(2) - x, np.float64(2.0) / x):
        assert isinstance(result, Tensor)
        assert result.requires_grad


def test_item_and_float_want_one_number():
    assert leaf(2.5).item() == float(leaf(2.5)) == 2.5
    with pytest.raises(DataError, match=r"(?s)모양: \(2,\).*\[AG-09\]"):
        leaf(1.0, 2.0).item()
    with pytest.raises(DataError, match="AG-09"):
        bool(leaf(1.0, 2.0) > 0)


def test_array_of_a_recording_tensor_is_refused_with_the_way_out():
    x = leaf(1.0)
    for attempt in (x.numpy, lambda: np.asarray(x)):
        with pytest.raises(DataError, match=r"(?s)x\.detach\(\)\.numpy\(\).*\[AG-10\]"):
            attempt()
    assert np.asarray(x.detach()).tolist() == [1.0]


@pytest.mark.parametrize("function", [draw, parity_panel])
@pytest.mark.parametrize("value", [3.0, np.ones(2), None])
def test_history_of_what_is_no_tensor_is_refused(function, value):
    with pytest.raises(DataError, match=rf"(?s)받은 것: {type(value).__name__}.*\[AG-17\]"):
        function(value)


@pytest.mark.parametrize("call", [np.exp, np.sum, np.mean, np.max, lambda x: np.ones(1).__iadd__(x)])
def test_numpy_function_of_a_tensor_is_explained(call):
    with pytest.raises(TypeError) as caught:
        call(leaf(1.0))
    assert explain(caught.value).code == "AG-16"


def test_comparisons_go_number_by_number():
    x = tensor([1.0, 2.0, 3.0])
    assert (x == [1.0, 0.0, 3.0]).data.tolist() == [True, False, True]
    assert (x != 2.0).data.tolist() == [True, False, True]
    assert [(x < 2).data.tolist(), (x <= 2).data.tolist()] == [[True, False, False], [True, True, False]]
    assert [(x > 2).data.tolist(), (x >= 2).data.tolist()] == [[False, False, True], [False, True, True]]
    with pytest.raises(OperationError, match=r"(?s)equal.*\(3,\), \(2,\)"):
        _ = x == tensor([1.0, 2.0])


def test_rows_can_be_iterated_over():
    assert [row.data.tolist() for row in tensor([[1.0, 2.0], [3.0, 4.0]])] == [[1.0, 2.0], [3.0, 4.0]]
    with pytest.raises(TypeError):
        list(tensor(1.0))


def test_shapes_that_do_not_fit_name_operation_and_shapes():
    with pytest.raises(OperationError) as caught:
        tensor(np.ones((3, 4))) @ tensor(np.ones((5, 2)))
    assert "연산: matmul" in str(caught.value)
    assert "입력의 모양: (3, 4), (5, 2)" in str(caught.value)
    with pytest.raises(OperationError, match=r"(?s)연산: matmul\n  입력의 모양: \(\), \(2,\)"):
        tensor(3.0) @ leaf(1.0, 2.0)
    with pytest.raises(OperationError, match="연산: add"):
        leaf(1.0, 2.0) + leaf(1.0, 2.0, 3.0)
    with pytest.raises(OperationError, match="연산: reshape"):
        leaf(1.0, 2.0).reshape(3)
    with pytest.raises(OperationError, match="연산: sum"):
        leaf(1.0, 2.0).sum(axis=1)
    with pytest.raises(OperationError, match="연산: concatenate"):
        concatenate([])


def test_operation_of_a_learners_own_takes_part():
    def cube(x):
        return x**3, (lambda d_out: 3 * x**2 * d_out,)

    x = leaf(2.0)
    y = Tensor.apply(cube, x)
    y.backward()
    assert (y.item(), x.grad.tolist(), y.record.operation) == (8.0, [12.0], "cube")


@pytest.mark.parametrize(
    "operation",
    [
        lambda x: x * 2,
        lambda x: (x * 2, lambda d_out: 2 * d_out),
        lambda x: (x * 2, ()),
        lambda x: (x * 2, (2 * x,)),
    ],
)
def test_operation_without_a_rule_for_each_input_is_told_how_to_return_them(operation):
    operation.__name__ = "double"
    with pytest.raises(OperationError, match=r"(?s)연산: double.*규칙의 수: 1.*\(d_x,\).*\[AG-12\]"):
        Tensor.apply(operation, leaf(1.0))


def test_rule_that_forgets_to_undo_broadcasting_is_named():
    def careless_add(a, b):
        return a + b, (lambda d_out: d_out, lambda d_out: d_out)

    loss = Tensor.apply(careless_add, tensor(np.ones((4, 3)), requires_grad=True), leaf(1.0, 2.0, 3.0)).sum()
    with pytest.raises(GradientError) as caught:
        loss.backward()
    for part in (
        "연산: careless_add",
        "몇 번째 입력: 1",
        "입력의 모양: (3,)",
        "기울기의 모양: (4, 3)",
        "AG-11",
    ):
        assert part in str(caught.value)


def test_representation_says_numbers_and_origin():
    x = leaf(1.0, 2.0, dtype=np.float32)
    assert repr(x) == "tensor([1., 2.], dtype=float32, requires_grad=True)"
    assert repr((x * 2).detach()) == "tensor([2., 4.], dtype=float32)"
    assert repr(leaf(1.0) * 2) == "tensor([2.], from=multiply)"


def test_misspelt_attribute_is_an_error():
    with pytest.raises(AttributeError):
        leaf(1.0).requires_gard = False


def test_import_is_light():
    code = "import sys, aiclass.autograd; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    heavy = {"torch", "matplotlib", "scipy", "sklearn", "IPython", "aiclass.messages", "aiclass.plots"}
    assert heavy.isdisjoint(done.stdout.split())
