"""Softmax regression: logistic regression for K classes, in loops to read and in matrices to run."""

import math

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape, checked_labels
from aiclass.scratch._softmax_cross_entropy import softmax_cross_entropy


def softmax_regression_loss(
    x: ArrayLike, labels: ArrayLike, weight: ArrayLike, bias: ArrayLike
) -> tuple[float, FloatArray, FloatArray]:
    """Return the mean loss of softmax(x @ weight + bias) and its gradients.

    Give weight and bias the dtype of x: float32 beside float64 makes NumPy copy all of x at every call.

    Args:
        x: (N, D), one sample a row.
        labels: (N,) integers, the right class of each row, 0 <= label < K.
        weight: (D, K), one column a class.
        bias: (K,).

    Returns:
        loss: scalar, in nats, mean over the batch.
        d_weight: (D, K), x.T @ (softmax(logits) - one_hot(labels)) / N.
        d_bias: (K,), mean of softmax(logits) - one_hot(labels).

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or another argument does not fit it.
        LabelError: a label lies outside 0..K-1; names the first bad row.

    Source: Bishop (2006), section 4.3.4.

    >>> x = np.array([[1.0, 2.0], [3.0, 5.0]])
    >>> loss, d_weight, d_bias = softmax_regression_loss(x, np.array([0, 1]), np.zeros((2, 4)), np.zeros(4))
    >>> round(loss, 4), d_weight.shape  # log 4: four equally likely classes
    (1.3863, (2, 4))
    >>> d_bias
    array([-0.25, -0.25,  0.25,  0.25])
    """
    features, weights, biases = as_floats(x), as_floats(weight), as_floats(bias)
    _check_shapes(features, weights, biases)
    logits = features @ weights + biases  # (N, K)
    loss, d_logits = softmax_cross_entropy(logits, labels)
    d_weight = features.T @ d_logits  # (D, K)
    d_bias = d_logits.sum(axis=0)  # (K,)
    return loss, d_weight, d_bias


def softmax_regression_loss_loop(
    x: ArrayLike, labels: ArrayLike, weight: ArrayLike, bias: ArrayLike
) -> tuple[float, FloatArray, FloatArray]:
    """Return what `softmax_regression_loss` returns, computed one number at a time.

    Args:
        x: (N, D), one sample a row.
        labels: (N,) integers, the right class of each row, 0 <= label < K.
        weight: (D, K), one column a class.
        bias: (K,).

    Returns:
        loss: scalar, in nats, mean over the batch.
        d_weight: (D, K).
        d_bias: (K,).

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or another argument does not fit it.
        LabelError: a label lies outside 0..K-1; names the first bad row.

    >>> x = np.array([[1.0, 2.0], [3.0, 5.0]])
    >>> loss, _, d_bias = softmax_regression_loss_loop(x, np.array([0, 1]), np.zeros((2, 4)), np.zeros(4))
    >>> round(loss, 4), d_bias
    (1.3863, array([-0.25, -0.25,  0.25,  0.25]))
    """
    features, weights, biases = as_floats(x), as_floats(weight), as_floats(bias)
    _check_shapes(features, weights, biases)
    num_samples, num_features = features.shape
    num_classes = len(biases)
    right = checked_labels(labels, num_samples, num_classes)
    loss, d_weight, d_bias = 0.0, np.zeros((num_features, num_classes)), np.zeros(num_classes)
    for i in range(num_samples):
        logits = [float(biases[k]) for k in range(num_classes)]
        for k in range(num_classes):
            for j in range(num_features):
                logits[k] += float(features[i, j]) * float(weights[j, k])
        largest = max(logits)
        log_sum = largest + math.log(sum(math.exp(logit - largest) for logit in logits))
        loss += log_sum - logits[right[i]]
        for k in range(num_classes):
            error = math.exp(logits[k] - log_sum) - (1.0 if k == right[i] else 0.0)
            for j in range(num_features):
                d_weight[j, k] += error * float(features[i, j])
            d_bias[k] += error
    return loss / num_samples, d_weight / num_samples, d_bias / num_samples


def _check_shapes(x: FloatArray, weight: FloatArray, bias: FloatArray) -> None:
    check_shape("x", x, ("N", "D"), "행은 샘플, 열은 특성")
    check_shape("weight", weight, (x.shape[1], "K"), "x의 열마다 한 행, 클래스마다 한 열")
    check_shape("bias", bias, (weight.shape[1],), "weight의 열마다 하나")
