"""One operation on real small arrays, drawn cell by cell.

`broadcast` and `matmul` draw and show at once. Shapes that do not fit are drawn as well, with the axis that clashes: a
picture of what went wrong is what they are for.
"""

from aiclass.shapes._broadcast import broadcast
from aiclass.shapes._matmul import matmul
from aiclass.shapes._names import axes_of, name
from aiclass.shapes.errors import ShapesError

__all__ = ["ShapesError", "axes_of", "broadcast", "matmul", "name"]
