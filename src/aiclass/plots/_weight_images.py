"""Weights as pictures: which pixel speaks for a class, and which against it."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from aiclass.plots._image_mosaic import as_images, draw_mosaic
from aiclass.plots._show import check_alt, show
from aiclass.plots._style import styled


def weight_images(
    weights: ArrayLike,
    *,
    titles: Sequence[object] | None = None,
    columns: int = 5,
    label: str = "가중치",
    alt: str,
) -> None:
    """Show weights in two colours: white is 0, red above, blue below; one scale for all, with its bar.

    Args:
        weights: (N, H, W), such as weight.T.reshape(10, 28, 28); one (H, W) will do.
        titles: one an image, written above it.
        columns: images a row.
        label: what the bar measures, with its unit.
        alt: Korean, what there is to see, in a sentence.

    Raises:
        PlotError: weights has another shape, titles another number, or alt is empty.
    """
    check_alt(alt)
    show(draw_weight_images(weights, titles=titles, columns=columns, label=label), alt=alt)


def draw_weight_images(
    weights: ArrayLike, *, titles: Sequence[object] | None, columns: int, label: str
) -> Figure:
    """Return the figure of `weight_images`."""
    pictures = as_images("weights", weights, colour=False)
    furthest = float(np.nanmax(np.abs(pictures))) or 1.0  # all zero: any scale will do
    with styled():
        figure = Figure()
        drawn = draw_mosaic(figure, pictures, titles, columns, cmap="RdBu_r", vmin=-furthest, vmax=furthest)
        bar = figure.colorbar(drawn[0], ax=figure.axes, shrink=0.9, aspect=25, pad=0.02)
        bar.set_label(label)
        bar.outline.set_visible(False)
        width, height = figure.get_size_inches()
        figure.set_size_inches(width + 0.9, max(height, 1.6))
    return figure
