"""Every operation, over shapes and broadcasts: PyTorch's value, shape, dtype and gradients; central differences."""

import numpy as np
import pytest
import torch
from agreement import assert_agrees
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import (
    array_shapes,
    basic_indices,
    integer_array_indices,
    mutually_broadcastable_shapes,
    valid_tuple_axes,
)

from aiclass.autograd import (
    avg_pool2d,
    concatenate,
    conv2d,
    cross_entropy,
    log_softmax,
    max_pool2d,
    tensor,
)

BOUNDED = settings(max_examples=25)
functional = torch.nn.functional

shapes = array_shapes(min_dims=0, max_dims=4, max_side=4)
filled_shapes = array_shapes(min_dims=1, max_dims=4, max_side=4)
pairs_of_shapes = mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4).map(
    lambda s: s.input_shapes
)


def distinct(shape, seed=0):
    """Return numbers between -2 and 2 that keep a distance from 0 and from each other: no kink is near."""
    size = int(np.prod(shape))
    spread = np.linspace(-2, 2, size + 2)[1:-1] + 0.01
    return np.random.default_rng([size, seed]).permutation(spread).reshape(shape)


def positive(shape, seed=0):
    return np.abs(distinct(shape, seed)) + 0.25


@pytest.mark.parametrize("name", ["exp", "relu", "tanh", "sigmoid", "__neg__"])
@given(shape=shapes)
@BOUNDED
def test_function_of_each_number(name, shape):
    assert_agrees(lambda x: getattr(x, name)(), lambda x: getattr(x, name)(), distinct(shape))


@given(shapes)
@BOUNDED
def test_logarithm(shape):
    assert_agrees(lambda x: x.log(), torch.log, positive(shape))


def test_relu_at_its_kink_has_slope_zero_as_in_torch():
    assert_agrees(lambda x: x.relu(), torch.relu, np.array([0.0, -0.0, 1.0]), central_differences=False)


SIGNS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
}


@pytest.mark.parametrize("sign", SIGNS)
@given(pair=pairs_of_shapes)
@BOUNDED
def test_arithmetic_with_broadcasting(sign, pair):
    left = positive(pair[0]) if sign == "**" else distinct(pair[0])
    right = positive(pair[1], 1) if sign == "/" else distinct(pair[1], 1)
    assert_agrees(SIGNS[sign], SIGNS[sign], left, right)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("number", [2, 0.5])
def test_arithmetic_with_a_plain_number_on_either_side(sign, number):
    x = positive((2, 3))
    assert_agrees(lambda x: SIGNS[sign](x, number), lambda x: SIGNS[sign](x, number), x)
    assert_agrees(lambda x: SIGNS[sign](number, x), lambda x: SIGNS[sign](number, x), x)


@pytest.mark.parametrize("exponent", [0, 1, 2, 3])
def test_whole_powers_of_zero_and_of_negative_numbers(exponent):
    x = np.array([-2.0, 0.0, 3.0])
    assert_agrees(lambda x: x**exponent, lambda x: x**exponent, x)


def test_gradient_of_an_exponent_over_zero_is_zero():
    base, exponent = np.array([0.0, 0.0]), np.array([2.0, 1.0])
    assert_agrees(lambda a, b: a**b, lambda a, b: a**b, base, exponent, central_differences=False)


lengths = st.integers(1, 4)


@given(lengths, lengths, lengths, mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=3))
@BOUNDED
def test_matrix_product_of_batches_that_broadcast(n, d, k, batches):
    left, right = batches.input_shapes
    assert_agrees(
        lambda a, b: a @ b, lambda a, b: a @ b, distinct((*left, n, d)), distinct((*right, d, k), 1)
    )


@pytest.mark.parametrize(
    ("left", "right"), [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((5, 2, 3), (3,)), ((3,), (5, 3, 4))]
)
def test_matrix_product_with_a_vector(left, right):
    assert_agrees(lambda a, b: a @ b, lambda a, b: a @ b, distinct(left), distinct(right, 1))


