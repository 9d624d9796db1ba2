"""Shapes in sight: operations on small arrays drawn cell by cell, axes with names, and mistakes explained.

`broadcast`, `matmul` and `memory` draw and show at once. Shapes that do not fit are drawn as well, with the axis that
clashes: a picture of what went wrong is what they are for. `name` gives axes the names that everything here then speaks
of. `on` has mistakes over shapes explained in Korean, whether they raise or go wrong in silence; `explain` and `examine`
do it for one error and for one script.
"""

from aiclass.shapes._broadcast import broadcast
from aiclass.shapes._clinic import (
    Diagnosis,
    Examination,
    Operand,
    Repair,
    examine,
    explain,
    off,
    on,
    show_folded,
)
from aiclass.shapes._matmul import matmul
from aiclass.shapes._memory import memory
from aiclass.shapes._names import axes_of, name
from aiclass.shapes.errors import ShapesError

__all__ = [
    "Diagnosis",
    "Examination",
    "Operand",
    "Repair",
    "ShapesError",
    "axes_of",
    "broadcast",
    "examine",
    "explain",
    "matmul",
    "memory",
    "name",
    "off",
    "on",
    "show_folded",
]
