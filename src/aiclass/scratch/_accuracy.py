"""The share of right answers."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import check_shape


def accuracy(predictions: ArrayLike, labels: ArrayLike) -> float:
    """Return the share of rows whose prediction equals the label.

    Args:
        predictions: (N,), class numbers or booleans.
        labels: (N,), the right ones.

    Returns:
        accuracy: scalar between 0 and 1.

    Raises:
        ShapeError: predictions is not (N,) with N > 0, or labels is not (N,). Without this question (N,) beside
            (N, 1) would compare every row with every row.

    >>> accuracy(np.array([2, 4, 4, 2]), np.array([2, 4, 2, 2]))
    0.75
    """
    predicted, right = np.asarray(predictions), np.asarray(labels)
    check_shape("predictions", predicted, ("N",), "한 행에 하나")
    check_shape("labels", right, predicted.shape, "예측마다 하나")
    return float((predicted == right).mean())
