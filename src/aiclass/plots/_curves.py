"""Lines over a common axis, with points where there are some."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter
from numpy.typing import ArrayLike, NDArray

from aiclass.plots._checks import check_count, refuse_empty, refuse_shape
from aiclass.plots._show import check_alt, show
from aiclass.plots._style import COLOURS, DASHES, MARKERS, styled

MARKS_PER_LINE = 8
LEGEND_COLUMNS = 3
FEW_DECADES = 1e3  # in so few, 1, 2 and 5 of each decade have room


def curves(
    series: Mapping[str, ArrayLike],
    *,
    x_label: str,
    y_label: str,
    alt: str,
    title: str | None = None,
    x: ArrayLike | None = None,
    log_y: bool = False,
    points: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
) -> None:
    """Show one line a series; dashes and markers tell the lines apart without their colours.

    Args:
        series: Korean name to its values, (T,).
        x_label: with the unit, such as "스텝".
        y_label: with the unit, such as "손실 (nat)".
        alt: Korean, what there is to see, in a sentence.
        title: above the lines.
        x: (T,), where the values lie; 0, 1, 2 and so on if left out.
        log_y: draw equal ratios equally high.
        points: Korean name to (x, y), each (P,): drawn as single marks, as data beside a curve.

    Raises:
        PlotError: there is nothing to draw, lengths differ, or alt is empty.
    """
    check_alt(alt)
    figure = draw_curves(
        series, x_label=x_label, y_label=y_label, title=title, x=x, log_y=log_y, points=points or {}
    )
    show(figure, alt=alt)


def draw_curves(
    series: Mapping[str, ArrayLike],
    *,
    x_label: str,
    y_label: str,
    title: str | None,
    x: ArrayLike | None,
    log_y: bool,
    points: Mapping[str, tuple[ArrayLike, ArrayLike]],
) -> Figure:
    """Return the figure of `curves`."""
    if not series and not points:
        refuse_empty("series", "이름과 값의 딕셔너리")
    with styled():
        figure = Figure()
        axes = figure.add_subplot()
        for position, (name, values) in enumerate(series.items()):
            across, heights = _paired(name, range(np.size(values)) if x is None else x, values)
            every = max(1, len(heights) // MARKS_PER_LINE)
            start = every * position // len(series)  # lines that lie on each other show their marks in turn
            look = _look(position)
            if len(series) == 1 and len(heights) > MARKS_PER_LINE:
                look["marker"] = ""  # there is nothing to tell it apart from
            dash = DASHES[position % len(DASHES)]
            axes.plot(across, heights, label=name, linestyle=dash, markevery=(start, every), **look)
        for position, (name, (places, values)) in enumerate(points.items(), start=len(series)):
            across, heights = _paired(name, places, values)
            axes.scatter(across, heights, label=name, alpha=0.7, linewidths=0, zorder=3, **_look(position))
        axes.set(xlabel=x_label, ylabel=y_label)
        if series and (x is None or np.asarray(x).dtype.kind in "iu"):
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))  # there is no step 2.5
        if log_y:
            _count_in_ratios(axes)
        axes.grid(visible=True)
        if title:
            axes.set_title(title)
        count = len(series) + len(points)
        if count > 1:
            figure.legend(loc="outside lower center", ncols=min(count, LEGEND_COLUMNS), handlelength=3.5)
    return figure


def _count_in_ratios(axes: Axes) -> None:
    """Make the y axis logarithmic, its numbers written as 0.02 rather than as powers."""
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    subs = (1.0,) if high / low > FEW_DECADES else (1.0, 2.0, 5.0)
    axes.yaxis.set_major_locator(LogLocator(subs=subs))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())


def _paired(name: str, x: ArrayLike, values: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return x and the values as two arrays of the same length, at least 1.

    Raises:
        PlotError: they are not; names the series.
    """
    across, heights = np.asarray(x), np.asarray(values)
    if heights.ndim != 1:
        refuse_shape(name, heights, "(T,)")
    if len(heights) == 0:
        refuse_empty(name, "하나 이상의 수")
    check_count(name, heights, np.size(across), "x의 값마다 하나")
    return across, heights


def _look(position: int) -> dict[str, Any]:
    return {"color": COLOURS[position % len(COLOURS)], "marker": MARKERS[position % len(MARKERS)]}
