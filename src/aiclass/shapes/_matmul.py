"""A matrix product as boxes: the left matrix beside the result, the right one above it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes as Sheet
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from aiclass.messages import message
from aiclass.plots import COLOURS, INK, show, styled, width_in_inches
from aiclass.shapes._cells import (
    CELL_INCHES,
    CLASH,
    FONT_SIZE,
    cell_width,
    draw_grid,
    new_sheet,
    outline,
    pale,
    write,
)
from aiclass.shapes._operand import as_operand, number_text, shape_text, spoken
from aiclass.shapes.errors import ShapesError

INNER_FACES: Final = tuple(pale(colour) for colour in COLOURS)
RESULT_FACE: Final = (0.93, 0.93, 0.93)
GAP: Final = 1.6


def matmul(
    a: ArrayLike, b: ArrayLike, *, names: tuple[str, str] = ("a", "b"), cell: tuple[int, int] = (0, 0)
) -> None:
    """Show ``a @ b``: what meets has one colour and one number, one cell of the result is worked out.

    Shapes that do not fit are shown with the two lengths that differ, and without a result.

    Args:
        a: (M, K) or (K,), each axis of at most 8 cells.
        b: (K, N) or (K,).
        names: what the picture calls the two.
        cell: row and column of the result that is worked out; 0 for an axis that the result has not.

    Raises:
        ShapesError: an operand cannot be drawn or has no axis, or the result has no such cell.
    """
    picture = _Picture.of(a, b, names, cell)
    show(draw_matmul(picture), alt=picture.alt)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    """What there is to draw.

    Attributes:
        left: (M, K), a vector as one row.
        right: (K, N), a vector as one column.
        product: (M, N); None where the inner lengths differ.
        cell: of the product.
    """

    names: tuple[str, str]
    shapes: tuple[tuple[int, ...], tuple[int, ...]]
    left: NDArray[Any]
    right: NDArray[Any]
    product: NDArray[Any] | None
    cell: tuple[int, int]

    @classmethod
    def of(cls, a: ArrayLike, b: ArrayLike, names: tuple[str, str], cell: tuple[int, int]) -> "_Picture":
        one, other = as_operand(names[0], a), as_operand(names[1], b)
        for name, operand in zip(names, (one, other), strict=True):
            if operand.ndim == 0:
                raise ShapesError(message("SD-05", name=name))
        left = np.atleast_2d(one)
        right = other.reshape(-1, 1) if other.ndim == 1 else other
        product = left @ right if left.shape[1] == right.shape[0] else None
        if product is not None and not all(0 <= i < n for i, n in zip(cell, product.shape, strict=True)):
            raise ShapesError(message("SD-06", actual=cell, shape=shape_text(product.shape)))
        shapes = one.shape, other.shape
        return cls(names=names, shapes=shapes, left=left, right=right, product=product, cell=cell)

    @property
    def result_shape(self) -> tuple[int, ...]:
        """Return the shape of ``a @ b``: the inner axes vanish."""
        return (*self.shapes[0][:-1], *self.shapes[1][1:])

    @property
    def sum(self) -> str:
        """Return the cell that is worked out, written as a sum of products."""
        assert self.product is not None
        row, column = self.cell
        pairs = zip(self.left[row], self.right[:, column], strict=True)
        products = " + ".join(f"{_bracketed(one)}×{_bracketed(other)}" for one, other in pairs)
        index = [i for i, shape in zip((row, column), self.shapes, strict=True) if len(shape) == 2]
        place = f"결과[{', '.join(map(str, index))}]" if index else "결과"
        return f"{place} = {products} = {number_text(self.product[row, column])}"

    @property
    def clash(self) -> str:
        """Return which two lengths differ."""
        a, b = self.names
        return f"{a}의 마지막 축 {self.left.shape[1]} ≠ {b}의 첫 축 {self.right.shape[0]}"

    @property
    def alt(self) -> str:
        """Return in words what the picture shows."""
        (a, b), (one, other) = self.names, self.shapes
        told = f"행렬 곱 {a} @ {b}. {a}의 모양 {shape_text(one)}, 값 {spoken(self.left)}."
        told = f"{told} {b}의 모양 {shape_text(other)}, 값 {spoken(self.right)}."
        if self.product is None:
            return f"{told} {self.clash}. 짝이 맞지 않아 결과가 없습니다."
        ends = f"결과의 모양 {shape_text(self.result_shape)}, 값 {spoken(self.product)}."
        return f"{told} 같은 번호끼리 곱해서 더합니다. {self.sum}. {ends}"


def draw_matmul(picture: _Picture) -> Figure:
    """Return the figure of `matmul`."""
    left, right, product = (
        None if table is None else [[number_text(value) for value in row] for row in table]
        for table in (picture.left, picture.right, picture.product)
    )
    assert left is not None
    assert right is not None
    width = cell_width([text for table in (left, right, product or []) for row in table for text in row])
    (rows, inner), (inner_right, columns) = picture.left.shape, picture.right.shape
    title, below = _title(picture), picture.clash if picture.product is None else picture.sum
    left_room = inner * width + width_in_inches([picture.names[0]], FONT_SIZE) / CELL_INCHES + 0.8
    across = left_room + GAP + columns * width
    texts = width_in_inches([title, below], FONT_SIZE) / CELL_INCHES
    top = inner_right + 3.2  # where the left matrix and the result begin
    with styled():
        figure, sheet = new_sheet(max(across, texts) + 0.8, top + rows + 1.4)
        write(sheet, 0.2, 0.6, title, align="left", bold=True)
        right_left = left_room + GAP
        _draw_right(sheet, right, right_left, 2.0, width=width, name=picture.names[1])
        _draw_left(sheet, left, left_room - inner * width, top, width=width, name=picture.names[0])
        if product is None:
            outline(sheet, right_left, top, width=columns * width, height=rows, colour=CLASH)
            write(
                sheet,
                right_left + columns * width / 2,
                top + rows / 2,
                f"✗ {inner} ≠ {inner_right}",
                colour=CLASH,
            )
        else:
            draw_grid(sheet, right_left, top, product, width=width, face=lambda _row, _column: RESULT_FACE)
            row, column = picture.cell
            outline(sheet, left_room - inner * width, top + row, width=inner * width, height=1)
            outline(sheet, right_left + column * width, 2.0, width=width, height=inner_right)
            outline(sheet, right_left + column * width, top + row, width=width, height=1)
        write(sheet, 0.2, top + rows + 0.8, below, align="left", colour=CLASH if product is None else INK)
    return figure


def _draw_left(
    sheet: Sheet, texts: list[list[str]], left: float, top: float, *, width: float, name: str
) -> None:
    """Draw the left matrix with the numbers of its columns above it."""
    for column in range(len(texts[0])):
        write(sheet, left + (column + 0.5) * width, top - 0.4, f"[{column}]")
    write(sheet, left - 0.3, top + len(texts) / 2, name, align="right", bold=True)
    draw_grid(sheet, left, top, texts, width=width, face=_inner_face(of_column=True))


def _draw_right(
    sheet: Sheet, texts: list[list[str]], left: float, top: float, *, width: float, name: str
) -> None:
    """Draw the right matrix with the numbers of its rows beside it."""
    for row in range(len(texts)):
        write(sheet, left - 0.6, top + row + 0.5, f"[{row}]")
    write(sheet, left + len(texts[0]) * width / 2, top - 0.5, name, bold=True)
    draw_grid(sheet, left, top, texts, width=width, face=_inner_face(of_column=False))


def _inner_face(*, of_column: bool) -> Callable[[int, int], Any]:
    def face(row: int, column: int) -> Any:
        return INNER_FACES[(column if of_column else row) % len(INNER_FACES)]

    return face


def _title(picture: _Picture) -> str:
    (a, b), (one, other) = picture.names, picture.shapes
    outcome = shape_text(picture.result_shape) if picture.product is not None else "✗"
    return f"{a} {shape_text(one)} @ {b} {shape_text(other)} → {outcome}"


def _bracketed(value: Any) -> str:
    text = number_text(value)
    return f"({text})" if text.startswith("−") else text
