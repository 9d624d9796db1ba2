"""What shape NumPy's functions give for given shapes, or what they raise, without any array."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

Shape: TypeAlias = tuple[int, ...]


def matmul_shape(a: Shape, b: Shape) -> Shape:
    """Return the shape of ``a @ b``.

    Raises:
        ValueError: as NumPy does.

    >>> matmul_shape((5, 2, 3), (3,)), matmul_shape((2, 3), (5, 3, 4))
    ((5, 2), (5, 2, 4))
    """
    if not a or not b:
        raise ValueError("matmul: an operand does not have enough dimensions")
    if a[-1] != (b[-2] if len(b) > 1 else b[0]):
        raise ValueError("matmul: mismatch in the core dimension")
    rows = a[-2:-1] if len(a) > 1 else ()
    columns = b[-1:] if len(b) > 1 else ()
    return (*np.broadcast_shapes(a[:-2], b[:-2]), *rows, *columns)


def dot_shape(a: Shape, b: Shape) -> Shape:
    """Return the shape of ``np.dot(a, b)``, which multiplies numbers, and pairs stacks each with each.

    Raises:
        ValueError: as NumPy does.
    """
    if not a or not b:
        return a or b
    if len(a) <= 2 and len(b) <= 2:
        return matmul_shape(a, b)
    if a[-1] != b[-2 if len(b) > 1 else 0]:
        raise ValueError("shapes not aligned")
    return (*a[:-1], *(b[:-2] + b[-1:] if len(b) > 1 else ()))


def einsum_shape(letters: str, shapes: Sequence[Shape]) -> Shape:
    """Return the shape of ``np.einsum``.

    Args:
        letters: without dots.

    Raises:
        ValueError: as NumPy does.

    >>> einsum_shape("ij,jk->ik", [(2, 3), (3, 4)]), einsum_shape("ij", [(2, 3)])
    ((2, 4), (2, 3))
    """
    given, _, wanted = letters.replace(" ", "").partition("->")
    terms = given.split(",")
    if [len(term) for term in terms] != [len(shape) for shape in shapes]:
        raise ValueError("einsum: the letters do not match the operands")
    lengths: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        for letter, length in zip(term, shape, strict=True):
            if lengths.setdefault(letter, length) != length and 1 not in (lengths[letter], length):
                raise ValueError("einsum: one letter, two lengths")
            lengths[letter] = max(lengths[letter], length)
    if "->" not in letters:
        wanted = "".join(sorted(letter for letter in lengths if given.count(letter) == 1))
    return tuple(lengths[letter] for letter in wanted)


def reduced_shape(shape: Shape, axis: Any, *, keepdims: bool) -> Shape:
    """Return the shape that is left by a reduction.

    Args:
        axis: one, several, or None for all.

    Raises:
        AxisError: there is no such axis; a number lets itself be reduced over axis 0 as well.
    """
    axes = range(len(shape)) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    count, gone = max(len(shape), 1), set[int]()
    for number in axes:
        if not -count <= number < count:
            raise np.exceptions.AxisError(number, len(shape))
        gone.add(number % count)
    return tuple(
        1 if place in gone else length for place, length in enumerate(shape) if keepdims or place not in gone
    )
