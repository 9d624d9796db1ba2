"""The best weights of linear regression at once, without a step."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray
from aiclass.scratch._linear_regression import checked_table


def least_squares(x: ArrayLike, targets: ArrayLike) -> tuple[FloatArray, float]:
    """Return the weight and the bias with the smallest squared error.

    They solve the normal equation A.T @ A @ (weight, bias) = A.T @ targets, where A is x with a column of ones.
    Solved as it stands, it squares the condition number of A; a singular value decomposition of the centred
    features does not. Where columns depend on each other many weights are best: the shortest is returned.

    Args:
        x: (N, D), one sample a row.
        targets: (N,).

    Returns:
        weight: (D,).
        bias: scalar.

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or targets is not (N,).

    Source: Golub and Van Loan (2013), sections 5.3 and 5.5.

    >>> weight, bias = least_squares(np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 3.0, 5.0]))
    >>> weight.round(6), round(bias, 6)
    (array([2.]), 1.0)
    """
    features, answers = checked_table(x, targets)
    mean, answer = features.mean(axis=0), float(answers.mean())  # (D,), ()
    weight = np.linalg.lstsq(features - mean, answers - answer, rcond=None)[0]  # (D,)
    return weight, answer - float(mean @ weight)
