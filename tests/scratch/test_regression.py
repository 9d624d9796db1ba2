"""Logistic and softmax regression: loops, matrices, PyTorch and scikit-learn agree."""

from functools import partial

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from aiclass.scratch import (
    LabelError,
    ShapeError,
    accuracy,
    confusion_matrix,
    gradient_check,
    gradient_descent,
    logistic_regression_loss,
    logistic_regression_loss_loop,
    mini_batch_gradient_descent,
    softmax_regression_loss,
    softmax_regression_loss_loop,
)

RNG = np.random.default_rng(7)
NUM_CLASSES = 4
X = RNG.normal(size=(60, 3))
BINARY = RNG.integers(2, size=60)  # labels without rule: no plane parts them, so the best weights are finite
LABELS = RNG.integers(NUM_CLASSES, size=60)
WEIGHT, BIAS = RNG.normal(size=3), 0.3
WEIGHTS, BIASES = RNG.normal(size=(3, NUM_CLASSES)), RNG.normal(size=NUM_CLASSES)


def assert_same(actual, expected, atol):
    assert len(actual) == len(expected) == 3
    for mine, theirs in zip(actual, expected, strict=True):
        assert np.shape(mine) == np.shape(theirs)
        assert_allclose(mine, theirs, rtol=0, atol=atol)


def test_logistic_loop_equals_vectorised():
    arguments = (X, BINARY, WEIGHT, BIAS)
    assert_same(logistic_regression_loss_loop(*arguments), logistic_regression_loss(*arguments), 1e-12)


def test_softmax_loop_equals_vectorised():
    arguments = (X, LABELS, WEIGHTS, BIASES)
    assert_same(softmax_regression_loss_loop(*arguments), softmax_regression_loss(*arguments), 1e-12)


@pytest.mark.parametrize("scale", [1e4, -1e4])
def test_loops_equal_vectorised_at_extreme_logits(scale):
    arguments = (X * scale, BINARY, WEIGHT, BIAS)
    assert_same(logistic_regression_loss_loop(*arguments), logistic_regression_loss(*arguments), 1e-8)
    arguments = (X * scale, LABELS, WEIGHTS, BIASES)
    assert_same(softmax_regression_loss_loop(*arguments), softmax_regression_loss(*arguments), 1e-8)


def test_logistic_regression_equals_torch():
    weight = torch.tensor(WEIGHT, requires_grad=True)
    bias = torch.tensor(BIAS, dtype=torch.float64, requires_grad=True)
    logits = torch.tensor(X) @ weight + bias
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(BINARY).double())
    loss.backward()
    expected = (loss.item(), weight.grad.numpy(), bias.grad.item())
    assert_same(logistic_regression_loss(X, BINARY, WEIGHT, BIAS), expected, 1e-10)


