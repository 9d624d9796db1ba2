"""A broadcast as boxes: how the shapes are laid on each other, and what is stretched."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes as Sheet
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from aiclass.messages import message
from aiclass.plots import INK, show, styled
from aiclass.shapes._alignment import Axis, align
from aiclass.shapes._cells import (
    CLASH,
    FACES,
    RESULT_FACE,
    Table,
    cell_width,
    draw_box,
    draw_grid,
    new_sheet,
    one_face,
    outline,
    text_room,
    write,
)
from aiclass.shapes._operand import as_operand, number_texts, shape_text, spoken
from aiclass.shapes.errors import ShapesError

OPERATIONS: Final[dict[str, tuple[str, Any]]] = {
    "+": ("+", np.add),
    "-": ("−", np.subtract),
    "*": ("×", np.multiply),
    "/": ("÷", np.divide),
}
AXIS_WIDTH: Final = 2.2
GAP: Final = 1.4
HATCHED_CELLS: Final = "빗금 친 칸은 늘어난 자리입니다. 값을 실제로 복사하지는 않습니다."


def broadcast(
    a: ArrayLike, b: ArrayLike, *, operation: str = "+", names: tuple[str, str] = ("a", "b")
) -> None:
    """Show an operation between two arrays: their shapes laid on each other, the stretched cells hatched.

    Shapes that do not fit are shown with the axis that clashes, and without a result.

    Args:
        a: at most 2 axes of at most 8 cells; a number will do.
        b: the same.
        operation: one of + - * /.
        names: what the picture calls the two.

    Raises:
        ShapesError: an operand cannot be drawn, or the operation is unknown.
    """
    figure, alt = broadcast_picture(a, b, operation=operation, names=names)
    show(figure, alt=alt)


def broadcast_picture(
    a: ArrayLike, b: ArrayLike, *, operation: str, names: tuple[str, str]
) -> tuple[Figure, str]:
    """Return the figure of `broadcast` and its alternative text.

    Raises:
        ShapesError: as `broadcast`.
    """
    picture = _Picture.of(a, b, operation, names)
    return draw_broadcast(picture), picture.alt


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    """What there is to draw.

    Attributes:
        axes: outermost first; none for two numbers.
        result: None where the shapes clash.
    """

    names: tuple[str, str]
    operands: tuple[NDArray[Any], NDArray[Any]]
    axes: tuple[Axis, ...]
    sign: str
    result: NDArray[Any] | None

    @classmethod
    def of(cls, a: ArrayLike, b: ArrayLike, operation: str, names: tuple[str, str]) -> "_Picture":
        if operation not in OPERATIONS:
            raise ShapesError(message("SD-04", actual=operation, known=" ".join(OPERATIONS)))
        operands = as_operand(names[0], a), as_operand(names[1], b)
        axes = align(operands[0].shape, operands[1].shape)
        sign, compute = OPERATIONS[operation]
        fits = all(axis.result is not None for axis in axes)
        with np.errstate(all="ignore"):
            result = compute(*_countable(operands)) if fits else None
        return cls(names=names, operands=operands, axes=axes, sign=sign, result=result)

    @property
    def tables(self) -> list[Table]:
        """Return the numbers of the operands, stretched where they fit, and of the result, if there is one."""
        if self.result is None:
            return [number_texts(operand) for operand in self.operands]
        return [number_texts(array) for array in (*np.broadcast_arrays(*self.operands), self.result)]

    @property
    def captions(self) -> list[str]:
        """Return what stands above each table: name, shape, and the shape to which it is stretched."""
        told = [
            f"{name} {shape_text(operand.shape)}{self._target(operand)}"
            for name, operand in zip(self.names, self.operands, strict=True)
        ]
        return told if self.result is None else [*told, f"결과 {shape_text(self.result.shape)}"]

    @property
    def notes(self) -> list[str]:
        """Return what becomes of each axis."""
        return [_told(axis, self.names) for axis in self.axes]

    @property
    def is_stretched(self) -> bool:
        """Return whether cells are drawn that came about by stretching."""
        return self.result is not None and any(axis.lengths[0] != axis.lengths[1] for axis in self.axes)

    @property
    def alt(self) -> str:
        """Return in words what the picture shows."""
        parts = [
            f"{name}의 모양 {shape_text(operand.shape)}, 값 {spoken(operand)}."
            for name, operand in zip(self.names, self.operands, strict=True)
        ]
        parts += [f"{number}번 축: {note}." for number, note in enumerate(self.notes)]
        if self.result is not None:
            parts += [f"결과의 모양 {shape_text(self.result.shape)}, 값 {spoken(self.result)}."]
        else:
            parts += ["모양이 맞지 않아 결과가 없습니다."]
        return f"브로드캐스팅 {self.names[0]} {self.sign} {self.names[1]}. " + " ".join(parts)

    def _target(self, operand: NDArray[Any]) -> str:
        if self.result is None or operand.shape == self.result.shape:
            return ""
        return f" → {shape_text(self.result.shape)}"


def draw_broadcast(picture: _Picture) -> Figure:
    """Return the figure of `broadcast`."""
    tables, width = picture.tables, cell_width(picture.tables)
    name_room = text_room([*picture.names, "결과"]) + 0.8
    note_room = name_room + 3 * AXIS_WIDTH + 0.6 + text_room(picture.notes)
    top = len(picture.axes) + 2.2  # below the lines of the alignment
    bottom = top + max(map(len, tables)) + 1
    rooms = [
        max(len(table[0]) * width, text_room([caption]))
        for table, caption in zip(tables, picture.captions, strict=True)
    ]
    with styled():
        widest = max(sum(rooms) + 3 * GAP, note_room, text_room([HATCHED_CELLS]))
        figure, sheet = new_sheet(widest + 0.4, bottom + 1.2)
        _draw_alignment(sheet, picture, name_room)
        _draw_tables(sheet, picture, rooms, top=top, width=width)
        if picture.is_stretched:
            write(sheet, 0.2, bottom + 0.7, HATCHED_CELLS, align="left")
    return figure


def _draw_tables(sheet: Sheet, picture: _Picture, rooms: list[float], *, top: float, width: float) -> None:
    """Draw the operands and the result in one line, signs between them."""
    tables, faces = picture.tables, (*FACES, RESULT_FACE)
    left, middle = 0.2, top + 1 + max(map(len, tables)) / 2
    signs = (picture.sign, "= ✗" if picture.result is None else "=", "")
    for place, (table, room, caption) in enumerate(zip(tables, rooms, picture.captions, strict=True)):
        write(sheet, left, top + 0.4, caption, align="left", bold=True)
        face, is_copy = one_face(faces[place]), _copies(picture, place)
        draw_grid(sheet, left, top + 1, table, width=width, face=face, is_copy=is_copy)
        colour = CLASH if "✗" in signs[place] else INK
        write(sheet, left + room + GAP / 2, middle, signs[place], bold=True, colour=colour)
        left += room + GAP


def _draw_alignment(sheet: Sheet, picture: _Picture, first: float) -> None:
    """Write one line an axis: the two lengths, what becomes of them, and why.

    Args:
        first: where the lengths of the first operand begin.
    """
    for place, name in enumerate((*picture.names, "결과")):
        write(sheet, first + (place + 0.5) * AXIS_WIDTH, 0.5, name, bold=True)
    for number, (axis, note) in enumerate(zip(picture.axes, picture.notes, strict=True)):
        line = number + 1
        write(sheet, 0.2, line + 0.5, f"{number}번 축", align="left")
        for place, length in enumerate((axis.a, axis.b)):
            text = "(없음) 1" if length is None else str(length)
            stretches = axis.result is not None and axis.lengths[place] != axis.result
            left = first + place * AXIS_WIDTH
            draw_box(sheet, left, line, text, width=AXIS_WIDTH, face=FACES[place], is_copy=stretches)
        result = "✗" if axis.result is None else str(axis.result)
        draw_box(sheet, first + 2 * AXIS_WIDTH, line, result, width=AXIS_WIDTH, face=RESULT_FACE)
        if axis.result is None:
            outline(sheet, first, line, width=3 * AXIS_WIDTH, height=1, colour=CLASH)
        write(sheet, first + 3 * AXIS_WIDTH + 0.4, line + 0.5, note, align="left")


def _told(axis: Axis, names: tuple[str, str]) -> str:
    """Return in words what becomes of an axis."""
    (a, b), result = axis.lengths, axis.result
    if result is None:
        return f"{a} ≠ {b}, 어느 쪽도 1이 아님"
    if a == b:
        return "같음"
    name, is_missing = (names[0], axis.a is None) if a == 1 else (names[1], axis.b is None)
    added = "앞에 1을 붙이고 " if is_missing else ""
    return f"{name}: {added}1 → {result}"


def _copies(picture: _Picture, place: int) -> Callable[[int, int], bool]:
    """Return which cells of a drawn operand came about by stretching."""
    if picture.result is None or place == 2:
        return lambda _row, _column: False
    stretched = [axis.lengths[place] != axis.result for axis in picture.axes]
    by_row, by_column = [False] * (2 - len(stretched)) + stretched
    return lambda row, column: (by_row and row > 0) or (by_column and column > 0)


def _countable(operands: tuple[NDArray[Any], NDArray[Any]]) -> list[NDArray[Any]]:
    """Return the operands with truth values as 0 and 1, which can also be subtracted."""
    return [operand.astype(int) if operand.dtype.kind == "b" else operand for operand in operands]
