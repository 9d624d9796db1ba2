"""Arrays and the memory that they read: one row of cells, and the tables that are laid over it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes as Sheet
from matplotlib.figure import Figure
from numpy.typing import NDArray

from aiclass.messages import message
from aiclass.plots import show, styled
from aiclass.shapes._cells import TINTS, Table, cell_width, draw_grid, new_sheet, one_face, text_room, write
from aiclass.shapes._operand import as_operand, number_texts, shape_text, spoken
from aiclass.shapes.errors import ShapesError

MOST_CELLS: Final = 16
DIRECTIONS: Final = {1: ("오른쪽으로",), 2: ("아래로", "오른쪽으로")}
COPIES: Final = "빗금 친 칸은 새 메모리에 복사한 것입니다. 고쳐도 처음의 메모리는 그대로입니다."


def memory(views: Mapping[str, Any]) -> None:
    """Show how arrays or PyTorch tensors read memory: what shares it with the first has its colours, a copy is hatched.

    Args:
        views: name to an array of at most two axes; the first one owns the memory and lies in it in order.

    Raises:
        ShapesError: SD-12 there is none, or none has a name; SD-13 the first does not lie in order; SD-07 its memory
            has more than MOST_CELLS cells; or one cannot be drawn.
    """
    picture = _Picture.of(views)
    show(draw_memory(picture), alt=picture.alt)


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """One array over the memory.

    Attributes:
        strides: in cells, not in bytes.
        places: which cell of the first array's memory each of its cells is; None where it has memory of its own.
    """

    name: str
    array: NDArray[Any]
    strides: tuple[int, ...]
    places: NDArray[np.int64] | None

    @classmethod
    def of(cls, name: str, array: NDArray[Any], first: NDArray[Any]) -> "_View":
        """Return an array as it lies over the memory of the first."""
        strides = tuple(stride // array.itemsize for stride in array.strides)
        if not np.shares_memory(array, first):
            return cls(name=name, array=array, strides=strides, places=None)
        begin = (_address(array) - _address(first)) // array.itemsize
        places = begin + np.tensordot(np.asarray(strides, dtype=np.int64), np.indices(array.shape), axes=1)
        return cls(name=name, array=array, strides=strides, places=places)

    @property
    def title(self) -> str:
        """Return its name and shape."""
        return f"{self.name}  모양 {shape_text(self.array.shape)}"

    @property
    def note(self) -> str:
        """Return how it walks through memory, in words."""
        steps = zip(DIRECTIONS.get(self.array.ndim, ()), self.strides, strict=True)
        told = ", ".join(f"{direction} 1칸 = 메모리 {stride}칸" for direction, stride in steps)
        where = "복사한 새 메모리" if self.places is None else "같은 메모리"
        return f"보폭 {shape_text(self.strides)}: {told}. {where}" if told else where


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    """What there is to draw: the memory of the first view, and all views over it.

    Attributes:
        cells: (C,), the numbers in the order in which they lie.
        columns: of the first view, whose rows have one colour each.
    """

    cells: NDArray[Any]
    columns: int
    views: tuple[_View, ...]

    @classmethod
    def of(cls, views: Mapping[str, Any]) -> "_Picture":
        if not isinstance(views, Mapping) or not views:
            raise ShapesError(message("SD-12", actual=type(views).__name__))
        arrays = {name: as_operand(name, values) for name, values in views.items()}
        name, first = next(iter(arrays.items()))
        if not first.flags.c_contiguous:
            raise ShapesError(message("SD-13", name=name))
        if first.size > MOST_CELLS:
            raise ShapesError(message("SD-07", name=name, limit=MOST_CELLS, actual=first.size))
        seen = tuple(_View.of(name, array, first) for name, array in arrays.items())
        return cls(cells=first.ravel(), columns=first.shape[-1] if first.ndim else 1, views=seen)

    @property
    def alt(self) -> str:
        """Return in words what the picture shows."""
        told = [f"메모리 한 줄에 {spoken(self.cells)}."]
        told += [f"{view.title}, 값 {spoken(view.array)}. {view.note}." for view in self.views]
        return " ".join(told)


def draw_memory(picture: _Picture) -> Figure:
    """Return the figure of `memory`."""
    tables, strip = [number_texts(view.array) for view in picture.views], number_texts(picture.cells)
    width = cell_width([strip, *tables])
    has_copy = any(view.places is None for view in picture.views)
    texts = [text for view in picture.views for text in (view.title, view.note)] + [COPIES] * has_copy
    height = 3.4 + sum(len(table) + 2.4 for table in tables) + has_copy * 0.8
    with styled():
        figure, sheet = new_sheet(max(picture.cells.size * width, text_room(texts)) + 0.8, height)
        _draw_strip(sheet, picture, strip, width)
        top = 3.6
        for view, table in zip(picture.views, tables, strict=True):
            write(sheet, 0.2, top, view.title, align="left", bold=True)
            write(sheet, 0.2, top + 0.85, view.note, align="left")
            _draw_view(sheet, picture, view, table, top=top + 1.4, width=width)
            top += len(table) + 2.4
        if has_copy:
            write(sheet, 0.2, top - 0.1, COPIES, align="left")
    return figure


def _draw_strip(sheet: Sheet, picture: _Picture, strip: Table, width: float) -> None:
    """Draw the memory itself, its places numbered."""
    write(sheet, 0.2, 0.5, "메모리 (한 줄)", align="left", bold=True)
    for place in range(picture.cells.size):
        write(sheet, 0.2 + (place + 0.5) * width, 1.3, f"[{place}]")
    draw_grid(sheet, 0.2, 1.8, strip, width=width, face=lambda _row, place: _face(picture, place))


def _draw_view(
    sheet: Sheet, picture: _Picture, view: _View, table: Table, *, top: float, width: float
) -> None:
    """Draw one array: in the colours of the memory that it reads, or hatched where that is its own."""
    if view.places is None:
        white = one_face("white")
        draw_grid(sheet, 0.2, top, table, width=width, face=white, is_copy=lambda _row, _column: True)
        return
    places = np.atleast_2d(view.places)
    draw_grid(
        sheet, 0.2, top, table, width=width, face=lambda row, column: _face(picture, int(places[row, column]))
    )


def _face(picture: _Picture, place: int) -> Any:
    """Return the colour of a cell of the memory: one a row of the first array."""
    return TINTS[place // picture.columns % len(TINTS)]


def _address(array: NDArray[Any]) -> int:
    address: int = array.__array_interface__["data"][0]
    return address
