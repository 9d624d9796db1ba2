"""A matrix product as boxes: which number meets which, and which axis is gone afterwards."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from aiclass.plots._cells import as_table
from aiclass.plots._checks import check_count, refuse_shape
from aiclass.plots._show import check_alt, show
from aiclass.plots._style import COLOURS, INK, styled
from aiclass.plots._text_size import width_in_inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = 11  # points
CELL_HEIGHT = 0.42  # inches
PALE = 0.28  # how much of a colour a cell takes, so that black stays readable on it
GAP = 0.6  # inches between two matrices, room for the sign


def matrix_product(
    left: ArrayLike,
    right: ArrayLike,
    *,
    names: Sequence[str],
    row_labels: Sequence[object],
    partner_labels: Sequence[object],
    column_labels: Sequence[object] | None = None,
    fmt: str = "{:g}",
    alt: str,
) -> None:
    """Show left @ right = product. Partners, a column of left and a row of right, have one colour and one label.

    Args:
        left: (rows, M).
        right: (M, columns), or (M,), which is drawn as one column.
        names: of left, right and product, such as ("x.T", "오차", "합"); the shapes are written beside them.
        row_labels: one a row of left.
        partner_labels: one a partner, on the columns of left and the rows of right.
        column_labels: one a column of right; none where None.
        fmt: how a number is written.
        alt: Korean, what there is to see, in a sentence.

    Raises:
        PlotError: left or right is no table, they do not fit each other, a label is missing, or alt is empty.
    """
    check_alt(alt)
    figure = draw_matrix_product(
        left,
        right,
        names=names,
        row_labels=row_labels,
        partner_labels=partner_labels,
        column_labels=column_labels,
        fmt=fmt,
    )
    show(figure, alt=alt)


def draw_matrix_product(
    left: ArrayLike,
    right: ArrayLike,
    *,
    names: Sequence[str],
    row_labels: Sequence[object],
    partner_labels: Sequence[object],
    column_labels: Sequence[object] | None,
    fmt: str,
) -> Figure:
    """Return the figure of `matrix_product`."""
    a = as_table("left", left)
    vector = np.ndim(right) == 1
    b = as_table("right", np.asarray(right)[:, None] if vector else right)
    if a.shape[1] != b.shape[0]:
        refuse_shape("right", np.asarray(right), f"({a.shape[1]},)" if vector else f"({a.shape[1]}, 열)")
    columns = [""] * b.shape[1] if column_labels is None else column_labels
    check_count("names", names, 3, "행렬마다 하나")
    check_count("row_labels", row_labels, a.shape[0], "left의 행마다 하나")
    check_count("partner_labels", partner_labels, a.shape[1], "left의 열마다 하나")
    check_count("column_labels", columns, b.shape[1], "right의 열마다 하나")
    shapes = [str(shape) for shape in (a.shape, np.shape(right), (*a.shape[:1], *np.shape(right)[1:]))]
    colours = [_pale(COLOURS[index % len(COLOURS)]) for index in range(a.shape[1])]
    plain = [["white"] * b.shape[1]] * len(a)
    by_column, by_row = [colours] * len(a), [[colour] * b.shape[1] for colour in colours]
    with styled():
        figure = Figure()
        figure.set_layout_engine("none")  # the row places itself
        row = _Row(figure, fmt, (a, b, a @ b))
        row.put(a, names[0], shape=shapes[0], rows=row_labels, columns=partner_labels, colours=by_column)
        row.sign("@")
        row.put(b, names[1], shape=shapes[1], rows=partner_labels, columns=columns, colours=by_row)
        row.sign("=")
        row.put(a @ b, names[2], shape=shapes[2], rows=row_labels, columns=columns, colours=plain)
        row.finish()
    return figure


class _Row:
    """Puts matrices side by side on one plane whose unit is an inch."""

    def __init__(self, figure: Figure, fmt: str, tables: Sequence[NDArray[np.float64]]) -> None:
        self.figure, self.fmt, self.x = figure, fmt, 0.1
        self.axes: Axes = figure.add_axes((0, 0, 1, 1))
        self.top = 0.0
        self.height = max(len(table) for table in tables) * CELL_HEIGHT
        self.cell = max(
            0.55, 0.2 + width_in_inches([self._number(n) for table in tables for n in table.flat], SIZE)
        )

    def put(
        self,
        table: NDArray[np.float64],
        name: str,
        *,
        shape: str,
        rows: Sequence[object],
        columns: Sequence[object],
        colours: Sequence[Sequence[Any]],
    ) -> None:
        """Draw a matrix with its labels, its name above and its shape below."""
        cell = max(self.cell, 0.12 + width_in_inches(map(str, columns), SIZE))
        width = table.shape[1] * cell
        slack = max(0.0, width_in_inches([name], SIZE) - width) / 2
        left = self.x + max(slack, width_in_inches(map(str, rows), SIZE) + 0.12)
        top = (self.height + len(table) * CELL_HEIGHT) / 2
        for (row, column), number in np.ndenumerate(table):
            self._cell(
                left + column * cell, top - (row + 1) * CELL_HEIGHT, cell, number, colours[row][column]
            )
        for row, label in enumerate(rows):
            self._write(left - 0.08, top - (row + 0.5) * CELL_HEIGHT, str(label), ha="right")
        for column, label in enumerate(columns):
            self._write(left + (column + 0.5) * cell, top + 0.15, str(label))
        head = top + (0.45 if any(columns) else 0.2)
        self._write(left + width / 2, head, name, weight="bold")
        self.top = max(self.top, head + 0.2)
        self._write(left + width / 2, top - len(table) * CELL_HEIGHT - 0.2, shape)
        self.x = left + width + slack

    def sign(self, sign: str) -> None:
        """Write a sign between two matrices."""
        self._write(self.x + GAP / 2, self.height / 2, sign, size=SIZE + 5)
        self.x += GAP

    def finish(self) -> None:
        """Size the figure so that an inch of the plane is an inch of the page."""
        below, width = 0.4, self.x + 0.15
        self.figure.set_size_inches(width, below + self.top)
        self.axes.set(xlim=(0, width), ylim=(-below, self.top))
        self.axes.axis("off")

    def _cell(self, x: float, y: float, width: float, number: float, colour: Any) -> None:
        box = Rectangle((x, y), width, CELL_HEIGHT, facecolor=colour, edgecolor=INK, linewidth=0.8)
        self.axes.add_patch(box)
        self._write(x + width / 2, y + CELL_HEIGHT / 2, self._number(number))

    def _number(self, number: float) -> str:
        return self.fmt.format(number).replace("-", "−")

    def _write(self, x: float, y: float, text: str, **how: Any) -> None:
        settings: dict[str, Any] = {"ha": "center", "va": "center", "size": SIZE} | how
        self.axes.text(x, y, text, **settings)


def _pale(colour: str) -> tuple[float, ...]:
    return tuple(1 - PALE * (1 - part) for part in mpl.colors.to_rgb(colour))
