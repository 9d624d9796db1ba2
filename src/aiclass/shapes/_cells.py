"""Boxes with numbers in them: what the drawings of this package are made of.

Lengths are in units of a cell's height; y runs downward.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from aiclass.plots import COLOURS, INK, width_in_inches

Table: TypeAlias = Sequence[Sequence[str]]
CELL_INCHES: Final = 0.34
FONT_SIZE: Final = 10
HATCH: Final = "////"
HATCH_COLOUR: Final = "#B5B5B5"
EDGE: Final = "#7F7F7F"
CLASH: Final = COLOURS[1]  # vermilion; never the only sign, a cross stands beside it
NARROWEST: Final = 1.2
DIGIT_WIDTH: Final = 0.25
PALEST: Final = 0.78  # of the way to white


def pale(colour: str) -> tuple[float, float, float]:
    """Return a tint of the colour on which black text is easy to read."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (channel + (1 - channel) * PALEST for channel in channels)
    return red, green, blue


TINTS: Final = tuple(pale(colour) for colour in COLOURS)
FACES: Final = (TINTS[0], TINTS[4])  # of the two operands
RESULT_FACE: Final = (0.93, 0.93, 0.93)


def text_room(texts: Iterable[str]) -> float:
    """Return the width of the widest of these texts, 0 without any."""
    return width_in_inches(texts, FONT_SIZE) / CELL_INCHES


def cell_width(tables: Iterable[Table]) -> float:
    """Return the width of a cell that holds the longest number of these tables."""
    longest = max((len(text) for table in tables for row in table for text in row), default=0)
    return max(NARROWEST, 0.5 + DIGIT_WIDTH * longest)


def draw_box(
    axes: Axes, left: float, top: float, text: str, *, width: float, face: Any, is_copy: bool = False
) -> None:
    """Draw one cell; a copy is white with hatching, so that it differs without colour as well."""
    axes.add_patch(
        Rectangle(
            (left, top), width, 1, facecolor="white" if is_copy else face, edgecolor=EDGE, linewidth=0.8
        )
    )
    if is_copy:
        hatched = Rectangle(
            (left, top), width, 1, fill=False, hatch=HATCH, edgecolor=HATCH_COLOUR, linewidth=0
        )
        axes.add_patch(hatched)
    write(axes, left + width / 2, top + 0.5, text)


def draw_grid(
    axes: Axes,
    left: float,
    top: float,
    table: Table,
    *,
    width: float,
    face: Callable[[int, int], Any],
    is_copy: Callable[[int, int], bool] = lambda _row, _column: False,
) -> None:
    """Draw a table of cells, its upper left corner at (left, top).

    Args:
        width: of one cell.
        face: row and column of a cell to its colour.
        is_copy: row and column of a cell to whether it is hatched.
    """
    for row, line in enumerate(table):
        for column, text in enumerate(line):
            draw_box(
                axes,
                left + column * width,
                top + row,
                text,
                width=width,
                face=face(row, column),
                is_copy=is_copy(row, column),
            )


def one_face(face: Any) -> Callable[[int, int], Any]:
    """Return what `draw_grid` takes for cells of one colour."""
    return lambda _row, _column: face


def outline(axes: Axes, left: float, top: float, *, width: float, height: float, colour: str = INK) -> None:
    """Draw a thick frame round some cells."""
    axes.add_patch(
        Rectangle((left, top), width, height, fill=False, edgecolor=colour, linewidth=2.4, zorder=3)
    )


def write(
    axes: Axes, x: float, y: float, text: str, *, align: str = "center", bold: bool = False, colour: str = INK
) -> None:
    """Write a text whose middle, or beginning or end, is at (x, y)."""
    weight = "bold" if bold else "normal"
    axes.text(
        x, y, text, ha=align, va="center", fontsize=FONT_SIZE, color=colour, fontweight=weight, zorder=4
    )


def new_sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty figure of this size in cells, and axes that cover it."""
    figure = Figure(figsize=(width * CELL_INCHES, height * CELL_INCHES))
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    return figure, axes
