"""Names for array types, and the questions that public functions ask of what they are given."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aiclass.scratch.errors import LabelError, ShapeError

FloatArray: TypeAlias = NDArray[np.floating[Any]]
IntArray: TypeAlias = NDArray[np.integer[Any]]


def as_floats(values: ArrayLike) -> FloatArray:
    """Return the values as floats: float16 to float64 stay as they are, all else becomes float64.

    Integers must not stay: NumPy computes ``np.exp`` of uint8 in half precision, and ``-x`` wraps around.
    """
    array = np.asarray(values)
    return array if np.issubdtype(array.dtype, np.floating) else array.astype(np.float64)


def check_shape(name: str, array: ArrayLike, expected: tuple[int | str, ...], why: str) -> None:
    """Raise unless the array has this shape; a letter stands for any length from 1 on.

    Args:
        name: what the caller calls the array, such as "weight".
        expected: lengths and axis letters, such as ("N", 784).
        why: Korean, what the shape follows from, such as "x의 열마다 하나".

    Raises:
        ShapeError: names the array, what was expected and why, what came, and what to try.
    """
    shape = np.shape(array)
    if len(shape) == len(expected) and all(map(_fits, shape, expected)):
        return
    from aiclass.messages import message

    text = message(
        "SC-01",
        name=name,
        expected=show_shape(expected),
        why=why,
        actual=show_shape(shape),
        remedy=_remedy(name, shape, expected),
    )
    raise ShapeError(text)


def checked_labels(labels: ArrayLike, count: int, num_classes: int, *, name: str = "labels") -> IntArray:
    """Return the labels as int64 once they are ``count`` class numbers, 0 <= label < num_classes.

    Booleans count as 0 and 1, so ``labels == 4`` serves as the labels of a binary model.

    Raises:
        ShapeError: labels is not (count,).
        LabelError: labels are not integers, or one lies outside; names the first bad row.
    """
    array = np.asarray(labels)
    check_shape(name, array, (count,), "한 행에 하나")
    if array.dtype.kind not in "biu":
        from aiclass.messages import message

        raise LabelError(message("SC-02", name=name, dtype=array.dtype))
    outside = (array < 0) | (array >= num_classes)
    if outside.any():
        from aiclass.messages import message

        row = int(outside.argmax())
        raise LabelError(message("SC-03", name=name, row=row, label=array[row], highest=num_classes - 1))
    return array.astype(np.int64, copy=False)


def show_shape(shape: tuple[int | str, ...]) -> str:
    """Return a shape as Python writes it, letters without quotes: ``(N, 784)``, ``(10,)``, ``()``."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _fits(length: int, expected: int | str) -> bool:
    return length > 0 if isinstance(expected, str) else length == expected


def _remedy(name: str, shape: tuple[int, ...], expected: tuple[int | str, ...]) -> str:
    """Return the smallest change that would give the expected shape, as far as one can tell."""
    if 0 in shape:
        return f"{name}의 원소가 하나도 없습니다. 데이터를 고르는 조건을 확인해 보세요."
    if len(expected) == 1 and len(shape) == 2 and 1 in shape and _fits(max(shape), expected[0]):
        return f"{name}.ravel()을 써 보세요."
    if len(expected) == 2 and len(shape) > 2 and _fits(int(np.prod(shape[1:])), expected[1]):
        return f"{name}.reshape(len({name}), -1)을 써 보세요."
    if len(expected) == 2 and len(shape) == 2 and all(map(_fits, shape[::-1], expected)):
        return f"{name}.T를 써 보세요."
    if not expected and int(np.prod(shape)) == 1:
        return f"{name}.item()을 써 보세요."
    return f"{name}의 모양을 만든 줄을 확인해 보세요."
