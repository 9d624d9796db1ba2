"""Class numbers as rows with a single 1."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, check_shape, checked_labels


def one_hot(labels: ArrayLike, num_classes: int) -> FloatArray:
    """Return a row for each label: 1 in the label's column, 0 elsewhere.

    Args:
        labels: (N,) integers, 0 <= label < num_classes.
        num_classes: K.

    Returns:
        rows: (N, K) float64.

    Raises:
        ShapeError: labels is not (N,) with N > 0.
        LabelError: a label lies outside 0..K-1; names the first bad row.

    >>> one_hot(np.array([2, 0]), 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    check_shape("labels", labels, ("N",), "한 행에 하나")
    columns = checked_labels(labels, len(np.asarray(labels)), num_classes)  # (N,)
    return np.eye(num_classes)[columns]  # (N, K)
