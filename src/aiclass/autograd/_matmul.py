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
    rows = a if a.ndim > 1 else a[np.newaxis, :]  # (..., N, D)
    columns = b if b.ndim > 1 else b[:, np.newaxis]  # (..., D, K)
    out_shape = (rows @ columns).shape if 1 in (a.ndim, b.ndim) else None

    def d_matrix(d_out: Array) -> Array:
        return d_out if out_shape is None else d_out.reshape(out_shape)  # (..., N, K)

    def d_a(d_out: Array) -> Array:
        d_rows = d_matrix(d_out) @ np.swapaxes(columns, -1, -2)  # (..., N, D)
        return unbroadcast(d_rows, rows.shape).reshape(a.shape)

    def d_b(d_out: Array) -> Array:
        d_columns = np.swapaxes(rows, -1, -2) @ d_matrix(d_out)  # (..., D, K)
        return unbroadcast(d_columns, columns.shape).reshape(b.shape)

    return a @ b, (d_a, d_b)
