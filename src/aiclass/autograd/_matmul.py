"""The matrix product."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from aiclass.autograd._broadcasting import unbroadcast

Array: TypeAlias = NDArray[Any]


def matmul(a: Array, b: Array) -> tuple[Array, tuple[Any, ...]]:
    """Return a @ b: d_a = d_out @ b.T and d_b = a.T @ d_out, the shapes leave no other choice.

    A vector on the left is a matrix of one row, on the right one of one column; axes in front are a batch, which may be
    stretched by broadcasting.
    """
    out = a @ b
    rows = a[np.newaxis, :] if a.ndim == 1 else a  # (..., N, D)
    columns = b[:, np.newaxis] if b.ndim == 1 else b  # (..., D, K)
    missing = (-2,) * (a.ndim == 1) + (-1,) * (b.ndim == 1)  # axes of length 1 that out does not have

    def d_a(d_out: Array) -> Array:
        d_rows = np.expand_dims(d_out, missing) @ np.swapaxes(columns, -1, -2)  # (..., N, D)
        return unbroadcast(d_rows, rows.shape).reshape(a.shape)

    def d_b(d_out: Array) -> Array:
        d_columns = np.swapaxes(rows, -1, -2) @ np.expand_dims(d_out, missing)  # (..., D, K)
        return unbroadcast(d_columns, columns.shape).reshape(b.shape)

    return out, (d_a, d_b)
