"""Square brackets."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


def getitem(x: Array, *, key: Any) -> tuple[Array, tuple[Any, ...]]:
    """Return x[key]: what was picked gets the gradient, the rest 0; what was picked twice gets both."""

    def d_x(d_out: Array) -> Array:
        d_input = np.zeros_like(x, dtype=d_out.dtype)
        np.add.at(d_input, key, d_out)  # d_input[key] += d_out would count a repeated index once
        return d_input

    return x[key], (d_x,)
