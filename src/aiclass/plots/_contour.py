"""A loss seen from above, and the ways of gradient descent across it."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from aiclass.plots._checks import check_count, refuse_empty, refuse_shape
from aiclass.plots._show import check_alt, show
from aiclass.plots._style import COLOURS, DASHES, MARKERS, styled

PANEL_WIDTH, PANEL_HEIGHT = 2.4, 2.6  # inches
SINGLE_WIDTH = 5.0
LEVELS = np.geomspace(1e-3, 1.0, 11)  # shares of the height: near the bottom the lines lie as dense as above
LEGEND_COLUMNS = 4
BOTTOM = "가장 낮은 곳"


def contour(
    surface: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    *,
    x_label: str,
    y_label: str,
    alt: str,
    paths: Mapping[str, ArrayLike] | None = None,
    steps: Sequence[int] | None = None,
    bottom: tuple[float, float] | None = None,
    equal: bool = False,
    title: str | None = None,
) -> None:
    """Show a surface by its contour lines, darker where it is higher, and ways across it.

    Args:
        surface: (Y, X), the height at each pair of y and x.
        x: (X,), ascending.
        y: (Y,), ascending.
        x_label: what x is, such as "weight".
        y_label: what y is, such as "bias".
        alt: Korean, what there is to see, in a sentence.
        paths: Korean name to the points of a way, (T, 2), each x then y; the first is its start.
        steps: draws a strip of pictures instead of one: the ways after so many steps, one picture a number.
        bottom: where the surface is lowest, marked with a cross.
        equal: draws one unit of x as long as one of y, so that a round bowl looks round.
        title: above the picture or the strip.

    Raises:
        PlotError: the shapes do not fit, a strip has no picture, or alt is empty.
    """
    check_alt(alt)
    figure = draw_contour(
        surface,
        x,
        y,
        x_label=x_label,
        y_label=y_label,
        paths=paths or {},
        steps=steps,
        bottom=bottom,
        equal=equal,
        title=title,
    )
    show(figure, alt=alt)


def draw_contour(
    surface: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    *,
    x_label: str,
    y_label: str,
    paths: Mapping[str, ArrayLike],
    steps: Sequence[int] | None,
    bottom: tuple[float, float] | None,
    equal: bool,
    title: str | None,
) -> Figure:
    """Return the figure of `contour`."""
    heights, across, up = _checked_surface(surface, x, y)
    ways = {name: _checked_path(name, points) for name, points in paths.items()}
    if steps is not None and len(steps) == 0:
        refuse_empty("steps", "하나 이상의 스텝")
    with styled():
        figure = Figure()
        count = 1 if steps is None else len(steps)
        figure.set_size_inches(
            max(SINGLE_WIDTH, count * PANEL_WIDTH), PANEL_HEIGHT + (0.9 if count == 1 else 0.5)
        )
        if equal:
            figure.set_layout_engine("compressed", h_pad=0.06)  # the usual one leaves gaps between the panels
        panels = figure.subplots(1, count, sharex=True, sharey=True, squeeze=False)[0]
        for position, axes in enumerate(panels):
            _draw_surface(axes, heights, across, up)
            taken = None if steps is None else steps[position]
            for look, (name, way) in enumerate(ways.items()):
                _draw_way(axes, way if taken is None else way[: taken + 1], name, look)
            if bottom is not None:
                axes.plot(
                    *bottom,
                    marker="x",
                    color="black",
                    markersize=8,
                    markeredgewidth=2,
                    linestyle="",
                    label=BOTTOM,
                )
            axes.set(xlabel=x_label, xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
            if equal:
                axes.set_aspect("equal")
            if taken is not None:
                axes.set_title(f"{taken:,}걸음")
        panels[0].set_ylabel(y_label)
        if title:
            figure.suptitle(title, fontweight="bold")
        handles, names = panels[0].get_legend_handles_labels()
        if handles:
            figure.legend(
                handles,
                names,
                loc="outside lower center",
                ncols=min(len(names), LEGEND_COLUMNS),
                handlelength=3,
            )
    return figure


def _draw_surface(
    axes: Axes, heights: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]
) -> None:
    low, high = heights.min(), heights.max()
    if high > low:
        levels = low + LEVELS * (high - low)
        colours = [
            str(grey) for grey in np.linspace(1.0, 0.72, len(levels))
        ]  # light enough for every line on it
        axes.contourf(x, y, heights, levels=[low, *levels], colors=colours)
        axes.contour(x, y, heights, levels=levels, colors="#7F7F7F", linewidths=0.6)


def _draw_way(axes: Axes, way: NDArray[np.float64], name: str, look: int) -> None:
    """Draw a way, its start as a hollow mark and its end as a full one; what leaves the picture is cut off."""
    colour, mark = COLOURS[look % len(COLOURS)], MARKERS[look % len(MARKERS)]
    axes.plot(
        *way.T,
        color=colour,
        linestyle=DASHES[look % len(DASHES)],
        linewidth=1.6,
        marker=".",
        markersize=4,
        label=name,
    )
    axes.plot(*way[0], color=colour, marker=mark, markersize=7, markerfacecolor="white", linestyle="")
    axes.plot(*way[-1], color=colour, marker=mark, markersize=7, linestyle="")


def _checked_surface(
    surface: ArrayLike, x: ArrayLike, y: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    heights, across, up = (np.asarray(values, dtype=np.float64) for values in (surface, x, y))
    if heights.ndim != 2 or min(heights.shape) < 2:
        refuse_shape("surface", heights, "(Y, X), 축마다 둘 이상")
    check_count("x", across, heights.shape[1], "surface의 열마다 하나")
    check_count("y", up, heights.shape[0], "surface의 행마다 하나")
    return heights, across, up


def _checked_path(name: str, points: ArrayLike) -> NDArray[np.float64]:
    way = np.asarray(points, dtype=np.float64)
    if way.ndim != 2 or way.shape[1] != 2 or len(way) == 0:
        refuse_shape(name, way, "(T, 2)")
    return way
