"""Several tensors one after the other."""

from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


def concatenate(*arrays: Array, axis: int = 0) -> tuple[Array, tuple[Any, ...]]:
    """Return the arrays joined along an axis they have: each gets its piece of the gradient."""
    out = np.concatenate(arrays, axis=axis)
    ends = np.cumsum([each.shape[axis] for each in arrays])  # (number of arrays,)

    def d_piece(d_out: Array, *, position: int) -> Array:
        return np.split(d_out, ends[:-1], axis=axis)[position]

    return out, tuple(partial(d_piece, position=position) for position in range(len(arrays)))
