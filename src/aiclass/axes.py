"""What the axes of arrays are called: ``remember(x, ("N", "D"))``, ``axes_of(x)``.

Names lie beside the arrays, never in them: an array keeps its type and its numbers, and its names are forgotten as
soon as nothing else holds it. Data sets name what they load here; ``shapes.name`` is the learner's own way.
"""

import weakref
from typing import Any, TypeAlias

AxisNames: TypeAlias = tuple[str | None, ...]
"""One name an axis; None for an axis without one."""

_known: dict[int, tuple["weakref.ref[Any]", AxisNames]] = {}


def axes_of(x: Any) -> AxisNames:
    """Return the names of an array's axes, one an axis, None where nobody gave one."""
    reference, names = _known.get(id(x), (None, ()))
    shape = tuple(getattr(x, "shape", ()))
    is_same = reference is not None and reference() is x and len(names) == len(shape)
    return names if is_same else (None,) * len(shape)


def remember(x: Any, names: AxisNames) -> None:
    """Keep the names for as long as x lives.

    Raises:
        TypeError: x cannot be told from another object after it is gone, as Python's and NumPy's numbers.
    """
    key = id(x)
    _known[key] = (weakref.ref(x, lambda _: _known.pop(key, None)), names)
