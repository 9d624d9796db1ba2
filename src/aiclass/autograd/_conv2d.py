"""Convolution; how it is computed stands in `aiclass.scratch`."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from aiclass import scratch

Array: TypeAlias = NDArray[Any]


def conv2d(
    x: Array, weight: Array, bias: Array | None = None, *, stride: int, padding: int
) -> tuple[Array, tuple[Any, ...]]:
    """Return the scores of every filter at every window."""
    added = np.zeros(weight.shape[:1], weight.dtype) if bias is None else bias

    def d_x(d_out: Array) -> Array:
        return scratch.conv2d_input_gradient(d_out, x, weight, stride=stride, padding=padding)

    def d_weight(d_out: Array) -> Array:
        return scratch.conv2d_weight_gradient(d_out, x, weight, stride=stride, padding=padding)

    def d_bias(d_out: Array) -> Array:
        return np.asarray(d_out.sum(axis=(0, 2, 3)))

    out = scratch.conv2d(x, weight, added, stride=stride, padding=padding)
    return out, (d_x, d_weight) if bias is None else (d_x, d_weight, d_bias)
