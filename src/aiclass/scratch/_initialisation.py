"""Where the weights of a layer begin.

Zeros leave all units of a layer alike for ever. A number too small dies out on its way through the layers, a number too
large explodes; Xavier and He choose the spread that keeps the signal as it is, for tanh and for ReLU.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import DTypeLike

from aiclass.scratch._arrays import FloatArray, show_shape
from aiclass.scratch._settings import bad_setting

Initialisation: TypeAlias = Callable[..., FloatArray]
"""``initialise(shape, rng=rng, dtype=dtype)`` returns the first weight of a layer."""

SMALL_STD = 0.01


def zeros(shape: tuple[int, ...], *, rng: np.random.Generator, dtype: DTypeLike = np.float32) -> FloatArray:
    """Return zeros: right for a bias, and for a weight the way to see why not. rng goes unused.

    Source: Goodfellow, Bengio and Courville (2016), section 8.4.
    """
    _ = rng
    return np.zeros(shape, dtype)


def small_normal(
    shape: tuple[int, ...], *, rng: np.random.Generator, dtype: DTypeLike = np.float32
) -> FloatArray:
    """Return normal numbers of standard deviation 0.01, whatever the size of the layer.

    Source: Krizhevsky, Sutskever and Hinton (2012), section 5.
    """
    return _normal(shape, SMALL_STD, rng, dtype)


def xavier_normal(
    shape: tuple[int, ...], *, rng: np.random.Generator, dtype: DTypeLike = np.float32
) -> FloatArray:
    """Return normal numbers of variance 2 / (fan_in + fan_out), made for tanh.

    Args:
        shape: (D, K) of a linear layer or (O, C, KH, KW) of a convolution.
        rng: decides the numbers.
        dtype: float32 or float64.

    Raises:
        SettingError: shape is neither.

    Source: Glorot and Bengio (2010), equation 12.
    """
    return _normal(shape, math.sqrt(2 / sum(_fans(shape))), rng, dtype)


def xavier_uniform(
    shape: tuple[int, ...], *, rng: np.random.Generator, dtype: DTypeLike = np.float32
) -> FloatArray:
    """Return numbers spread evenly between -a and a, a = sqrt(6 / (fan_in + fan_out)), made for tanh.

    Args:
        shape: (D, K) of a linear layer or (O, C, KH, KW) of a convolution.
        rng: decides the numbers.
        dtype: float32 or float64.

    Raises:
        SettingError: shape is neither.

    Source: Glorot and Bengio (2010), equation 16.
    """
    bound = math.sqrt(6 / sum(_fans(shape)))
    return rng.uniform(-bound, bound, shape).astype(dtype)


def he_normal(
    shape: tuple[int, ...], *, rng: np.random.Generator, dtype: DTypeLike = np.float32
) -> FloatArray:
    """Return normal numbers of variance 2 / fan_in, made for ReLU, which drops half of its input.

    PyTorch calls this kaiming_normal, by the author's first name.

    Args:
        shape: (D, K) of a linear layer or (O, C, KH, KW) of a convolution.
        rng: decides the numbers.
        dtype: float32 or float64.

    Raises:
        SettingError: shape is neither.

    Source: He et al. (2015), equation 10.

    >>> weight = he_normal((784, 128), rng=np.random.default_rng(0))
    >>> weight.dtype, round(float(weight.std() / np.sqrt(2 / 784)), 2)
    (dtype('float32'), 1.0)
    """
    return _normal(shape, math.sqrt(2 / _fans(shape)[0]), rng, dtype)


def _normal(shape: tuple[int, ...], std: float, rng: np.random.Generator, dtype: DTypeLike) -> FloatArray:
    return (std * rng.standard_normal(shape)).astype(dtype)


def _fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return how many numbers flow into each output, and how many outputs each input flows into."""
    if len(shape) == 2:
        return shape[0], shape[1]
    if len(shape) == 4:
        window = shape[2] * shape[3]
        return shape[1] * window, shape[0] * window
    raise bad_setting("shape", "(D, K) 또는 (O, C, KH, KW)", show_shape(shape))
