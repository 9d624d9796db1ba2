"""What an operation may be given, and in which dtype it is computed.

Numbers keep their dtype: float32 stays float32, float64 stays float64, Python floats become float64, as in NumPy.
Beside a float tensor, plain numbers and integers take the tensor's dtype, as in PyTorch; float32 beside float64 gives
float64. Gradients have the dtype of what they belong to. Integers and booleans can be computed with, but have no
gradient.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiclass.autograd.errors import DataError, OperationError


def as_numbers(data: Any) -> NDArray[Any]:
    """Return an array of the numbers, or truth values, that were given.

    Raises:
        DataError: they are none, or rows have unequal lengths.
    """
    try:
        array = np.asarray(data)
    except (TypeError, ValueError) as error:
        raise DataError.of("AG-02", actual=type(data).__name__) from error
    if array.dtype.kind not in "biuf":
        raise DataError.of("AG-02", actual=f"{type(data).__name__} (dtype={array.dtype})")
    return array


def widest_float(dtypes: Iterable[np.dtype[Any]]) -> np.dtype[Any] | None:
    """Return the float dtype that the others can be brought to; None where there is no float."""
    floats = [dtype for dtype in dtypes if dtype.kind == "f"]
    return max(floats, key=lambda dtype: dtype.itemsize, default=None)


def as_operand(value: Any, float_dtype: np.dtype[Any] | None) -> NDArray[Any]:
    """Return a copy of a value; plain numbers and integers in the dtype of the floats that stand beside them.

    A copy, because a rule may need it later: an array that its owner fills anew would change the gradient unseen.

    Raises:
        DataError: it holds no numbers.
    """
    array = as_numbers(value)
    is_array_of_floats = array.dtype.kind == "f" and not isinstance(value, float)
    return array.astype(array.dtype if float_dtype is None or is_array_of_floats else float_dtype)


def misfit(operation: str, operands: Iterable[Any], reason: ValueError) -> OperationError:
    """Return the error for operands that NumPy does not take together; names the operation and their shapes."""
    shapes = ", ".join(str(np.shape(each)) for each in operands)
    return OperationError.of("AG-08", operation=operation, shapes=shapes, reason=reason)
