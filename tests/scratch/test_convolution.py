"""Convolution, pooling and their network: loops, columns and PyTorch agree, over shapes."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from aiclass.scratch import (
    SettingError,
    ShapeError,
    avg_pool2d,
    avg_pool2d_backward,
    col2im,
    conv2d,
    conv2d_backward,
    conv2d_backward_loop,
    conv2d_loop,
    conv_net_logits,
    conv_net_loss,
    conv_net_parameters,
    conv_output_size,
    gradient_check,
    im2col,
    max_pool2d,
    max_pool2d_backward,
    mini_batch_gradient_descent,
)

torch.set_num_threads(1)  # arrays of a few numbers
BOUNDED = settings(max_examples=40)
functional = torch.nn.functional


@st.composite
def convolutions(draw):
    """Return (x shape, weight shape, stride, padding), the filter no larger than the padded image."""
    padding, stride = draw(st.integers(0, 2)), draw(st.integers(1, 3))
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    kernel_height = draw(st.integers(1, min(4, height + 2 * padding)))
    kernel_width = draw(st.integers(1, min(4, width + 2 * padding)))
    images, channels, filters = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return (
        (images, channels, height, width),
        (filters, channels, kernel_height, kernel_width),
        stride,
        padding,
    )


@st.composite
def poolings(draw):
    """Return (x shape, kernel_size, stride); windows may overlap or leave gaps."""
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    kernel_size = draw(st.integers(1, min(3, height, width)))
    shape = (draw(st.integers(1, 3)), draw(st.integers(1, 3)), height, width)
    return shape, kernel_size, draw(st.none() | st.integers(1, 4))


def normal(shape, dtype="float64"):
    return np.random.default_rng(list(shape)).normal(size=shape).astype(dtype)


def leaf(array):
    return torch.tensor(array, requires_grad=True)


def assert_equals(mine, tensor, tolerance):
    assert mine.shape == tuple(tensor.shape)
    assert mine.dtype == tensor.detach().numpy().dtype
    assert_allclose(mine, tensor.detach().numpy(), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-4)])
@given(convolutions())
@BOUNDED
def test_convolution_and_gradients_equal_torch_and_the_loop(dtype, tolerance, case):
    x_shape, weight_shape, stride, padding = case
    x, weight, bias = normal(x_shape, dtype), normal(weight_shape, dtype), normal(weight_shape[:1], dtype)
    tensors = leaf(x), leaf(weight), leaf(bias)
    expected = functional.conv2d(*tensors, stride=stride, padding=padding)
    d_out = normal(expected.shape, dtype)
    expected.backward(torch.tensor(d_out))
    for forward, backward in ((conv2d, conv2d_backward), (conv2d_loop, conv2d_backward_loop)):
        assert_equals(forward(x, weight, bias, stride=stride, padding=padding), expected, tolerance)
        gradients = backward(d_out, x, weight, stride=stride, padding=padding)
        for mine, tensor in zip(gradients, tensors, strict=True):
            assert_equals(mine, tensor.grad, tolerance)


@given(convolutions())
@BOUNDED
def test_columns_equal_torchs_unfold_and_their_way_back_its_fold(case):
    x_shape, (_, _, *kernel_size), stride, padding = case
    x, window = normal(x_shape), tuple(kernel_size)
    columns = im2col(x, window, stride=stride, padding=padding)
    assert_equals(columns, functional.unfold(torch.tensor(x), window, stride=stride, padding=padding), 0)
    summed = functional.fold(torch.tensor(columns), x_shape[2:], window, stride=stride, padding=padding)
    assert_equals(col2im(columns, x_shape, window, stride=stride, padding=padding), summed, 1e-12)


@given(convolutions())
@BOUNDED
def test_way_back_is_the_transpose_of_the_way_to_columns(case):
    """<im2col(x), c> = <x, col2im(c)>: what makes it the backward pass."""
    x_shape, (_, _, *kernel_size), stride, padding = case
    x, window = normal(x_shape), tuple(kernel_size)
    columns = im2col(x, window, stride=stride, padding=padding)
    other = normal(columns.shape)
    back = col2im(other, x_shape, window, stride=stride, padding=padding)
    assert (columns * other).sum() == pytest.approx((x * back).sum(), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-5)])
@given(poolings())
@BOUNDED
def test_poolings_and_gradients_equal_torch_ties_included(dtype, tolerance, case):
    """Rounded values make ties: the first largest of a window gets the gradient, as in PyTorch."""
    shape, kernel_size, stride = case
    x = normal(shape, dtype).round()
    tensor = leaf(x)
    expected = functional.max_pool2d(tensor, kernel_size, stride=stride)
    d_out = normal(expected.shape, dtype)
    expected.backward(torch.tensor(d_out))
    out = max_pool2d(x, kernel_size, stride=stride)
    assert_equals(out, expected, 0)
    assert_equals(max_pool2d_backward(d_out, x, out, kernel_size, stride=stride), tensor.grad, tolerance)
    tensor = leaf(x)
    expected = functional.avg_pool2d(tensor, kernel_size, stride=stride)
    expected.backward(torch.tensor(d_out))
    assert_equals(avg_pool2d(x, kernel_size, stride=stride), expected, tolerance)
    assert_equals(avg_pool2d_backward(d_out, x, kernel_size, stride=stride), tensor.grad, tolerance)


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_convolution_gradients_pass_central_differences(stride, padding):
    options = {"stride": stride, "padding": padding}

    def objective(x, weight, bias):
        out = conv2d(x, weight, bias, **options)
        d_x, d_weight, d_bias = conv2d_backward(out, x, weight, **options)
        return (out**2).sum() / 2, d_x, d_weight, d_bias

    report = gradient_check(objective, (normal((2, 2, 5, 6)), normal((3, 2, 3, 2)), normal((3,))))
    assert report.ok, str(report)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_pooling_gradients_pass_central_differences(stride):
    def of_max(x):
        out = max_pool2d(x, 2, stride=stride)
        return (out**2).sum() / 2, max_pool2d_backward(out, x, out, 2, stride=stride)

    def of_mean(x):
        out = avg_pool2d(x, 2, stride=stride)
        return (out**2).sum() / 2, avg_pool2d_backward(out, x, 2, stride=stride)

    assert gradient_check(of_max, (normal((2, 2, 5, 6)),)).ok
    assert gradient_check(of_mean, (normal((2, 2, 5, 6)),)).ok


def test_filter_of_ones_adds_up_its_window():
    x = np.arange(25.0).reshape(1, 1, 5, 5)
    out = conv2d(x, np.ones((1, 1, 3, 3)), np.zeros(1))
    assert out[0, 0].tolist() == [[54, 63, 72], [99, 108, 117], [144, 153, 162]]


def test_shifted_image_shifts_the_answer():
    x = np.zeros((1, 1, 8, 8))
    x[0, 0, 2, 3] = 1.0
    weight = normal((2, 1, 3, 3))
    out, shifted = (conv2d(np.roll(x, step, axis=3), weight, np.zeros(2), padding=1) for step in (0, 2))
    assert_allclose(np.roll(out, 2, axis=3), shifted)


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 5), st.integers(0, 4))
@BOUNDED
def test_output_size_counts_the_places_of_the_window(size, kernel_size, stride, padding):
    places = len(range(0, size + 2 * padding - kernel_size + 1, stride))
    if places == 0:
        with pytest.raises(SettingError, match=f"(?s)kernel_size.*{size + 2 * padding} 이하"):
            conv_output_size(size, kernel_size, stride=stride, padding=padding)
    else:
        assert conv_output_size(size, kernel_size, stride=stride, padding=padding) == places


@pytest.mark.parametrize(
    ("name", "value"), [("size", 0), ("kernel_size", 0), ("stride", 0), ("padding", -1), ("stride", 1.5)]
)
def test_output_size_names_the_setting_that_is_out_of_range(name, value):
    arguments = {"size": 5, "kernel_size": 3, "stride": 1, "padding": 0} | {name: value}
    with pytest.raises(SettingError, match=f"(?s)이름: {name}.*받은 값: {value}"):
        conv_output_size(arguments.pop("size"), arguments.pop("kernel_size"), **arguments)


def conv_net_case(dtype="float64"):
    rng = np.random.default_rng(2)
    parameters = conv_net_parameters((2, 9, 8), (3, 4), 5, rng=rng, dtype=dtype)
    parameters = tuple(p + 0.1 * rng.normal(size=p.shape).astype(dtype) for p in parameters)
    return rng.normal(size=(6, 2, 9, 8)).astype(dtype), rng.integers(5, size=6), parameters


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-4)])
def test_conv_net_loss_and_every_gradient_equal_torch(dtype, tolerance):
    x, labels, parameters = conv_net_case(dtype)
    tensors, hidden = [leaf(p) for p in parameters], torch.tensor(x)
    for position in (0, 2):
        hidden = functional.conv2d(hidden, tensors[position], tensors[position + 1], padding=1)
        hidden = functional.max_pool2d(torch.relu(hidden), 2)
    logits = hidden.flatten(1) @ tensors[4] + tensors[5]
    expected = functional.cross_entropy(logits, torch.tensor(labels))
    expected.backward()
    loss, *gradients = conv_net_loss(x, labels, *parameters)
    assert loss == pytest.approx(expected.item(), rel=tolerance)
    assert_equals(conv_net_logits(x, *parameters), logits, tolerance)
    for mine, tensor in zip(gradients, tensors, strict=True):
        assert_equals(mine, tensor.grad, tolerance)


def test_conv_net_gradients_pass_central_differences():
    x, labels, parameters = conv_net_case()
    report = gradient_check(partial(conv_net_loss, x, labels), parameters, max_entries=40)
    assert report.ok, str(report)


def test_conv_net_learns_bars_and_stays_float32():
    """Lying and standing bars, each at a random place, which a mean image could not tell apart."""
    rng = np.random.default_rng(3)
    x, labels = np.zeros((80, 1, 8, 8), np.float32), rng.integers(2, size=80)
    for image, label in zip(x, labels, strict=True):
        row, column = rng.integers(1, 7), rng.integers(1, 7)
        image[0, row, :] = label == 0
        image[0, :, column] = label == 1
    parameters = conv_net_parameters((1, 8, 8), (4,), 2, rng=rng)
    descent = mini_batch_gradient_descent(
        conv_net_loss,
        parameters,
        x,
        labels,
        learning_rate=0.1,
        epochs=10,
        batch_size=16,
        momentum=0.9,
        rng=rng,
    )
    assert (conv_net_logits(x, *descent.parameters).argmax(axis=1) == labels).mean() > 0.95
    assert {parameter.dtype for parameter in descent.parameters} == {np.dtype(np.float32)}


def test_channels_that_do_not_fit_are_named():
    with pytest.raises(ShapeError, match=r"(?s)weight.*\(O, 3, KH, KW\).*\(4, 1, 3, 3\)"):
        conv2d(np.zeros((2, 3, 8, 8)), np.zeros((4, 1, 3, 3)), np.zeros(4))
    with pytest.raises(ShapeError, match=r"(?s)x.*\(N, C, H, W\).*\(8, 8\)"):
        conv2d(np.zeros((8, 8)), np.zeros((4, 1, 3, 3)), np.zeros(4))
    with pytest.raises(ShapeError, match="d_out"):
        conv2d_backward(np.zeros((1, 1, 2, 3)), np.zeros((1, 1, 4, 4)), np.zeros((1, 1, 3, 3)))
    with pytest.raises(ShapeError, match="columns"):
        col2im(np.zeros((1, 4, 5)), (1, 1, 3, 3), (2, 2))


def test_window_larger_than_the_image_is_refused():
    with pytest.raises(SettingError, match=r"(?s)kernel_size.*필요한 값: 2 이하.*받은 값: 3"):
        max_pool2d(np.zeros((1, 1, 2, 2)), 3)
    with pytest.raises(SettingError, match="kernel_size"):
        conv2d(np.zeros((1, 1, 2, 2)), np.zeros((1, 1, 3, 3)), np.zeros(1))
