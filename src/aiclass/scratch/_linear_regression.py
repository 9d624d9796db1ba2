"""Linear regression: the loss and its gradients, once in loops to read, once in matrices to run."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape


def linear_regression_loss(
    x: ArrayLike, targets: ArrayLike, weight: ArrayLike, bias: float
) -> tuple[float, FloatArray, float]:
    """Return half the mean squared error of x @ weight + bias and its gradients.

    The half cancels the 2 of the derivative, so that the gradient is the mean of error * feature. PyTorch's
    ``MSELoss`` has no half: its loss and its gradients are twice these.

    Args:
        x: (N, D), one sample a row.
        targets: (N,), the numbers to be predicted.
        weight: (D,), each in units of the target per unit of its feature.
        bias: scalar, in the unit of the target.

    Returns:
        loss: scalar, in the unit of the target squared, mean(errors ** 2) / 2.
        d_weight: (D,), x.T @ errors / N, where errors = x @ weight + bias - targets.
        d_bias: scalar, mean of errors.

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or another argument does not fit it.

    Source: Bishop (2006), section 3.1.1.

    >>> x = np.array([[0.0], [1.0], [2.0]])
    >>> loss, d_weight, d_bias = linear_regression_loss(x, np.array([1.0, 2.0, 4.0]), np.array([1.0]), 1.0)
    >>> round(loss, 4), d_weight.round(4), round(d_bias, 4)
    (0.1667, array([-0.6667]), -0.3333)
    """
    features, answers, weights = _checked(x, targets, weight, bias)
    errors = features @ weights + float(bias) - answers  # (N,)
    d_weight = features.T @ errors / len(errors)  # (D,)
    return float(errors @ errors) / (2 * len(errors)), d_weight, float(errors.mean())


def linear_regression_loss_loop(
    x: ArrayLike, targets: ArrayLike, weight: ArrayLike, bias: float
) -> tuple[float, FloatArray, float]:
    """Return what `linear_regression_loss` returns, computed one number at a time.

    This is the form to read; on 320 rows of one feature it takes dozens of times as long.

    Args:
        x: (N, D), one sample a row.
        targets: (N,), the numbers to be predicted.
        weight: (D,).
        bias: scalar.

    Returns:
        loss: scalar, in the unit of the target squared.
        d_weight: (D,).
        d_bias: scalar.

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or another argument does not fit it.

    >>> x = np.array([[0.0], [1.0], [2.0]])
    >>> loss, d_weight, d_bias = linear_regression_loss_loop(x, np.array([1.0, 2.0, 4.0]), np.array([1.0]), 1.0)
    >>> round(loss, 4), d_weight.round(4), round(d_bias, 4)
    (0.1667, array([-0.6667]), -0.3333)
    """
    features, answers, weights = _checked(x, targets, weight, bias)
    num_samples, num_features = features.shape
    loss, d_weight, d_bias = 0.0, np.zeros(num_features), 0.0
    for i in range(num_samples):
        prediction = float(bias)
        for j in range(num_features):
            prediction += float(weights[j]) * float(features[i, j])
        error = prediction - float(answers[i])
        loss += error**2 / 2
        for j in range(num_features):
            d_weight[j] += error * float(features[i, j])
        d_bias += error
    return loss / num_samples, d_weight / num_samples, d_bias / num_samples


def checked_table(x: ArrayLike, targets: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return x and the targets as floats, once there is a target a row.

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or targets is not (N,). The latter would otherwise be broadcast
            to (N, N) in silence.
    """
    features, answers = as_floats(x), as_floats(targets)
    check_shape("x", features, ("N", "D"), "행은 샘플, 열은 특성")
    check_shape("targets", answers, (len(features),), "x의 행마다 하나")
    return features, answers


def _checked(
    x: ArrayLike, targets: ArrayLike, weight: ArrayLike, bias: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    features, answers = checked_table(x, targets)
    weights = as_floats(weight)
    check_shape("weight", weights, (features.shape[1],), "x의 열마다 하나")
    check_shape("bias", bias, (), "숫자 하나")
    return features, answers, weights
