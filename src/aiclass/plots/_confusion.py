"""A confusion matrix in which the mistakes are what one sees."""

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from aiclass.plots._cells import as_table, draw_cells
from aiclass.plots._checks import refuse_shape
from aiclass.plots._show import check_alt, show
from aiclass.plots._style import styled

RIGHT_ANSWER = "#EDEDED"


def confusion(matrix: ArrayLike, labels: Sequence[object], *, alt: str) -> None:
    """Show which class is taken for which; colour counts the mistakes alone, right answers stay grey.

    Args:
        matrix: (K, K) counts; row: right class, column: predicted class.
        labels: one a class.
        alt: Korean, what there is to see, in a sentence.

    Raises:
        PlotError: matrix is not square, a label is missing, or alt is empty.
    """
    check_alt(alt)
    show(draw_confusion(matrix, labels), alt=alt)


def draw_confusion(matrix: ArrayLike, labels: Sequence[object]) -> Figure:
    """Return the figure of `confusion`."""
    counts = as_table("matrix", matrix)
    if counts.shape[0] != counts.shape[1]:
        refuse_shape("matrix", counts, "(K, K)")
    mistakes = np.where(np.eye(len(counts), dtype=bool), np.nan, counts)  # (K, K), the diagonal left out
    most = np.nanmax(mistakes) if len(counts) > 1 else 0.0
    texts = [["·" if count == 0 else f"{count:,.0f}" for count in row] for row in counts]
    with styled():
        figure = Figure()
        draw_cells(
            figure,
            mistakes,
            texts,
            cmap=mpl.colormaps["Oranges"].with_extremes(bad=RIGHT_ANSWER),
            norm=Normalize(0.0, max(most, 1.0)),
            x_labels=labels,
            y_labels=labels,
            x_label="예측",
            y_label="정답",
        )
    return figure
