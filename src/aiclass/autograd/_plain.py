"""Arrays in place of tensors, where the numbers are all that is wanted."""

from typing import Any

from aiclass.autograd._inspection import Inspection


def plain(value: Any) -> Any:
    """Return a value, or the parts of an index such as ``(rows, 0)``, with the arrays of the tensors in it."""
    if isinstance(value, tuple):
        return tuple(plain(part) for part in value)
    return value.data if isinstance(value, Inspection) else value
