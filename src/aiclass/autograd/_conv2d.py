"""Convolution; how it is computed stands in `aiclass.scratch`."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from aiclass import scratch

Array: TypeAlias = NDArray[Any]


def conv2d(
    x: Array, weight: Array, bias: Array, *, stride: int, padding: int
) -> tuple[Array, tuple[Any, ...]]:
    """Return the scores of every filter at every window."""

    def d_x(d_out: Array) -> Array:
        return scratch.conv2d_input_gradient(d_out, x, weight, stride=stride, padding=padding)

    def d_weight(d_out: Array) -> Array:
        return scratch.conv2d_weight_gradient(d_out, x, weight, stride=stride, padding=padding)

    def d_bias(d_out: Array) -> Array:
        return np.asarray(d_out.sum(axis=(0, 2, 3)))

    return scratch.conv2d(x, weight, bias, stride=stride, padding=padding), (d_x, d_weight, d_bias)
