"""Sum, mean and maximum, over all axes or some."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Outcome: TypeAlias = tuple[Array, tuple[Any, ...]]
Axis: TypeAlias = int | tuple[int, ...] | None


def sum(x: Array, *, axis: Axis = None, keepdims: bool = False) -> Outcome:  # noqa: A001  # the field's word
    """Return the sum: every summand gets the gradient."""

    def d_x(d_out: Array) -> Array:
        return np.broadcast_to(_with_axes(d_out, x, axis), x.shape)

    return x.sum(axis=axis, keepdims=keepdims), (d_x,)


def mean(x: Array, *, axis: Axis = None, keepdims: bool = False) -> Outcome:
    """Return the mean: every number gets its share of the gradient."""
    out = x.mean(axis=axis, keepdims=keepdims)
    count = x.size // out.size if out.size else 1

    def d_x(d_out: Array) -> Array:
        return np.broadcast_to(_with_axes(d_out, x, axis) / count, x.shape)

    return out, (d_x,)


def amax(x: Array, *, axis: Axis = None, keepdims: bool = False) -> Outcome:
    """Return the largest: it gets the gradient; where several are largest, they share it, as in torch.amax."""
    out = x.max(axis=axis, keepdims=keepdims)

    def d_x(d_out: Array) -> Array:
        is_largest = x == _with_axes(out, x, axis)
        shares: Array = is_largest / is_largest.sum(axis=axis, keepdims=True)
        return _with_axes(d_out, x, axis) * shares

    return out, (d_x,)


def _with_axes(out: Array, x: Array, axis: Axis) -> Array:
    """Return out with the axes back, of length 1, that the reduction of x may have taken away."""
    if out.ndim == x.ndim:
        return out
    return np.expand_dims(out, tuple(range(x.ndim)) if axis is None else axis)
