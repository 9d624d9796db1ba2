"""The nearest-mean classifier: one mean a class, and the class whose mean is nearest."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape, checked_labels
from aiclass.scratch.errors import LabelError


def class_means(x: ArrayLike, labels: ArrayLike, num_classes: int) -> NDArray[np.float64]:
    """Return the mean row of each class.

    Args:
        x: (N, D), such as pictures of any dtype with their pixels in one row.
        labels: (N,) integers, the class of each row, 0 <= label < K.
        num_classes: K.

    Returns:
        means: (K, D) float64, summed in float64 whatever x is: thousands of bytes would not fit in a byte.

    Raises:
        ShapeError: x is not (N, D) with N and D > 0, or labels is not (N,).
        LabelError: a label lies outside 0..K-1, or a class has no row; names it.

    >>> class_means(np.array([[0, 4], [2, 0], [9, 9]]), np.array([0, 0, 1]), 2)
    array([[1., 2.],
           [9., 9.]])
    """
    check_shape("x", x, ("N", "D"), "샘플마다 한 행")
    rows = np.asarray(x)
    classes = checked_labels(labels, len(rows), num_classes)
    counts = np.bincount(classes, minlength=num_classes)  # (K,)
    if not counts.all():
        from aiclass.messages import message

        raise LabelError(message("SC-20", label=int(counts.argmin()), highest=num_classes - 1))
    return np.stack([rows[classes == k].mean(axis=0, dtype=np.float64) for k in range(num_classes)])


def squared_distances(x: ArrayLike, centres: ArrayLike) -> FloatArray:
    """Return the squared Euclidean distance of each row to each centre.

    One centre at a time: all differences at once would take K times the memory of x.

    Args:
        x: (N, D).
        centres: (K, D), such as ``class_means``; ``argmin(axis=1)`` of the result is the nearest-mean prediction.

    Returns:
        distances: (N, K), in the squared unit of x.

    Raises:
        ShapeError: x is not (N, D) with N and D > 0, or centres is not (K, D).

    >>> squared_distances(np.array([[1, 1]]), np.array([[0, 0], [3, 1]]))
    array([[2., 4.]])
    """
    check_shape("x", x, ("N", "D"), "샘플마다 한 행")
    rows, middles = as_floats(x), as_floats(centres)
    check_shape("centres", middles, ("K", rows.shape[1]), "x의 열마다 하나")
    return np.stack([((rows - middle) ** 2).sum(axis=1) for middle in middles], axis=1)  # (N, K)
