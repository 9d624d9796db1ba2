"""Which class is taken for which."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import IntArray, check_shape, checked_labels


def confusion_matrix(labels: ArrayLike, predictions: ArrayLike, num_classes: int) -> IntArray:
    """Return how many rows of each class got each prediction.

    Args:
        labels: (N,) integers, the right classes, 0 <= label < K.
        predictions: (N,) integers, 0 <= prediction < K.
        num_classes: K.

    Returns:
        counts: (K, K) int64; row: right class, column: predicted class. The diagonal counts right answers.

    Raises:
        ShapeError: labels is not (N,) with N > 0, or predictions is not (N,).
        LabelError: a class number lies outside 0..K-1; names the first bad row.

    >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), 2)
    array([[1, 1],
           [0, 1]])
    """
    check_shape("labels", labels, ("N",), "한 행에 하나")
    count = len(np.asarray(labels))
    right = checked_labels(labels, count, num_classes)  # (N,)
    predicted = checked_labels(predictions, count, num_classes, name="predictions")  # (N,)
    cells = np.bincount(right * num_classes + predicted, minlength=num_classes**2)  # (K * K,)
    return cells.reshape(num_classes, num_classes)  # (K, K)
