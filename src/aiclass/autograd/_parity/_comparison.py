"""How far two arrays are apart, and whether that is rounding."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from aiclass.autograd._tensor import Array

# Of the largest number in the array. Sums of a few thousand products stay well below, wrong formulas well above.
TOLERANCES = {"float64": 1e-9, "float32": 1e-4}
FLOORS = {"float64": 1e-14, "float32": 1e-7}  # what rounding leaves of a sum that should be 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One array beside autograd's.

    Attributes:
        is_same: whether they differ by rounding at most; NaN and infinite numbers have to stand in the same places.
        difference: the largest, absolute; None where shapes differ.
        fault: Korean, what else differs: the shape or the dtype; None where neither does.
    """

    is_same: bool
    difference: float | None
    fault: str | None = None

    def __str__(self) -> str:
        if self.fault is not None:
            return self.fault
        shown = "0" if self.difference == 0 else f"{self.difference:.1e}"
        return shown if self.is_same else f"다름 {shown}"


def compare(theirs: Any, ours: Array) -> Agreement:
    """Return how an engine's array agrees with autograd's.

    Plain Python numbers have no dtype to speak of; for arrays it counts, since a float64 in the middle of a float32
    computation makes everything behind it slow.
    """
    other = np.asarray(theirs)
    if other.shape != ours.shape:
        return Agreement(is_same=False, difference=None, fault=f"모양이 다름 {other.shape}")
    is_equal = (other == ours) | (
        np.isnan(other) & np.isnan(ours)
    )  # also the infinite, whose difference is NaN
    apart = np.subtract(other, ours, dtype=np.float64, where=~is_equal, out=np.zeros(ours.shape))
    difference = float(np.max(np.abs(apart), initial=0.0))
    kind = str(ours.dtype) if str(ours.dtype) in TOLERANCES else "float64"
    largest = float(np.max(np.abs(ours), initial=0.0, where=np.isfinite(ours)))
    is_close = difference <= TOLERANCES[kind] * largest + FLOORS[kind]  # False for NaN on one side
    if is_close and other.ndim > 0 and other.dtype != ours.dtype:
        return Agreement(is_same=False, difference=difference, fault=f"dtype이 다름 {other.dtype}")
    return Agreement(is_same=is_close, difference=difference)
