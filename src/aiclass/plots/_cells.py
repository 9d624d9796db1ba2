"""A table of coloured cells with a text in each: what heat maps and confusion matrices share."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from aiclass.plots._checks import check_count, refuse_empty, refuse_shape
from aiclass.plots._style import INK
from aiclass.plots._text_size import width_in_inches

CELL_SIZE = 10  # points
CELL_HEIGHT = 0.4  # inches
WHITE_IS_CLEARER_BELOW = 0.179  # relative luminance at which black and white contrast alike (WCAG 2)


def as_table(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """Return the values as a (rows, columns) table of floats.

    Raises:
        PlotError: they have another number of axes, or there are none.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:
        refuse_shape(name, table, "(행, 열)")
    if table.size == 0:
        refuse_empty(name, "하나 이상의 칸")
    return table


def draw_cells(
    figure: Figure,
    table: NDArray[np.float64],
    texts: Sequence[Sequence[str]],
    *,
    cmap: Colormap,
    norm: Normalize,
    x_labels: Sequence[object],
    y_labels: Sequence[object],
    x_label: str,
    y_label: str,
) -> Axes:
    """Draw the table with a text in each cell, and size the figure to fit.

    Raises:
        PlotError: there is not one label a row and a column.
    """
    rows, columns = table.shape
    across, down = [str(label) for label in x_labels], [str(label) for label in y_labels]
    check_count("x_labels", across, columns, "열마다 하나")
    check_count("y_labels", down, rows, "행마다 하나")
    cell_width = max(
        0.45, 0.14 + width_in_inches([*across, *(text for row in texts for text in row)], CELL_SIZE)
    )
    figure.set_size_inches(
        columns * cell_width + 0.9 + width_in_inches(down, CELL_SIZE), rows * CELL_HEIGHT + 1.1
    )
    axes = figure.add_subplot()
    axes.imshow(np.ma.masked_invalid(table), cmap=cmap, norm=norm, aspect="auto")
    axes.set_xticks(range(columns), across)
    axes.set_yticks(range(rows), down)
    axes.set(xlabel=x_label, ylabel=y_label)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_xticks(np.arange(1, columns) - 0.5, minor=True)
    axes.set_yticks(np.arange(1, rows) - 0.5, minor=True)
    axes.grid(visible=True, which="minor", color="white", linewidth=1.5)
    axes.tick_params(which="minor", length=0)
    axes.set_axisbelow(False)  # the white lines part the cells, so they lie above them
    for (row, column), value in np.ndenumerate(table):
        if texts[row][column]:
            colour = INK if np.isnan(value) else readable_on(cmap(norm(value)))
            axes.text(
                column, row, texts[row][column], ha="center", va="center", fontsize=CELL_SIZE, color=colour
            )
    return axes


def readable_on(background: Any) -> str:
    """Return white or black, whichever contrasts more with this colour (red, green, blue, ...): 4.5 to 1 at least.

    >>> readable_on((0.0, 0.0, 0.3)), readable_on((1.0, 0.9, 0.5))
    ('white', 'black')
    """
    channels = np.asarray(background[:3], dtype=np.float64)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ np.array([0.2126, 0.7152, 0.0722]))
    return "white" if luminance < WHITE_IS_CLEARER_BELOW else "black"
