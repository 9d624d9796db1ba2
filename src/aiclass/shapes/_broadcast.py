"""A broadcast as boxes: how the shapes are laid on each other, and what is stretched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes as Sheet
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from aiclass.messages import message
from aiclass.plots import COLOURS, INK, show, styled, width_in_inches
from aiclass.shapes._alignment import Axis, align
from aiclass.shapes._cells import (
    CELL_INCHES,
    CLASH,
    FONT_SIZE,
    cell_width,
    draw_box,
    draw_grid,
    new_sheet,
    outline,
    pale,
    write,
)
from aiclass.shapes._operand import as_operand, number_text, shape_text, spoken
from aiclass.shapes.errors import ShapesError

OPERATIONS: Final[dict[str, tuple[str, Any]]] = {
    "+": ("+", np.add),
    "-": ("−", np.subtract),
    "*": ("×", np.multiply),
    "/": ("÷", np.divide),
}
FACES: Final = (pale(COLOURS[0]), pale(COLOURS[4]))
RESULT_FACE: Final = (0.93, 0.93, 0.93)
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
        axes: outermost first, at least one.
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
            result = compute(*_numbers(operands)) if fits else None
        return cls(names=names, operands=operands, axes=axes, sign=sign, result=result)

    @property
    def alt(self) -> str:
        """Return in words what the picture shows."""
        parts = [
            f"{name}의 모양 {shape_text(operand.shape)}, 값 {spoken(operand)}."
            for name, operand in zip(self.names, self.operands, strict=True)
        ]
        for number, axis in enumerate(self.axes):
            parts += [f"{number}번 축: {_told(axis, self.names)}."]
        if self.result is not None:
            parts += [f"결과의 모양 {shape_text(self.result.shape)}, 값 {spoken(self.result)}."]
        else:
            parts += ["모양이 맞지 않아 결과가 없습니다."]
        return f"브로드캐스팅 {self.names[0]} {self.sign} {self.names[1]}. " + " ".join(parts)


def draw_broadcast(picture: _Picture) -> Figure:
    """Return the figure of `broadcast`."""
    arrays = [*picture.operands] if picture.result is None else [*_stretched(picture), picture.result]
    tables = [[[number_text(value) for value in row] for row in np.atleast_2d(array)] for array in arrays]
    notes = [_told(axis, picture.names) for axis in picture.axes]
    name_room = _room(picture.names, "결과") + 0.8
    note_room = name_room + 3 * AXIS_WIDTH + 0.6 + _room(notes)
    top = len(picture.axes) + 2.2  # below the lines of the alignment
    bottom = top + max(map(len, tables)) + 1
    width = cell_width([text for table in tables for row in table for text in row])
    rooms = [
        max(len(table[0]) * width, _room([caption]))
        for table, caption in zip(tables, _captions(picture), strict=True)
    ]
    with styled():
        figure, sheet = new_sheet(
            max(sum(rooms) + 3 * GAP, note_room, _room([HATCHED_CELLS])) + 0.4, bottom + 1.2
        )
        _draw_alignment(sheet, picture, notes, name_room)
        _draw_tables(sheet, picture, tables, rooms, top=top, width=width)
        if picture.result is not None and any(_is_stretched(axis) for axis in picture.axes):
            write(sheet, 0.2, bottom + 0.7, HATCHED_CELLS, align="left")
    return figure


def _draw_tables(
    sheet: Sheet,
    picture: _Picture,
    tables: list[list[list[str]]],
    rooms: list[float],
    *,
    top: float,
    width: float,
) -> None:
    """Draw the operands and the result in one line, signs between them."""
    left, middle = 0.2, top + 1 + max(map(len, tables)) / 2
    signs = (picture.sign, "= ✗" if picture.result is None else "=", "")
    for place, (table, room, caption) in enumerate(zip(tables, rooms, _captions(picture), strict=True)):
        write(sheet, left, top + 0.4, caption, align="left", bold=True)
        face, is_copy = _face(place), _copies(picture, place)
        draw_grid(sheet, left, top + 1, table, width=width, face=face, is_copy=is_copy)
        colour = CLASH if "✗" in signs[place] else INK
        write(sheet, left + room + GAP / 2, middle, signs[place], bold=True, colour=colour)
        left += room + GAP


def _room(texts: Iterable[str], *more: str) -> float:
    """Return the width of the widest text, in cells."""
    return width_in_inches([*texts, *more], FONT_SIZE) / CELL_INCHES


def _draw_alignment(sheet: Sheet, picture: _Picture, notes: list[str], first: float) -> None:
    """Write one line an axis: the two lengths, what becomes of them, and why."""
    for place, name in enumerate((*picture.names, "결과")):
        write(sheet, first + (place + 0.5) * AXIS_WIDTH, 0.5, name, bold=True)
    for number, (axis, note) in enumerate(zip(picture.axes, notes, strict=True)):
        line = number + 1
        write(sheet, 0.2, line + 0.5, f"{number}번 축", align="left")
        for place, length in enumerate((axis.a, axis.b)):
            text = "(없음) 1" if length is None else str(length)
            stretches = axis.result is not None and axis.lengths[place] != axis.result
            draw_box(
                sheet,
                first + place * AXIS_WIDTH,
                line,
                text,
                width=AXIS_WIDTH,
                face=FACES[place],
                is_copy=stretches,
            )
        result = "✗" if axis.result is None else str(axis.result)
        draw_box(sheet, first + 2 * AXIS_WIDTH, line, result, width=AXIS_WIDTH, face=RESULT_FACE)
        if axis.result is None:
            outline(sheet, first, line, width=3 * AXIS_WIDTH, height=1, colour=CLASH)
        write(sheet, first + 3 * AXIS_WIDTH + 0.4, line + 0.5, note, align="left")


def _captions(picture: _Picture) -> list[str]:
    captions = []
    for name, operand in zip(picture.names, picture.operands, strict=True):
        is_stretched = picture.result is not None and operand.shape != picture.result.shape
        target = (
            f" → {shape_text(picture.result.shape)}" if is_stretched and picture.result is not None else ""
        )
        captions.append(f"{name} {shape_text(operand.shape)}{target}")
    return captions if picture.result is None else [*captions, f"결과 {shape_text(picture.result.shape)}"]


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


def _is_stretched(axis: Axis) -> bool:
    return axis.lengths[0] != axis.lengths[1]


def _stretched(picture: _Picture) -> tuple[NDArray[Any], NDArray[Any]]:
    a, b = np.broadcast_arrays(*picture.operands)
    return a, b


def _face(place: int) -> Callable[[int, int], Any]:
    face = (*FACES, RESULT_FACE)[place]
    return lambda _row, _column: face


def _copies(picture: _Picture, place: int) -> Callable[[int, int], bool]:
    """Return which cells of a drawn operand came about by stretching."""
    if picture.result is None or place == 2:
        return lambda _row, _column: False
    stretched = [axis.lengths[place] != axis.result for axis in picture.axes]
    by_row, by_column = [False] * (2 - len(stretched)) + stretched
    return lambda row, column: (by_row and row > 0) or (by_column and column > 0)


def _numbers(operands: tuple[NDArray[Any], NDArray[Any]]) -> list[NDArray[Any]]:
    """Return the operands with truth values as 0 and 1, which can also be subtracted."""
    return [operand.astype(int) if operand.dtype.kind == "b" else operand for operand in operands]
