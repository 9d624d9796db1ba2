"""One operation on real small arrays, drawn cell by cell, how arrays lie in memory, and the way through a network.

`broadcast`, `matmul`, `memory`, `conv2d` and `walk` draw and show at once. Shapes that do not fit `broadcast` and
`matmul` are drawn as well, with the axis that clashes: a picture of what went wrong is what they are for.
"""

from aiclass.shapes._broadcast import broadcast
from aiclass.shapes._conv2d import conv2d
from aiclass.shapes._matmul import matmul
from aiclass.shapes._memory import memory
from aiclass.shapes._walk import walk
from aiclass.shapes.errors import ShapesError

__all__ = ["ShapesError", "broadcast", "conv2d", "matmul", "memory", "walk"]
