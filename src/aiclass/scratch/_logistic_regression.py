"""Logistic regression: the loss and its gradients, once in loops to read, once in matrices to run."""

import math

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, IntArray, as_floats, check_shape, checked_labels
from aiclass.scratch._binary_cross_entropy import binary_cross_entropy_with_logits


def logistic_regression_loss(
    x: ArrayLike, labels: ArrayLike, weight: ArrayLike, bias: float
) -> tuple[float, FloatArray, float]:
    """Return the mean loss of sigmoid(x @ weight + bias) and its gradients.

    Give weight the dtype of x: float32 beside float64 makes NumPy copy all of x at every call.

    Args:
        x: (N, D), one sample a row.
        labels: (N,) integers or booleans, 1 for yes and 0 for no.
        weight: (D,).
        bias: scalar.

    Returns:
        loss: scalar, in nats, mean over the batch.
        d_weight: (D,), x.T @ (sigmoid(logits) - labels) / N.
        d_bias: scalar, mean of sigmoid(logits) - labels.

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or another argument does not fit it.
        LabelError: a label is neither 0 nor 1; names the first bad row.

    Source: Bishop (2006), section 4.3.2.

    >>> x = np.array([[1.0, 2.0], [3.0, 5.0]])
    >>> loss, d_weight, d_bias = logistic_regression_loss(x, np.array([0, 1]), np.zeros(2), 0.0)
    >>> round(loss, 4), d_weight, d_bias
    (0.6931, array([-0.5 , -0.75]), 0.0)
    """
    features, weights = as_floats(x), as_floats(weight)
    _check_shapes(features, weights, bias)
    logits = features @ weights + float(bias)  # (N,)
    loss, d_logits = binary_cross_entropy_with_logits(logits, labels)
    d_weight = features.T @ d_logits  # (D,)
    d_bias = d_logits.sum()  # ()
    return loss, d_weight, float(d_bias)


def logistic_regression_loss_loop(
    x: ArrayLike, labels: ArrayLike, weight: ArrayLike, bias: float
) -> tuple[float, FloatArray, float]:
    """Return what `logistic_regression_loss` returns, computed one number at a time.

    This is the form to read; on 100 images of 28 x 28 pixels it takes hundreds of times as long.

    Args:
        x: (N, D), one sample a row.
        labels: (N,) integers or booleans, 1 for yes and 0 for no.
        weight: (D,).
        bias: scalar.

    Returns:
        loss: scalar, in nats, mean over the batch.
        d_weight: (D,).
        d_bias: scalar.

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or another argument does not fit it.
        LabelError: a label is neither 0 nor 1; names the first bad row.

    >>> x = np.array([[1.0, 2.0], [3.0, 5.0]])
    >>> loss, d_weight, d_bias = logistic_regression_loss_loop(x, np.array([0, 1]), np.zeros(2), 0.0)
    >>> round(loss, 4), d_weight, d_bias
    (0.6931, array([-0.5 , -0.75]), 0.0)
    """
    features, weights = as_floats(x), as_floats(weight)
    _check_shapes(features, weights, bias)
    num_samples, num_features = features.shape
    answers: IntArray = checked_labels(labels, num_samples, 2)
    loss, d_weight, d_bias = 0.0, np.zeros(num_features), 0.0
    for i in range(num_samples):
        logit = float(bias)
        for j in range(num_features):
            logit += float(weights[j]) * float(features[i, j])
        answer = int(answers[i])
        loss += max(logit, 0.0) + math.log1p(math.exp(-abs(logit))) - answer * logit
        error = _sigmoid_of_number(logit) - answer  # how far the probability is from the answer
        for j in range(num_features):
            d_weight[j] += error * float(features[i, j])
        d_bias += error
    return loss / num_samples, d_weight / num_samples, d_bias / num_samples


def _sigmoid_of_number(logit: float) -> float:
    """Return 1 / (1 + exp(-logit)) of one number, taking exp of numbers <= 0 only."""
    decayed = math.exp(-abs(logit))
    return (1.0 if logit >= 0 else decayed) / (1.0 + decayed)


def _check_shapes(x: FloatArray, weight: FloatArray, bias: float) -> None:
    check_shape("x", x, ("N", "D"), "행은 샘플, 열은 특성")
    check_shape("weight", weight, (x.shape[1],), "x의 열마다 하나")
    check_shape("bias", bias, (), "숫자 하나")
