"""Which axes are left after ``x[key]``, as NumPy and PyTorch count them."""

from typing import Any

from aiclass.axes import AxisNames
from aiclass.shapes._trace._arguments import Operand


def after_index(axes: AxisNames, key: Any) -> AxisNames:
    """Return the names of what is left: a number takes its axis away, a colon leaves it, None adds one.

    Arrays and lists that pick are certain only where one stands alone.

    Args:
        key: arrays in it as `Operand`.

    Raises:
        ValueError: which names are left is not certain.

    >>> after_index(("N", "C", "H"), (slice(None), 0))
    ('N', 'H')
    >>> after_index(("N", "D"), (slice(None), None))
    ('N', None, 'D')
    """
    parts = list(key) if isinstance(key, tuple) else [key]
    if sum(_is_picker(part) for part in parts) > 1:
        raise ValueError("two arrays that pick are matched with each other")
    consumed = sum(_consumes(part) for part in parts)
    if any(part is ... for part in parts):
        place = next(place for place, part in enumerate(parts) if part is ...)
        parts[place : place + 1] = [slice(None)] * (len(axes) - consumed)
    rest, left = list(axes), list[str | None]()
    for part in parts:
        if part is None:
            left.append(None)
            continue
        taken = [rest.pop(0) for _ in range(_consumes(part))]
        left += _left_by(part, taken)
    return (*left, *rest)


def _left_by(part: Any, taken: list[str | None]) -> list[str | None]:
    if isinstance(part, slice):
        return taken
    if isinstance(part, list):
        return taken if not any(isinstance(each, list) for each in part) else [None, None]
    if not isinstance(part, Operand):
        return []
    if part.dtype == "bool":
        return [taken[0] if len(taken) == 1 else None]
    return list(part.axes) if len(part.shape) != 1 or part.axes[0] else taken


def _consumes(part: Any) -> int:
    """Return how many axes of x this part of the key speaks of."""
    if part is None or part is ...:
        return 0
    return len(part.shape) if isinstance(part, Operand) and part.dtype == "bool" else 1


def _is_picker(part: Any) -> bool:
    return isinstance(part, list) or (isinstance(part, Operand) and part.shape != ())
