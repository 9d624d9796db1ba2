"""The same numbers in another arrangement: the gradient is arranged back."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Outcome: TypeAlias = tuple[Array, tuple[Any, ...]]


def reshape(x: Array, *, shape: tuple[int, ...]) -> Outcome:
    """Return the numbers in the same order in another shape; one length may be -1."""

    def d_x(d_out: Array) -> Array:
        return d_out.reshape(x.shape)

    return x.reshape(shape), (d_x,)


def permute(x: Array, *, axes: tuple[int, ...]) -> Outcome:
    """Return x with its axes in another order."""

    def d_x(d_out: Array) -> Array:
        return d_out.transpose(np.argsort([axis % x.ndim for axis in axes]))

    return x.transpose(axes), (d_x,)


def transpose(x: Array, *, axis0: int, axis1: int) -> Outcome:
    """Return x with two axes swapped."""

    def d_x(d_out: Array) -> Array:
        return d_out.swapaxes(axis0, axis1)

    return x.swapaxes(axis0, axis1), (d_x,)
