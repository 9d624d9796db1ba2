"""Square brackets."""

from copy import deepcopy
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


def getitem(x: Array, *, key: Any) -> tuple[Array, tuple[Any, ...]]:
    """Return x[key]: what was picked gets the gradient, the rest 0; what was picked twice gets both."""
    picked = deepcopy(key)  # row numbers that their owner fills anew would send the gradient elsewhere

    def d_x(d_out: Array) -> Array:
        d_input = np.zeros_like(x, dtype=d_out.dtype)
        np.add.at(d_input, picked, d_out)  # d_input[picked] += d_out would count a repeated index once
        return d_input

    return x[key], (d_x,)
