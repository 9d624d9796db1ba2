"""What a model answers everywhere in the plane: regions of equal answers under the samples."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from aiclass.plots._checks import check_count, refuse_empty, refuse_shape, refuse_value
from aiclass.plots._show import check_alt, show
from aiclass.plots._style import COLOURS, MARKERS, styled

PANEL_WIDTH, PANEL_HEIGHT = 3.3, 2.9  # inches
MOST_IN_A_ROW = 3
GRID = 161  # places along each axis that the model is asked about
MARGIN = 0.12  # of the span of the samples, shown around them
GREYS = ("#FFFFFF", "#DCDCDC", "#BDBDBD", "#A3A3A3")
LEGEND_COLUMNS = 4


def regions(
    models: Mapping[str, Callable[[NDArray[np.float64]], ArrayLike]],
    x: ArrayLike,
    labels: ArrayLike,
    *,
    x_label: str,
    y_label: str,
    alt: str,
    names: Sequence[str] | None = None,
) -> None:
    """Show, one panel a model, which class it answers at every place, and the samples with their own class.

    Places are grey by the model's answer; samples have the colour and the mark of their label, so a sample of
    the second mark on white ground is a mistake.

    Args:
        models: Korean name to a function from places, (M, 2) float64, to class numbers, (M,).
        x: (N, 2), the samples.
        labels: (N,) integers, 0 <= label < 4.
        x_label: what the first feature is.
        y_label: what the second feature is.
        alt: Korean, what there is to see, in a sentence.
        names: of the classes, for the legend; "클래스 0" and so on if left out.

    Raises:
        PlotError: there is no model, a shape does not fit, there are too many classes, or alt is empty.
    """
    check_alt(alt)
    show(draw_regions(models, x, labels, x_label=x_label, y_label=y_label, names=names), alt=alt)


def draw_regions(
    models: Mapping[str, Callable[[NDArray[np.float64]], ArrayLike]],
    x: ArrayLike,
    labels: ArrayLike,
    *,
    x_label: str,
    y_label: str,
    names: Sequence[str] | None,
) -> Figure:
    """Return the figure of `regions`."""
    if not models:
        refuse_empty("models", "이름과 함수의 딕셔너리")
    samples, classes, known = _checked_samples(x, labels, names)
    across, up = (_axis(samples[:, column]) for column in range(2))
    with styled():
        rows = ceil(len(models) / MOST_IN_A_ROW)
        columns = ceil(len(models) / rows)
        figure = Figure(figsize=(columns * PANEL_WIDTH, rows * PANEL_HEIGHT + 0.4))
        first = None
        for place, (name, model) in enumerate(models.items(), start=1):
            axes = figure.add_subplot(rows, columns, place, sharex=first, sharey=first)
            _draw_answers(axes, name, model, across, up)
            _draw_samples(axes, samples, classes, known)
            axes.set_title(name)
            if place + columns > len(models):  # there is no panel below
                axes.set_xlabel(x_label)
            if (place - 1) % columns == 0:
                axes.set_ylabel(y_label)
            first = first or axes
        handles, texts = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, texts, loc="outside lower center", ncols=min(len(texts), LEGEND_COLUMNS))
    return figure


def _draw_answers(
    axes: Axes,
    name: str,
    model: Callable[[NDArray[np.float64]], ArrayLike],
    across: NDArray[np.float64],
    up: NDArray[np.float64],
) -> None:
    columns, rows = np.meshgrid(across, up)  # (GRID, GRID) each
    answers = np.asarray(model(np.column_stack([columns.ravel(), rows.ravel()])))
    if answers.shape != (columns.size,):
        refuse_shape(name, answers, f"({columns.size},), 자리마다 클래스 번호 하나")
    shades = BoundaryNorm(np.arange(len(GREYS) + 1) - 0.5, len(GREYS))
    ground = answers.reshape(columns.shape)  # (GRID, GRID)
    axes.pcolormesh(across, up, ground, shading="nearest", cmap=ListedColormap(GREYS), norm=shades)


def _draw_samples(
    axes: Axes, samples: NDArray[np.float64], classes: NDArray[np.int64], names: Sequence[str]
) -> None:
    for label, name in enumerate(names):
        chosen = samples[classes == label]  # (A, 2)
        axes.scatter(
            chosen[:, 0],
            chosen[:, 1],
            s=16,
            color=COLOURS[label],
            marker=MARKERS[label],
            linewidths=0,
            label=name,
        )


def _axis(values: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = values.min(), values.max()
    margin = MARGIN * (high - low) or 1.0  # samples in a line have no span
    return np.linspace(low - margin, high + margin, GRID)


def _checked_samples(
    x: ArrayLike, labels: ArrayLike, names: Sequence[str] | None
) -> tuple[NDArray[np.float64], NDArray[np.int64], Sequence[str]]:
    samples, classes = np.asarray(x, dtype=np.float64), np.asarray(labels)
    if samples.ndim != 2 or samples.shape[1] != 2 or len(samples) == 0:
        refuse_shape("x", samples, "(N, 2)")
    check_count("labels", classes, len(samples), "x의 행마다 하나")
    low, high = int(classes.min()), int(classes.max())
    if low < 0 or high >= len(GREYS):
        refuse_value("labels", f"0부터 {len(GREYS) - 1}까지의 클래스 번호", f"{low}부터 {high}까지")
    known = [f"클래스 {label}" for label in range(high + 1)] if names is None else names
    if len(known) <= high:
        check_count("names", known, high + 1, "클래스마다 하나")
    return samples, classes.astype(np.int64), known
