"""A matrix product as boxes: the left matrix beside the result, the right one above it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes as Sheet
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from aiclass.messages import message
from aiclass.plots import INK, show, styled
from aiclass.shapes._cells import (
    CLASH,
    RESULT_FACE,
    TINTS,
    cell_width,
    draw_grid,
    new_sheet,
    one_face,
    outline,
    text_room,
    write,
)
from aiclass.shapes._operand import as_operand, check_cell, number_text, number_texts, shape_text, spoken
from aiclass.shapes.errors import ShapesError

GAP: Final = 1.6
HEAD: Final = 2.0  # title and name above the right matrix


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
        if product is not None:
            check_cell(cell, product.shape)
        shapes = one.shape, other.shape
        return cls(names=names, shapes=shapes, left=left, right=right, product=product, cell=cell)

    @property
    def result_shape(self) -> tuple[int, ...]:
        """Return the shape of ``a @ b``: the inner axes vanish."""
        return (*self.shapes[0][:-1], *self.shapes[1][1:])

    @property
    def title(self) -> str:
        """Return the shapes, of the result as well where there is one."""
        (a, b), (one, other) = self.names, self.shapes
        outcome = shape_text(self.result_shape) if self.product is not None else "✗"
        return f"{a} {shape_text(one)} @ {b} {shape_text(other)} → {outcome}"

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where the matrices lie: the result below the right one and beside the left one.

    Attributes:
        width: of a cell.
        left_of_a, left_of_b: where the matrices begin; the result begins where b does.
        top: where a and the result begin; b begins at HEAD.
    """

    width: float
    left_of_a: float
    left_of_b: float
    top: float

    @classmethod
    def of(cls, picture: _Picture) -> "_Places":
        tables = [
            number_texts(each) for each in (picture.left, picture.right, picture.product) if each is not None
        ]
        width, name_room = cell_width(tables), text_room([picture.names[0]]) + 0.8
        left_of_b = name_room + picture.left.shape[1] * width + GAP
        return cls(width=width, left_of_a=name_room, left_of_b=left_of_b, top=HEAD + len(picture.right) + 1.2)


def draw_matmul(picture: _Picture) -> Figure:
    """Return the figure of `matmul`."""
    places, rows = _Places.of(picture), len(picture.left)
    across = places.left_of_b + picture.right.shape[1] * places.width
    below, colour = (picture.clash, CLASH) if picture.product is None else (picture.sum, INK)
    with styled():
        widest = max(across, text_room([picture.title, below]))
        figure, sheet = new_sheet(widest + 0.8, places.top + rows + 1.4)
        write(sheet, 0.2, 0.6, picture.title, align="left", bold=True)
        _draw_right(sheet, picture, places)
        _draw_left(sheet, picture, places)
        if picture.product is None:
            _draw_clash(sheet, picture, places)
        else:
            _draw_product(sheet, picture, picture.product, places)
        write(sheet, 0.2, places.top + rows + 0.8, below, align="left", colour=colour)
    return figure


def _draw_left(sheet: Sheet, picture: _Picture, places: _Places) -> None:
    """Draw the left matrix with the numbers of its columns above it."""
    table, left, top, width = number_texts(picture.left), places.left_of_a, places.top, places.width
    for column in range(len(table[0])):
        write(sheet, left + (column + 0.5) * width, top - 0.4, f"[{column}]")
    write(sheet, left - 0.3, top + len(table) / 2, picture.names[0], align="right", bold=True)
    draw_grid(sheet, left, top, table, width=width, face=_inner_face(of_column=True))


def _draw_right(sheet: Sheet, picture: _Picture, places: _Places) -> None:
    """Draw the right matrix with the numbers of its rows beside it."""
    table, left, width = number_texts(picture.right), places.left_of_b, places.width
    for row in range(len(table)):
        write(sheet, left - 0.6, HEAD + row + 0.5, f"[{row}]")
    write(sheet, left + len(table[0]) * width / 2, HEAD - 0.5, picture.names[1], bold=True)
    draw_grid(sheet, left, HEAD, table, width=width, face=_inner_face(of_column=False))


def _draw_product(sheet: Sheet, picture: _Picture, product: NDArray[Any], places: _Places) -> None:
    """Draw the result, and frame the row and the column that give the cell which is worked out."""
    (row, column), width, top = picture.cell, places.width, places.top
    left = places.left_of_b + column * width
    face = one_face(RESULT_FACE)
    draw_grid(sheet, places.left_of_b, top, number_texts(product), width=width, face=face)
    outline(sheet, places.left_of_a, top + row, width=picture.left.shape[1] * width, height=1)
    outline(sheet, left, HEAD, width=width, height=len(picture.right))
    outline(sheet, left, top + row, width=width, height=1)


def _draw_clash(sheet: Sheet, picture: _Picture, places: _Places) -> None:
    """Frame the place of the result that there is not, and write the two lengths into it."""
    (rows, inner), (inner_right, columns) = picture.left.shape, picture.right.shape
    left, top, width = places.left_of_b, places.top, columns * places.width
    outline(sheet, left, top, width=width, height=rows, colour=CLASH)
    write(sheet, left + width / 2, top + rows / 2, f"✗ {inner} ≠ {inner_right}", colour=CLASH)


def _inner_face(*, of_column: bool) -> Callable[[int, int], Any]:
    def face(row: int, column: int) -> Any:
        return TINTS[(column if of_column else row) % len(TINTS)]

    return face


def _bracketed(value: Any) -> str:
    text = number_text(value)
    return f"({text})" if text.startswith("−") else text
