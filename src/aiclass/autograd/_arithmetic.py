"""+ - * / ** and the minus sign. Inputs may be stretched by broadcasting; `unbroadcast` takes that back."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from aiclass.autograd._broadcasting import unbroadcast

Array: TypeAlias = NDArray[Any]
Outcome: TypeAlias = tuple[Array, tuple[Any, ...]]


def add(a: Array, b: Array) -> Outcome:
    """Return a + b: both get the gradient as it is."""

    def d_a(d_out: Array) -> Array:
        return unbroadcast(d_out, a.shape)

    def d_b(d_out: Array) -> Array:
        return unbroadcast(d_out, b.shape)

    return a + b, (d_a, d_b)


def subtract(a: Array, b: Array) -> Outcome:
    """Return a - b: what is taken away gets the gradient with its sign turned."""

    def d_a(d_out: Array) -> Array:
        return unbroadcast(d_out, a.shape)

    def d_b(d_out: Array) -> Array:
        return unbroadcast(-d_out, b.shape)

    return a - b, (d_a, d_b)


def multiply(a: Array, b: Array) -> Outcome:
    """Return a * b: each gets the gradient times the other."""

    def d_a(d_out: Array) -> Array:
        return unbroadcast(d_out * b, a.shape)

    def d_b(d_out: Array) -> Array:
        return unbroadcast(d_out * a, b.shape)

    return a * b, (d_a, d_b)


def divide(a: Array, b: Array) -> Outcome:
    """Return a / b."""
    out = a / b

    def d_a(d_out: Array) -> Array:
        return unbroadcast(d_out / b, a.shape)

    def d_b(d_out: Array) -> Array:
        return unbroadcast(-d_out * out / b, b.shape)

    return out, (d_a, d_b)


def power(a: Array, b: Array) -> Outcome:
    """Return a ** b.

    The exponent has a gradient only where a is above 0; where a is 0 and b is not negative it is 0, as in PyTorch.
    """
    out = a**b

    def d_a(d_out: Array) -> Array:
        slope = np.where(b == 0, 0, b * a ** np.where(b == 0, 1, b - 1))  # 0 ** -1 is no number
        return unbroadcast(d_out * slope, a.shape)

    def d_b(d_out: Array) -> Array:
        with np.errstate(invalid="ignore"):  # NaN where a is below 0, as in PyTorch
            logarithm = np.log(np.where((a == 0) & (b >= 0), 1, a))
        return unbroadcast(d_out * out * logarithm, b.shape)

    return out, (d_a, d_b)


def negative(a: Array) -> Outcome:
    """Return -a."""

    def d_a(d_out: Array) -> Array:
        return -d_out

    return -a, (d_a,)
