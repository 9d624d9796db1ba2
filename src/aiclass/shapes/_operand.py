"""The arrays that a drawing takes: small, of numbers, with at most two axes."""

import sys
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aiclass.autograd import Tensor
from aiclass.messages import message
from aiclass.shapes.errors import ShapesError

LONGEST_AXIS: Final = 8  # cells; beyond that the numbers are too small to read
NO_NUMBERS: Final = (NotImplementedError, RuntimeError, TypeError, ValueError)


def as_operand(name: str, values: ArrayLike) -> NDArray[Any]:
    """Return the values as an array that can be drawn; over the same memory where they have some on the CPU.

    Args:
        values: an array, a number, rows of numbers, one of our tensors or one of PyTorch's.

    Raises:
        ShapesError: SD-01 more than two axes, SD-02 an axis is empty or longer than LONGEST_AXIS, SD-03 no numbers.
    """
    try:
        array = np.asarray(_numbers_of(values))
    except NO_NUMBERS:  # such as rows of unequal length, or a tensor on the meta device
        raise ShapesError(message("SD-03", name=name, actual=type(values).__name__)) from None
    if array.dtype.kind not in "biuf":
        raise ShapesError(message("SD-03", name=name, actual=array.dtype))
    if array.ndim > 2:
        raise ShapesError(message("SD-01", name=name, actual=shape_text(array.shape)))
    if not all(1 <= length <= LONGEST_AXIS for length in array.shape):
        raise ShapesError(message("SD-02", name=name, actual=shape_text(array.shape), limit=LONGEST_AXIS))
    return array


def check_cell(cell: Any, shape: tuple[int, ...]) -> None:
    """Raise unless a table of this shape has this cell.

    Args:
        cell: row and column, counted from 0.

    Raises:
        ShapesError: SD-06.
    """
    is_pair = isinstance(cell, Sequence) and len(cell) == len(shape)
    if not is_pair or not all(_is_place(i, n) for i, n in zip(cell, shape, strict=True)):
        raise ShapesError(message("SD-06", actual=cell, shape=shape_text(shape)))


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


def number_texts(array: NDArray[Any]) -> list[list[str]]:
    """Return the numbers as they stand in a table of cells; what has one axis is one row, a number one cell.

    >>> number_texts(np.array([1, -2]))
    [['1', '−2']]
    """
    return [[number_text(value) for value in row] for row in np.atleast_2d(array)]


def spoken(array: NDArray[Any]) -> str:
    """Return the values as an alternative text reads them: columns by commas, rows by slashes."""
    return " / ".join(", ".join(row) for row in number_texts(array))


def _numbers_of(values: Any) -> Any:
    """Return what NumPy can read of a tensor without a copy of it; anything else as it is."""
    if isinstance(values, Tensor):
        return values.data
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(values, torch.Tensor):
        return values.detach().cpu().numpy()
    return values


def _is_place(number: Any, length: int) -> bool:
    return isinstance(number, int | np.integer) and 0 <= int(number) < length
