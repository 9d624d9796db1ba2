"""Shapes in sight: one operation drawn cell by cell, a whole computation as a flow of shapes, drills, and a clinic.

`broadcast`, `matmul`, `memory`, `conv2d` and `walk` draw and show at once. Shapes that do not fit `broadcast` and
`matmul` are drawn as well, with the axis that clashes: a picture of what went wrong is what they are for. `name` gives
axes the names that everything here speaks of. `trace` writes down what goes into each operation and what comes out, for
a table or a drawing. `drill` makes questions. `on` has mistakes over shapes explained in Korean, whether they raise or
go wrong in silence; `explain` and `examine` do it for one error and for one script, `read_message` where no line is
known.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from aiclass.axes import axes_of
from aiclass.shapes._clinic import (
    Diagnosis,
    Examination,
    Operand,
    Reading,
    Repair,
    examine,
    explain,
    off,
    on,
    read_message,
    show_folded,
)
from aiclass.shapes._names import name
from aiclass.shapes._trace import Trace, trace
from aiclass.shapes.errors import ShapesError

if TYPE_CHECKING:
    from aiclass.shapes._broadcast import broadcast
    from aiclass.shapes._conv2d import conv2d
    from aiclass.shapes._drills import Drill, drill, drill_topics, show_drills_with
    from aiclass.shapes._matmul import matmul
    from aiclass.shapes._memory import memory
    from aiclass.shapes._walk import walk

__all__ = [
    "Diagnosis",
    "Drill",
    "Examination",
    "Operand",
    "Reading",
    "Repair",
    "ShapesError",
    "Trace",
    "axes_of",
    "broadcast",
    "conv2d",
    "drill",
    "drill_topics",
    "examine",
    "explain",
    "matmul",
    "memory",
    "name",
    "off",
    "on",
    "read_message",
    "show_drills_with",
    "show_folded",
    "trace",
    "walk",
]


_HOMES = {
    "_broadcast": ("broadcast",),
    "_conv2d": ("conv2d",),
    "_drills": ("Drill", "drill", "drill_topics", "show_drills_with"),
    "_matmul": ("matmul",),
    "_memory": ("memory",),
    "_walk": ("walk",),
}
"""What needs Matplotlib: half a second to import, which an explanation need not wait for."""

_HOME = {offered: module for module, names in _HOMES.items() for offered in names}


def __getattr__(wanted: str) -> Any:
    if wanted not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {wanted!r}")
    return getattr(import_module(f"{__name__}.{_HOME[wanted]}"), wanted)


def __dir__() -> list[str]:
    return __all__
