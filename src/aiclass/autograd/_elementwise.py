"""Functions that take each number by itself."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from aiclass import scratch

Array: TypeAlias = NDArray[Any]
Outcome: TypeAlias = tuple[Array, tuple[Any, ...]]


def exp(x: Array) -> Outcome:
    """Return e to the power of x, which is its own slope."""
    out = np.exp(x)

    def d_x(d_out: Array) -> Array:
        return d_out * out

    return out, (d_x,)


def log(x: Array) -> Outcome:
    """Return the natural logarithm."""

    def d_x(d_out: Array) -> Array:
        return d_out / x

    return np.log(x), (d_x,)


def relu(x: Array) -> Outcome:
    """Return x where it is above 0, else 0."""
    out = scratch.relu(x)

    def d_x(d_out: Array) -> Array:
        return scratch.relu_backward(d_out, out)

    return out, (d_x,)


def tanh(x: Array) -> Outcome:
    """Return the hyperbolic tangent."""
    out = scratch.tanh(x)

    def d_x(d_out: Array) -> Array:
        return scratch.tanh_backward(d_out, out)

    return out, (d_x,)


def sigmoid(x: Array) -> Outcome:
    """Return 1 / (1 + exp(-x)), without overflow."""
    out = scratch.sigmoid(x)

    def d_x(d_out: Array) -> Array:
        return scratch.sigmoid_backward(d_out, out)

    return out, (d_x,)
