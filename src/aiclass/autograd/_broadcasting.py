"""The way back of broadcasting."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def unbroadcast(d_out: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Return the gradient of an input that NumPy has stretched from this shape to that of d_out.

    One number was used in many places, so its gradient is the sum over these places.

    Args:
        d_out: gradient of the stretched input.
        shape: of the input before.

    >>> unbroadcast(np.ones((4, 3)), (3,)), unbroadcast(np.ones((4, 3)), (4, 1)).shape
    (array([4., 4., 4.]), (4, 1))
    """
    new_axes = tuple(range(d_out.ndim - len(shape)))  # that broadcasting put in front
    stretched = tuple(d_out.ndim - len(shape) + axis for axis, length in enumerate(shape) if length == 1)
    return np.asarray(d_out.sum(axis=new_axes + stretched)).reshape(shape)
