"""The arrays that a drawing takes: small, of numbers, with at most two axes."""

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aiclass.messages import message
from aiclass.shapes.errors import ShapesError

LONGEST_AXIS: Final = 8  # cells; beyond that the numbers are too small to read


def as_operand(name: str, values: ArrayLike) -> NDArray[Any]:
    """Return the values as an array that can be drawn.

    Raises:
        ShapesError: SD-01 more than two axes, SD-02 an axis is empty or longer than LONGEST_AXIS, SD-03 no numbers.
    """
    try:
        array = np.asarray(values)
    except ValueError:  # rows of unequal length
        raise ShapesError(message("SD-03", name=name, actual=type(values).__name__)) from None
    if array.dtype.kind not in "biuf":
        raise ShapesError(message("SD-03", name=name, actual=array.dtype))
    if array.ndim > 2:
        raise ShapesError(message("SD-01", name=name, actual=shape_text(array.shape)))
    if not all(1 <= length <= LONGEST_AXIS for length in array.shape):
        raise ShapesError(message("SD-02", name=name, actual=shape_text(array.shape), limit=LONGEST_AXIS))
    return array


def shape_text(shape: tuple[int, ...]) -> str:
    """Return a shape as NumPy writes it.

    >>> shape_text((3,)), shape_text((2, 3)), shape_text(())
    ('(3,)', '(2, 3)', '()')
    """
    return str(tuple(int(length) for length in shape))


def number_text(value: Any) -> str:
    """Return a number as it stands in a cell: integers whole, others to three digits, with a true minus.

    >>> number_text(np.int64(-12000)), number_text(2 / 3)
    ('−12000', '0.667')
    """
    text = str(int(value)) if isinstance(value, np.integer | np.bool_ | int) else f"{float(value):.3g}"
    return text.replace("-", "−")


def spoken(array: NDArray[Any]) -> str:
    """Return the values as an alternative text reads them: columns by commas, rows by slashes."""
    rows = np.atleast_2d(array)
    return " / ".join(", ".join(number_text(value) for value in row) for row in rows)
