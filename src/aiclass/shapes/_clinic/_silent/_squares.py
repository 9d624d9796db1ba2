"""Two shapes that fit only because one of them, or both, are stretched."""

import numpy as np

Shape = tuple[int, ...]


def is_column_and_row(a: Shape, b: Shape) -> bool:
    """Return whether N and N numbers met as a column and a row, and made N times N."""
    if len(a) > 2 or len(b) > 2 or len(a) + len(b) < 3:
        return False
    columns = [shape for shape in (a, b) if len(shape) == 2 and shape[1] == 1 and shape[0] > 1]
    lying = [
        shape
        for shape in (a, b)
        if (len(shape) == 1 and shape[0] > 1) or (len(shape) == 2 and shape[0] == 1 and shape[1] > 1)
    ]
    return len(columns) == len(lying) == 1 and columns[0][0] == lying[0][-1]


def stretches(a: Shape, b: Shape) -> bool:
    """Return whether one of two shapes is stretched to fit the other."""
    try:
        np.broadcast_shapes(a, b)
    except ValueError:
        return False
    return a != b
