"""Shapes in sight: one operation drawn cell by cell, a whole computation as a flow of shapes, and drills.

`broadcast`, `matmul`, `memory`, `conv2d` and `walk` draw and show at once. Shapes that do not fit `broadcast` and
`matmul` are drawn as well, with the axis that clashes: a picture of what went wrong is what they are for. `name` gives
axes the names that everything here speaks of. `trace` writes down what goes into each operation and what comes out, for
a table or a drawing. `drill` makes questions.
"""

from aiclass.shapes._broadcast import broadcast
from aiclass.shapes._conv2d import conv2d
from aiclass.shapes._drills import Drill, drill, drill_topics, show_drills_with
from aiclass.shapes._matmul import matmul
from aiclass.shapes._memory import memory
from aiclass.shapes._names import axes_of, name
from aiclass.shapes._trace import Trace, trace
from aiclass.shapes._walk import walk
from aiclass.shapes.errors import ShapesError

__all__ = [
    "Drill",
    "ShapesError",
    "Trace",
    "axes_of",
    "broadcast",
    "conv2d",
    "drill",
    "drill_topics",
    "matmul",
    "memory",
    "name",
    "show_drills_with",
    "trace",
    "walk",
]
