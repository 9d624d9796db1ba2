"""How curved the bowl of linear regression is, and the rate beyond which gradient descent leaves it."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape
from aiclass.scratch.errors import SettingError

ROUNDING = 1e-10  # relative; what float64 sums may differ in by their order


def linear_regression_hessian(x: ArrayLike) -> FloatArray:
    """Return the second derivatives of `linear_regression_loss` in (weight, bias).

    They are the same for all weights, since the loss is quadratic, and the targets have no say in them.

    Args:
        x: (N, D), one sample a row.

    Returns:
        hessian: (D + 1, D + 1), A.T @ A / N, where A is x with a column of ones for the bias. Its condition
            number, ``np.linalg.cond(hessian)``, is the ratio of its steepest to its flattest curvature.

    Raises:
        ShapeError: x is not (N, D) with N, D > 0.

    >>> linear_regression_hessian(np.array([[1.0], [3.0]]))
    array([[5., 2.],
           [2., 1.]])
    """
    features = as_floats(x)
    check_shape("x", features, ("N", "D"), "행은 샘플, 열은 특성")
    extended = np.column_stack([features, np.ones(len(features), dtype=features.dtype)])  # (N, D + 1)
    return extended.T @ extended / len(features)


def learning_rate_limit(hessian: ArrayLike) -> float:
    """Return the rate 2 / lambda_max from which gradient descent without momentum no longer settles.

    A step multiplies the distance to the bottom along an eigenvector by 1 - rate * lambda. Below 1 / lambda_max it
    comes nearer from one side in every direction; up to the limit it jumps to and fro across the steepest
    direction, nearer each time; beyond, farther each time.

    Args:
        hessian: (P, P), symmetric, the second derivatives of a quadratic loss.

    Raises:
        ShapeError: hessian is not square.
        SettingError: hessian is not finite, not symmetric, or curves upward nowhere.

    Source: LeCun, Bottou, Orr and Mueller (1998), Efficient BackProp, section 5.

    >>> learning_rate_limit(np.array([[4.0, 0.0], [0.0, 1.0]]))
    0.5
    """
    matrix = as_floats(hessian)
    check_shape("hessian", matrix, ("P", "P"), "파라미터마다 한 행과 한 열")
    check_shape("hessian", matrix, (len(matrix), len(matrix)), "파라미터마다 한 행과 한 열")
    if not np.isfinite(matrix).all():
        raise _unusable("유한한 수", "NaN이나 무한대")
    if not np.allclose(matrix, matrix.T, rtol=ROUNDING, atol=ROUNDING * np.abs(matrix).max()):
        raise _unusable("대각선을 기준으로 대칭인 행렬", "대칭이 아닌 행렬")
    steepest = float(np.linalg.eigvalsh(matrix)[-1])
    if not steepest > 0.0:
        raise _unusable("0보다 큰 고윳값이 있는 행렬", f"가장 큰 고윳값 {steepest:g}")
    return 2.0 / steepest


def _unusable(expected: str, actual: str) -> SettingError:
    from aiclass.messages import message

    return SettingError(message("SC-07", name="hessian", expected=expected, actual=actual))