def test_softmax_regression_equals_torch():
    weight, bias = torch.tensor(WEIGHTS, requires_grad=True), torch.tensor(BIASES, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(torch.tensor(X) @ weight + bias, torch.tensor(LABELS))
    loss.backward()
    expected = (loss.item(), weight.grad.numpy(), bias.grad.numpy())
    assert_same(softmax_regression_loss(X, LABELS, WEIGHTS, BIASES), expected, 1e-10)


@pytest.mark.parametrize("loss", [logistic_regression_loss, logistic_regression_loss_loop])
def test_logistic_gradients_pass_central_differences(loss):
    assert gradient_check(partial(loss, X, BINARY), (WEIGHT, BIAS)).ok


@pytest.mark.parametrize("loss", [softmax_regression_loss, softmax_regression_loss_loop])
def test_softmax_gradients_pass_central_differences(loss):
    assert gradient_check(partial(loss, X, LABELS), (WEIGHTS, BIASES)).ok


def test_zero_weights_cost_a_coin_toss():
    assert logistic_regression_loss(X, BINARY, np.zeros(3), 0.0)[0] == pytest.approx(np.log(2), abs=1e-15)
    zeros = np.zeros((3, NUM_CLASSES)), np.zeros(NUM_CLASSES)
    assert softmax_regression_loss(X, LABELS, *zeros)[0] == pytest.approx(np.log(NUM_CLASSES), abs=1e-15)


def test_trained_logistic_regression_finds_the_coefficients_of_scikit_learn():
    descent = gradient_descent(
        partial(logistic_regression_loss, X, BINARY),
        (np.zeros(3), 0.0),
        learning_rate=1.0,
        steps=500,
        momentum=0.9,
    )
    model = LogisticRegression(C=np.inf, tol=1e-12, max_iter=1000).fit(X, BINARY)
    assert_allclose(descent.parameters[0], model.coef_[0], atol=1e-6)
    assert_allclose(descent.parameters[1], model.intercept_[0], atol=1e-6)


def test_trained_softmax_regression_finds_the_coefficients_of_scikit_learn():
    """Adding a constant to all classes changes nothing, so both are centred over the classes."""
    zeros = np.zeros((3, NUM_CLASSES)), np.zeros(NUM_CLASSES)
    descent = gradient_descent(
        partial(softmax_regression_loss, X, LABELS), zeros, learning_rate=1.0, steps=800, momentum=0.9
    )
    model = LogisticRegression(C=np.inf, tol=1e-12, max_iter=1000).fit(X, LABELS)
    weight, bias = descent.parameters
    assert_allclose(
        weight - weight.mean(axis=1, keepdims=True), (model.coef_ - model.coef_.mean(axis=0)).T, atol=1e-5
    )
    assert_allclose(bias - bias.mean(), model.intercept_ - model.intercept_.mean(), atol=1e-5)


def test_float32_data_gives_float32_gradients():
    _, d_weight, _ = logistic_regression_loss(X.astype(np.float32), BINARY, WEIGHT.astype(np.float32), BIAS)
    assert d_weight.dtype == np.float32
    parts = (X.astype(np.float32), LABELS, WEIGHTS.astype(np.float32), BIASES.astype(np.float32))
    _, d_weight, d_bias = softmax_regression_loss(*parts)
    assert (d_weight.dtype, d_bias.dtype) == (np.float32, np.float32)


@pytest.mark.parametrize("loss", [logistic_regression_loss, logistic_regression_loss_loop])
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"x": X.reshape(60, 3, 1)}, r"x\.reshape\(len\(x\), -1\)"),
        ({"x": X[:0], "labels": BINARY[:0]}, "원소가 하나도 없습니다"),
        ({"labels": BINARY[:5]}, r"(?s)labels의 모양.*\(60,\).*\(5,\)"),
        (
            {"weight": WEIGHT[:, np.newaxis]},
            r"(?s)weight의 모양.*\(3,\) \(x의 열마다 하나\).*weight\.ravel\(\)",
        ),
        ({"bias": np.zeros(1)}, r"(?s)bias의 모양.*bias\.item\(\)"),
    ],
)
def test_logistic_regression_names_the_argument_that_does_not_fit(loss, change, named):
    arguments = {"x": X, "labels": BINARY, "weight": WEIGHT, "bias": BIAS} | change
    with pytest.raises(ShapeError, match=named):
        loss(**arguments)


@pytest.mark.parametrize("loss", [softmax_regression_loss, softmax_regression_loss_loop])
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"weight": WEIGHTS.T}, r"(?s)weight의 모양.*\(3, K\).*\(4, 3\).*weight\.T"),
        ({"bias": 0.0}, r"(?s)bias의 모양.*\(4,\).*\(\)"),
        ({"labels": LABELS[:, np.newaxis]}, r"labels\.ravel\(\)"),
    ],
)
def test_softmax_regression_names_the_argument_that_does_not_fit(loss, change, named):
    arguments = {"x": X, "labels": LABELS, "weight": WEIGHTS, "bias": BIASES} | change
    with pytest.raises(ShapeError, match=named):
        loss(**arguments)


def test_labels_two_and_four_are_no_binary_labels():
    with pytest.raises(LabelError, match=r"(?s)자리: 0번 행.*받은 번호: 2.*0부터 1까지"):
        logistic_regression_loss(X, np.full(60, 2), WEIGHT, BIAS)


def test_softmax_regression_learns_the_embedded_digits():
    """The whole way of lesson 03: scale, train on mini-batches, score on rows not seen."""
    digits = load_digits()
    x, labels = digits.data / 16, digits.target
    train, test = slice(None, 1200), slice(1200, None)
    descent = mini_batch_gradient_descent(
        softmax_regression_loss,
        (np.zeros((64, 10)), np.zeros(10)),
        x[train],
        labels[train],
        learning_rate=0.1,
        epochs=20,
        batch_size=50,
        rng=np.random.default_rng(0),
        momentum=0.9,
    )
    weight, bias = descent.parameters
    predictions = (x[test] @ weight + bias).argmax(axis=1)
    assert descent.losses[0] == pytest.approx(np.log(10), abs=1e-12)
    assert accuracy(predictions, labels[test]) >= 0.90
    assert np.trace(confusion_matrix(labels[test], predictions, 10)) == (predictions == labels[test]).sum()