@st.composite
def reductions(draw):
    """Return a shape, an axis (none, one or several, also negative) and keepdims."""
    shape = draw(array_shapes(min_dims=1, max_dims=4, max_side=4))
    axis = draw(
        st.none() | st.integers(-len(shape), len(shape) - 1) | valid_tuple_axes(len(shape), min_size=1)
    )
    return shape, axis, draw(st.booleans())


@pytest.mark.parametrize(("name", "torch_name"), [("sum", "sum"), ("mean", "mean"), ("max", "amax")])
@given(case=reductions())
@BOUNDED
def test_reduction(name, torch_name, case):
    shape, axis, keepdims = case
    dim = tuple(range(len(shape))) if axis is None else axis

    def ours(x):
        return getattr(x, name)(axis=axis, keepdims=keepdims)

    assert_agrees(ours, lambda x: getattr(x, torch_name)(dim=dim, keepdim=keepdims), distinct(shape))


@pytest.mark.parametrize("name", ["sum", "mean"])
def test_reduction_is_spelt_as_numpy_spells_it_and_torch_understands(name):
    def same_line(x):
        return getattr(x, name)(axis=1, keepdims=True)

    assert_agrees(same_line, same_line, distinct((2, 3)))


@given(array_shapes(min_dims=2, max_dims=3, max_side=4))
@BOUNDED
def test_equal_maxima_share_the_gradient(shape):
    values = distinct(shape).round()
    assert_agrees(lambda x: x.max(axis=1), lambda x: x.amax(dim=1), values, central_differences=False)


@given(shapes)
@BOUNDED
def test_reshape(shape):
    assert_agrees(lambda x: x.reshape(-1), lambda x: x.reshape(-1), distinct(shape))
    flat = distinct((int(np.prod(shape)),))
    assert_agrees(lambda x: x.reshape(shape), lambda x: x.reshape(shape), flat)


@given(filled_shapes.flatmap(lambda shape: st.tuples(st.just(shape), st.permutations(range(len(shape))))))
@BOUNDED
def test_permute(case):
    shape, axes = case
    assert_agrees(lambda x: x.permute(*axes), lambda x: x.permute(*axes), distinct(shape))


@given(array_shapes(min_dims=2, max_dims=4, max_side=4), st.data())
@BOUNDED
def test_transpose(shape, data):
    first, second = (data.draw(st.integers(-len(shape), len(shape) - 1)) for _ in range(2))
    assert_agrees(lambda x: x.transpose(first, second), lambda x: x.transpose(first, second), distinct(shape))
    matrix = distinct(shape[:2])
    assert_agrees(lambda x: x.T, lambda x: x.T, matrix)


@given(array_shapes(min_dims=1, max_dims=3, max_side=4), st.data())
@BOUNDED
def test_slices_and_numbers_in_brackets(shape, data):
    key = data.draw(basic_indices(shape, allow_newaxis=True))
    parts = key if isinstance(key, tuple) else (key,)
    if any(isinstance(part, slice) and (part.step or 1) < 0 for part in parts):  # PyTorch has none
        return
    assert_agrees(lambda x: x[key], lambda x: x[key], distinct(shape))


@given(array_shapes(min_dims=1, max_dims=3, max_side=4), st.data())
@BOUNDED
def test_rows_picked_by_number_count_as_often_as_they_are_picked(shape, data):
    key = data.draw(integer_array_indices(shape, result_shape=array_shapes(max_dims=2, max_side=4)))
    assert_agrees(lambda x: x[key], lambda x: x[tuple(map(torch.tensor, key))], distinct(shape))


def test_numbers_picked_by_a_mask():
    x = distinct((3, 4))
    assert_agrees(lambda x: x[x > 0], lambda x: x[x > 0], x)


def test_probability_of_each_rows_label():
    rows, labels = np.arange(3), np.array([2, 0, 2])
    assert_agrees(lambda x: x[rows, labels], lambda x: x[rows, labels], distinct((3, 4)))


