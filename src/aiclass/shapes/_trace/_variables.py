"""The variables of a function that is running."""

import ctypes
import sys
from collections.abc import Mapping
from inspect import CO_OPTIMIZED
from types import FrameType
from typing import Any, Final

WRITES_THROUGH: Final = sys.version_info >= (3, 13)  # before, f_locals is a copy that stays with the frame


def is_function(frame: FrameType) -> bool:
    """Return whether a frame's variables lie in slots, as a function's do, and not in a dictionary."""
    return bool(frame.f_code.co_flags & CO_OPTIMIZED)


def names_of(frame: FrameType) -> frozenset[str]:
    """Return the names of a function's own variables, and of those that it shares with functions around it."""
    code = frame.f_code
    return frozenset((*code.co_varnames, *code.co_cellvars, *code.co_freevars))


def variables_of(frame: FrameType) -> dict[str, Any]:
    """Return a copy of the variables of a frame; the frame itself keeps none, or it would hold every array."""
    found = dict(frame.f_locals)
    _drop_copy(frame)
    return found


def write_back(frame: FrameType, values: Mapping[str, Any]) -> None:
    """Set variables of a running function, as debuggers do."""
    variables = frame.f_locals
    for name in names_of(frame) & values.keys():
        variables[name] = values[name]
    if not WRITES_THROUGH:
        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    _drop_copy(frame)


def _drop_copy(frame: FrameType) -> None:
    if is_function(frame) and not WRITES_THROUGH:
        frame.f_locals.clear()
