"""Many small images with titles on one pair of axes: far quicker than axes for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import ArrayLike, NDArray

from aiclass.plots._checks import check_count, refuse_empty, refuse_shape
from aiclass.plots._text_size import POINTS_PER_INCH, width_in_inches
from aiclass.plots.errors import PlotError

MAX_IMAGES = 200
SMALLEST_INCHES = 0.72  # the side of an image where ten stand in a row
LARGEST_INCHES = 1.8  # and where one or two do
ROW_INCHES = 4.5
GAP_INCHES = 0.1
TITLE_SIZE = 9
LINE_SPACING = 1.35


def as_images(name: str, values: ArrayLike, *, colour: bool) -> NDArray[Any]:
    """Return the values as (N, H, W), or also (N, H, W, 3) where colour is allowed; one (H, W) becomes (1, H, W).

    Raises:
        PlotError: the shape is another, there is no image, or there are more than MAX_IMAGES.
    """
    images = np.asarray(values)
    if images.ndim == 2:
        images = images[np.newaxis]
    is_colour = images.ndim == 4 and images.shape[-1] == 3
    if not (images.ndim == 3 or (colour and is_colour)):
        refuse_shape(name, images, "(N, H, W) 또는 (N, H, W, 3)" if colour else "(N, H, W)")
    if images.size == 0:
        refuse_empty(name, "한 장 이상의 이미지")
    if len(images) > MAX_IMAGES:
        from aiclass.messages import message

        raise PlotError(message("PL-04", actual=len(images), limit=MAX_IMAGES))
    return images


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """The room of one image and its title, in inches."""

    width: float
    height: float
    title: float


def draw_mosaic(
    figure: Figure, images: NDArray[Any], titles: Sequence[object] | None, columns: int, **style: Any
) -> list[AxesImage]:
    """Draw the images row by row, each under its title, and size the figure to fit.

    Args:
        figure: empty.
        images: (N, H, W) or (N, H, W, 3).
        titles: one an image, or None.
        columns: images a row at most.
        style: how imshow turns numbers into colours.

    Raises:
        PlotError: the number of titles is not N, or columns is below 1.
    """
    if columns < 1:
        refuse_empty("columns", "1 이상인 정수")
    names = [""] * len(images) if titles is None else [str(title) for title in titles]
    check_count("titles", names, len(images), "이미지마다 하나")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    side = min(max(ROW_INCHES / columns, SMALLEST_INCHES), LARGEST_INCHES)
    image_width = side * images.shape[2] / images.shape[1]
    cell = _cell(names, image_width, side)

    figure.set_size_inches(columns * cell.width, rows * cell.height)
    axes = figure.add_subplot()
    axes.set_axis_off()
    drawn = []
    for position, (image, name) in enumerate(zip(images, names, strict=True)):
        row, column = divmod(position, columns)
        middle, top = (column + 0.5) * cell.width, row * cell.height + cell.title
        extent = (middle - image_width / 2, middle + image_width / 2, top + side, top)
        drawn.append(axes.imshow(image, extent=extent, **style))
        if name:
            axes.text(
                middle, top - 0.03, name, ha="center", va="bottom", fontsize=TITLE_SIZE, linespacing=1.2
            )
    axes.set(xlim=(0, columns * cell.width), ylim=(rows * cell.height, 0), aspect="equal")
    return drawn


def _cell(names: Sequence[str], image_width: float, image_height: float) -> _Cell:
    lines = max(name.count("\n") + 1 if name else 0 for name in names)
    title = lines * TITLE_SIZE * LINE_SPACING / POINTS_PER_INCH
    widest = max(image_width, width_in_inches(names, TITLE_SIZE))
    return _Cell(width=widest + GAP_INCHES, height=image_height + title + GAP_INCHES, title=title)