@st.composite
def joinable(draw):
    """Return an axis and shapes that differ along it alone."""
    shape = draw(array_shapes(min_dims=1, max_dims=3, max_side=3))
    axis = draw(st.integers(-len(shape), len(shape) - 1))
    counts = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    where = axis % len(shape)
    return axis, [(*shape[:where], count, *shape[where + 1 :]) for count in counts]


@given(joinable())
@BOUNDED
def test_concatenate(case):
    axis, pieces = case
    arrays = [distinct(shape, seed) for seed, shape in enumerate(pieces)]
    arrays = [array for array in arrays if array.size] or [np.ones(2)]
    axis = axis if arrays[0].ndim > 1 else 0
    assert_agrees(lambda *x: concatenate(x, axis), lambda *x: torch.cat(x, dim=axis), *arrays)


@given(array_shapes(min_dims=1, max_dims=3, max_side=4), st.data())
@BOUNDED
def test_log_softmax(shape, data):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    assert_agrees(lambda x: log_softmax(x, axis), lambda x: torch.log_softmax(x, axis), distinct(shape))


@given(lengths, lengths)
@BOUNDED
def test_cross_entropy(rows, classes):
    labels = np.arange(rows) * 7 % classes
    theirs = torch.tensor(labels)
    assert_agrees(
        lambda x: cross_entropy(x, labels),
        lambda x: functional.cross_entropy(x, theirs),
        distinct((rows, classes)),
    )


def test_cross_entropy_is_the_mean_of_the_labels_log_probabilities():
    logits, labels = tensor(distinct((4, 3))), np.array([0, 2, 1, 1])
    by_hand = -log_softmax(logits, axis=1)[np.arange(4), labels].mean()
    assert cross_entropy(logits, tensor(labels)).item() == pytest.approx(by_hand.item(), rel=1e-12)


def test_cross_entropy_of_whole_numbers_is_no_whole_number():
    assert cross_entropy(tensor([[1, 2]]), [0]).item() == pytest.approx(np.log(1 + np.e))


def test_extreme_scores_stay_finite():
    x = tensor([[1e4, -1e4, 0.0]], requires_grad=True)
    loss = cross_entropy(x, [1])
    loss.backward()
    assert loss.item() == 2e4
    assert x.grad.tolist() == [[1.0, -1.0, 0.0]]
    assert tensor([-1000.0, 1000.0]).sigmoid().data.tolist() == [0.0, 1.0]


@st.composite
def convolutions(draw):
    padding, stride = draw(st.integers(0, 2)), draw(st.integers(1, 3))
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    kernel = tuple(draw(st.integers(1, min(3, size + 2 * padding))) for size in (height, width))
    images, channels, filters = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    return (
        (images, channels, height, width),
        (filters, channels, *kernel),
        {"stride": stride, "padding": padding},
    )


@given(convolutions())
@BOUNDED
def test_convolution_with_and_without_bias(case):
    x_shape, weight_shape, options = case
    arrays = distinct(x_shape), distinct(weight_shape, 1), distinct(weight_shape[:1], 2)
    assert_agrees(lambda *x: conv2d(*x, **options), lambda *x: functional.conv2d(*x, **options), *arrays)
    assert_agrees(lambda *x: conv2d(*x, **options), lambda *x: functional.conv2d(*x, **options), *arrays[:2])


@pytest.mark.parametrize(
    ("ours", "theirs"), [(max_pool2d, functional.max_pool2d), (avg_pool2d, functional.avg_pool2d)]
)
@given(
    size=st.tuples(st.integers(3, 6), st.integers(3, 6)), kernel=st.integers(1, 3), stride=st.none() | lengths
)
@BOUNDED
def test_pooling(ours, theirs, size, kernel, stride):
    x = distinct((2, 2, *size))
    assert_agrees(lambda x: ours(x, kernel, stride=stride), lambda x: theirs(x, kernel, stride=stride), x)


def test_convolution_without_bias_has_two_inputs():
    out = conv2d(tensor(np.ones((1, 1, 3, 3))), tensor(np.ones((2, 1, 2, 2)), requires_grad=True))
    assert [each.shape for each in out.record.inputs] == [(1, 1, 3, 3), (2, 1, 2, 2)]
