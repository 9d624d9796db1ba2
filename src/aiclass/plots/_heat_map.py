"""A table of numbers whose colours show where they are large."""

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from aiclass.plots._cells import as_table, draw_cells
from aiclass.plots._checks import refuse_value
from aiclass.plots._show import check_alt, show
from aiclass.plots._style import styled


def heat_map(
    matrix: ArrayLike,
    *,
    x_labels: Sequence[object],
    y_labels: Sequence[object],
    x_label: str,
    y_label: str,
    fmt: str = "{:.2f}",
    alt: str,
    title: str | None = None,
    log: bool = False,
) -> None:
    """Show a table: dark blue where its numbers are small, yellow where they are large, each written out.

    Args:
        matrix: (rows, columns); a NaN leaves its cell blank.
        x_labels: one a column.
        y_labels: one a row.
        x_label: what the columns are.
        y_label: what the rows are.
        fmt: how a number is written, such as "{:.1f}" or "{:.0%}".
        alt: Korean, what there is to see, in a sentence.
        title: above the table.
        log: colour equal ratios equally far apart, for positive numbers of very different size.

    Raises:
        PlotError: matrix is no table, a label is missing, a number to be coloured by ratio is not positive, or alt is
            empty.
    """
    check_alt(alt)
    figure = draw_heat_map(
        matrix,
        x_labels=x_labels,
        y_labels=y_labels,
        x_label=x_label,
        y_label=y_label,
        fmt=fmt,
        title=title,
        log=log,
    )
    show(figure, alt=alt)


def draw_heat_map(
    matrix: ArrayLike,
    *,
    x_labels: Sequence[object],
    y_labels: Sequence[object],
    x_label: str,
    y_label: str,
    fmt: str,
    title: str | None,
    log: bool,
) -> Figure:
    """Return the figure of `heat_map`."""
    table = as_table("matrix", matrix)
    finite = table[np.isfinite(table)]
    low, high = (finite.min(), finite.max()) if finite.size else (1.0, 1.0)
    if log and low <= 0:
        refuse_value("matrix", "0보다 큰 수 (log=True)", f"{low:g}")
    texts = [["" if np.isnan(value) else fmt.format(value) for value in row] for row in table]
    with styled():
        figure = Figure()
        axes = draw_cells(
            figure,
            table,
            texts,
            cmap=mpl.colormaps["cividis"].with_extremes(bad="white"),
            norm=LogNorm(low, high) if log else Normalize(low, high),
            x_labels=x_labels,
            y_labels=y_labels,
            x_label=x_label,
            y_label=y_label,
        )
        if title:
            axes.set_title(title)
    return figure
