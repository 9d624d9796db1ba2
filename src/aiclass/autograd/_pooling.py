"""Pooling; how it is computed stands in `aiclass.scratch`."""

from typing import Any, TypeAlias

from numpy.typing import NDArray

from aiclass import scratch

Array: TypeAlias = NDArray[Any]
Outcome: TypeAlias = tuple[Array, tuple[Any, ...]]


def max_pool2d(x: Array, *, kernel_size: int, stride: int | None) -> Outcome:
    """Return the largest of every window."""
    out = scratch.max_pool2d(x, kernel_size, stride=stride)

    def d_x(d_out: Array) -> Array:
        return scratch.max_pool2d_backward(d_out, x, out, kernel_size, stride=stride)

    return out, (d_x,)


def avg_pool2d(x: Array, *, kernel_size: int, stride: int | None) -> Outcome:
    """Return the mean of every window."""

    def d_x(d_out: Array) -> Array:
        return scratch.avg_pool2d_backward(d_out, x, kernel_size, stride=stride)

    return scratch.avg_pool2d(x, kernel_size, stride=stride), (d_x,)
