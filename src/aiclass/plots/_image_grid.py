"""Images side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from aiclass.plots._image_mosaic import as_images, draw_mosaic
from aiclass.plots._show import check_alt, show
from aiclass.plots._style import styled

UINT8_MAX = 255


def image_grid(
    images: ArrayLike, *, titles: Sequence[object] | None = None, columns: int = 10, alt: str
) -> None:
    """Show images in rows, dark for small and light for large numbers, on one scale for all.

    Args:
        images: (N, H, W) or (N, H, W, 3), N at most 200; one (H, W) will do. uint8 is drawn from 0 to 255, grey
            numbers of other types from the smallest to the largest.
        titles: one an image, written above it; may have several lines.
        columns: images a row.
        alt: Korean, what there is to see, in a sentence.

    Raises:
        PlotError: images has another shape, titles another number, or alt is empty.
    """
    check_alt(alt)
    show(draw_image_grid(images, titles=titles, columns=columns), alt=alt)


def draw_image_grid(images: ArrayLike, *, titles: Sequence[object] | None, columns: int) -> Figure:
    """Return the figure of `image_grid`."""
    pictures = as_images("images", images, colour=True)
    low, high = _grey_range(pictures)
    with styled():
        figure = Figure()
        draw_mosaic(figure, pictures, titles, columns, cmap="gray", vmin=low, vmax=high)
    return figure


def _grey_range(images: NDArray[Any]) -> tuple[float, float]:
    if images.dtype == np.uint8:
        return 0, UINT8_MAX
    return float(np.nanmin(images)), float(np.nanmax(images))
