"""Linear layers, activations, initialisations and the MLP: parity with PyTorch, central differences, properties."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from aiclass.scratch import (
    SettingError,
    ShapeError,
    gradient_check,
    he_normal,
    linear,
    linear_backward,
    mini_batch_gradient_descent,
    mlp_logits,
    mlp_loss,
    mlp_parameters,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    small_normal,
    tanh,
    tanh_backward,
    xavier_normal,
    xavier_uniform,
    zeros,
)

torch.set_num_threads(1)  # arrays of a few numbers
BOUNDED = settings(max_examples=40)
RNG = np.random.default_rng(5)
ACTIVATIONS = {
    "relu": (relu, relu_backward, torch.relu),
    "sigmoid": (sigmoid, sigmoid_backward, torch.sigmoid),
    "tanh": (tanh, tanh_backward, torch.tanh),
}
INITIALISATIONS = [he_normal, small_normal, xavier_normal, xavier_uniform, zeros]
sizes = st.integers(1, 6)
small = st.floats(-8, 8, width=32)


def leaf(array):
    return torch.tensor(array, requires_grad=True)


def assert_equals(mine, tensor, **tolerances):
    assert mine.shape == tuple(tensor.shape)
    assert mine.dtype == tensor.numpy().dtype
    assert_allclose(mine, tensor.numpy(), **tolerances)


@pytest.mark.parametrize(("dtype", "rtol"), [("float64", 1e-12), ("float32", 1e-4)])
@given(sizes, sizes, sizes)
@BOUNDED
def test_linear_layer_and_gradients_equal_torch(dtype, rtol, rows, inputs, outputs):
    rng = np.random.default_rng([rows, inputs, outputs])
    shapes = (rows, inputs), (inputs, outputs), (outputs,), (rows, outputs)
    x, weight, bias, d_out = (rng.normal(size=shape).astype(dtype) for shape in shapes)
    tensors = leaf(x), leaf(weight), leaf(bias)
    expected = torch.nn.functional.linear(tensors[0], tensors[1].T, tensors[2])
    expected.backward(torch.tensor(d_out))
    assert_equals(linear(x, weight, bias), expected.detach(), rtol=rtol, atol=rtol)
    for mine, tensor in zip(linear_backward(d_out, x, weight), tensors, strict=True):
        assert_equals(mine, tensor.grad, rtol=rtol, atol=rtol)


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(x=arrays(np.float32, st.tuples(sizes, sizes), elements=small))
@BOUNDED
def test_activation_and_gradient_equal_torch(name, x):
    """Zero is among the inputs, so the kink of ReLU is too."""
    function, backward, torch_function = ACTIVATIONS[name]
    tensor = leaf(x)
    expected = torch_function(tensor)
    expected.backward(torch.ones_like(expected))
    assert_equals(function(x), expected.detach(), rtol=1e-5, atol=1e-7)
    assert_equals(backward(np.ones_like(x), function(x)), tensor.grad, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_gradient_passes_central_differences(name):
    function, backward, _ = ACTIVATIONS[name]
    x = np.array([-3.0, -0.5, 0.25, 2.0])

    def objective(x):
        out = function(x)
        return out @ out, backward(2 * out, out)

    assert gradient_check(objective, (x,)).ok


def test_activation_of_integers_is_computed_in_float64():
    assert relu(np.array([-1, 2], dtype=np.int8)).dtype == np.float64


def mlp_case(activation, dtype="float64", sizes=(5, 7, 6, 3)):
    rng = np.random.default_rng(1)
    parameters = mlp_parameters(sizes, rng=rng, dtype=dtype)
    biases = (p + rng.normal(size=p.shape).astype(dtype) if p.ndim == 1 else p for p in parameters)
    x, labels = rng.normal(size=(9, sizes[0])).astype(dtype), rng.integers(sizes[-1], size=9)
    return x, labels, tuple(biases), activation


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_mlp_loss_and_every_gradient_equal_torch(activation, dtype):
    x, labels, parameters, _ = mlp_case(activation, dtype)
    tensors, hidden = [leaf(p) for p in parameters], torch.tensor(x)
    for position in range(0, len(tensors), 2):
        z = hidden @ tensors[position] + tensors[position + 1]
        hidden = ACTIVATIONS[activation][2](z) if position + 2 < len(tensors) else z
    expected = torch.nn.functional.cross_entropy(hidden, torch.tensor(labels))
    expected.backward()
    tolerance = 1e-12 if dtype == "float64" else 1e-5
    loss, *gradients = mlp_loss(x, labels, *parameters, activation=activation)
    assert loss == pytest.approx(expected.item(), rel=tolerance)
    assert_equals(
        mlp_logits(x, *parameters, activation=activation), hidden.detach(), rtol=tolerance, atol=tolerance
    )
    assert len(gradients) == len(tensors)
    for mine, tensor in zip(gradients, tensors, strict=True):
        assert_equals(mine, tensor.grad, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_mlp_gradients_pass_central_differences(activation):
    x, labels, parameters, _ = mlp_case(activation)
    objective = partial(mlp_loss, x, labels, activation=activation)
    report = gradient_check(objective, parameters)
    assert report.ok, str(report)


@given(st.lists(sizes, min_size=2, max_size=5), st.sampled_from(sorted(ACTIVATIONS)))
@BOUNDED
def test_mlp_gradients_have_the_shape_and_dtype_of_their_parameters(layer_sizes, activation):
    parameters = mlp_parameters(layer_sizes, rng=np.random.default_rng(0))
    x, labels = np.ones((2, layer_sizes[0]), np.float32), np.zeros(2, dtype=int)
    loss, *gradients = mlp_loss(x, labels, *parameters, activation=activation)
    assert np.isfinite(loss)
    assert [(g.shape, g.dtype) for g in gradients] == [(p.shape, p.dtype) for p in parameters]


def test_mlp_learns_xor_which_no_line_can_part():
    x, labels = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
    parameters = mlp_parameters((2, 8, 2), rng=np.random.default_rng(0), dtype=np.float64)
    descent = mini_batch_gradient_descent(
        mlp_loss,
        parameters,
        x,
        labels,
        learning_rate=0.5,
        epochs=300,
        batch_size=4,
        rng=np.random.default_rng(0),
    )
    assert mlp_logits(x, *descent.parameters).argmax(axis=1).tolist() == labels.tolist()
    assert descent.losses[-1] < 0.01


def test_float32_mlp_stays_float32_while_it_learns():
    x, labels, parameters, _ = mlp_case("relu", "float32")
    descent = mini_batch_gradient_descent(
        mlp_loss, parameters, x, labels, learning_rate=0.1, epochs=2, batch_size=4, momentum=0.9, rng=RNG
    )
    assert {parameter.dtype for parameter in descent.parameters} == {np.dtype(np.float32)}


def test_zeros_leave_hidden_units_alike():
    """All hidden units get the same gradient, so they can never become different."""
    x, labels, *_ = mlp_case("tanh")
    parameters = mlp_parameters((5, 4, 3), rng=RNG, initialise=zeros, dtype=np.float64)
    descent = mini_batch_gradient_descent(
        mlp_loss, parameters, x, labels, learning_rate=0.1, epochs=20, batch_size=9, rng=RNG
    )
    assert np.ptp(descent.parameters[0], axis=1).max() == 0.0


@pytest.mark.parametrize(
    ("initialise", "shape", "std"),
    [
        (he_normal, (400, 300), np.sqrt(2 / 400)),
        (he_normal, (64, 32, 5, 5), np.sqrt(2 / (32 * 25))),
        (xavier_normal, (400, 300), np.sqrt(2 / 700)),
        (xavier_uniform, (400, 300), np.sqrt(2 / 700)),
        (xavier_uniform, (64, 32, 5, 5), np.sqrt(2 / (96 * 25))),
        (small_normal, (400, 300), 0.01),
        (zeros, (400, 300), 0.0),
    ],
)
def test_initialisation_has_its_spread(initialise, shape, std):
    weight = initialise(shape, rng=np.random.default_rng(0))
    assert weight.std() == pytest.approx(std, rel=0.02)
    assert abs(weight.mean()) <= 0.01 * std
    assert (weight.shape, weight.dtype) == (shape, np.float32)


@pytest.mark.parametrize("initialise", INITIALISATIONS)
def test_initialisation_is_repeated_by_its_seed(initialise):
    first, second = (initialise((3, 4), rng=np.random.default_rng(8), dtype=np.float64) for _ in range(2))
    assert first.tolist() == second.tolist()


def test_xavier_uniform_stays_within_its_bound():
    weight = xavier_uniform((40, 60), rng=np.random.default_rng(0))
    assert np.sqrt(6 / 100) * 0.99 < np.abs(weight).max() <= np.sqrt(6 / 100)


def test_relu_signal_keeps_its_size_through_ten_he_layers_and_dies_of_small_numbers():
    x = np.random.default_rng(0).normal(size=(64, 200)).astype(np.float32)

    def spread(initialise):
        parameters = mlp_parameters((200,) * 11, rng=np.random.default_rng(1), initialise=initialise)
        return float(mlp_logits(x, *parameters).std())

    assert 0.5 < spread(he_normal) < 3
    assert spread(small_normal) < 1e-6


@pytest.mark.parametrize("initialise", [he_normal, xavier_normal, xavier_uniform])
def test_initialisation_of_a_vector_is_refused(initialise):
    with pytest.raises(SettingError, match=r"(?s)필요한 값: \(D, K\).*받은 값: \(7,\)"):
        initialise((7,), rng=RNG)


def test_parameter_that_does_not_fit_is_named_with_its_layer():
    x, labels, parameters, _ = mlp_case("relu")
    wrong = (*parameters[:2], parameters[2].T, *parameters[3:])
    with pytest.raises(ShapeError, match=r"(?s)parameters\[2\].*\(7, K\).*1번 층의 weight.*\(6, 7\)"):
        mlp_loss(x, labels, *wrong)
    with pytest.raises(ShapeError, match=r"(?s)parameters\[5\].*2번 층의 bias"):
        mlp_loss(x, labels, *parameters[:5], np.zeros(4))


def test_missing_bias_unknown_activation_and_bad_sizes_are_refused():
    x, labels, parameters, _ = mlp_case("relu")
    with pytest.raises(SettingError, match=r"(?s)parameters.*받은 값: 5개"):
        mlp_loss(x, labels, *parameters[:5])
    with pytest.raises(SettingError, match=r"(?s)relu, sigmoid, tanh.*받은 값: gelu"):
        mlp_loss(x, labels, *parameters, activation="gelu")
    with pytest.raises(SettingError, match=r"(?s)sizes.*받은 값: \(3,\)"):
        mlp_parameters((3,), rng=RNG)
    with pytest.raises(SettingError, match="sizes"):
        mlp_parameters((3, 0), rng=RNG)


@pytest.mark.parametrize("backward", [relu_backward, tanh_backward, sigmoid_backward])
def test_gradient_of_another_shape_is_not_broadcast(backward):
    with pytest.raises(ShapeError, match=r"(?s)d_out.*\(2, 3\).*\(3,\)"):
        backward(np.ones(3), np.ones((2, 3)))


def test_linear_refuses_what_would_be_broadcast():
    with pytest.raises(ShapeError, match="bias"):
        linear(np.ones((2, 3)), np.ones((3, 4)), np.ones((2, 4)))
    with pytest.raises(ShapeError, match="d_out"):
        linear_backward(np.ones((1, 4)), np.ones((2, 3)), np.ones((3, 4)))
