"""Loss, accuracy and a few predictions of a run, in one figure that is drawn again and again."""

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from aiclass.plots import COLOURS, figure_html, styled
from aiclass.training._evaluate import predict
from aiclass.training._examples import Examples
from aiclass.training._history import EpochMetrics
from aiclass.training._run import Run
from aiclass.training._training_curve import TrainingCurve

WIDTH_INCHES, CURVES_INCHES, SAMPLES_INCHES = 8.0, 2.9, 1.6
FIRST_LOSS = 2.5  # top of the axis before there is a loss: ten classes begin a little below
LEAST_LOSS = 0.1  # top of the axis at least: finer ticks would have no room for their numbers
RIGHT, WRONG = COLOURS[2], COLOURS[1]
METRICS = {"loss": "손실 (nat)", "accuracy": "정확도"}


class RunPicture:
    """One figure and its artists; the layout is computed once, which is most of what drawing costs.

    Args:
        samples: images to show with what the model takes them for; none where inputs are no images.
        class_names: of the classes; their numbers if left out.
    """

    def __init__(self, run: Run, samples: Examples | None, class_names: Sequence[str] | None) -> None:
        self._samples, self._names = samples, class_names
        height = CURVES_INCHES + (SAMPLES_INCHES if samples else 0.0)
        with styled():
            self._figure = Figure(figsize=(WIDTH_INCHES, height))
            upper: Any = self._figure
            self._titles: list[Any] = []
            if samples is not None:
                parts: Any = self._figure.subfigures(2, 1, height_ratios=(CURVES_INCHES, SAMPLES_INCHES))
                upper, lower = parts
                self._titles = _draw_images(lower, samples)
            self._axes = dict(zip(METRICS, upper.subplots(1, 2), strict=True))
            self._lines = {metric: _draw_axes(self._axes[metric], metric, run) for metric in METRICS}
            self._axes["loss"].set_ylim(0, LEAST_LOSS)  # ticks as wide as they become, for the layout
            self._axes["accuracy"].set_ylim(0, 1.02)
            upper.legend(handles=self._lines["loss"], loc="outside upper right", ncols=2)
            self._figure.draw_without_rendering()
            self._figure.set_layout_engine("none")

    def page(self, run: Run, curve: TrainingCurve) -> dict[str, str]:
        """Return the figure as it is now, with its alternative text."""
        alt = describe(run.epochs, run.recipe.epochs)
        with styled():
            for metric, (trained, validated) in self._lines.items():
                trained.set_data(*_columns(curve.points[metric]))
                validated.set_data(
                    *_columns([(each.epoch, getattr(each, f"validation_{metric}")) for each in run.epochs])
                )
            self._axes["loss"].set_ylim(0, _top_loss(run, curve))
            self._name_samples(run)
            picture = figure_html(self._figure, alt=alt, crop=False)
        return {"text/html": f"{self._place}{picture}</div>", "text/plain": alt}

    @property
    def _place(self) -> str:
        """Return the opening tag of a box of the size of the picture, so that the page keeps still meanwhile."""
        width, height = self._figure.get_size_inches()
        return f'<div style="width: {width}in; max-width: 100%; aspect-ratio: {width} / {height}; overflow: hidden">'

    def _name_samples(self, run: Run) -> None:
        """Write above each sample what the model takes it for, and what it is where that is something else."""
        if self._samples is None:
            return
        guesses = predict(run.model, self._samples.inputs).tolist()
        for title, guess, label in zip(self._titles, guesses, self._samples.labels.tolist(), strict=True):
            words = (
                self._name(guess) if guess == label else f"{self._name(guess)}\n(정답 {self._name(label)})"
            )
            title.set(text=words, color=RIGHT if guess == label else WRONG)

    def _name(self, label: int) -> str:
        return str(label) if self._names is None else self._names[label]


def describe(epochs: Sequence[EpochMetrics], total: int) -> str:
    """Return the alternative text of the picture after these epochs."""
    if not epochs:
        return f"훈련이 시작되었습니다. 에포크 1/{total}."
    newest = epochs[-1]
    text = (
        f"에포크 {newest.epoch}/{total}까지의 손실과 정확도. 훈련 손실 {newest.train_loss:.3f}, 훈련 정확도 "
    )
    text += f"{newest.train_accuracy:.1%}"
    if newest.validation_accuracy is not None:
        text += f", 검증 손실 {newest.validation_loss:.3f}, 검증 정확도 {newest.validation_accuracy:.1%}"
    return f"{text}."


def _top_loss(run: Run, curve: TrainingCurve) -> float:
    """Return the top of the axis: a little above the highest loss that there is."""
    validated = [each.validation_loss for each in run.epochs if each.validation_loss is not None]
    losses = [
        loss for loss in (*(loss for _, loss in curve.points["loss"]), *validated) if math.isfinite(loss)
    ]
    return max(1.05 * max(losses), LEAST_LOSS) if losses else FIRST_LOSS


def _columns(points: Sequence[tuple[float, float | None]]) -> tuple[list[float], list[float]]:
    """Return where the points are, and their values; NaN for those that were not measured."""
    return [at for at, _ in points], [float("nan") if value is None else value for _, value in points]


def _draw_axes(axes: Axes, metric: str, run: Run) -> tuple[Any, Any]:
    """Return two empty lines: as seen while training, and as measured on validation data after each epoch."""
    (trained,) = axes.plot([], [], label="훈련", color=COLOURS[0], linestyle="-", marker="o", markersize=2)
    (validated,) = axes.plot([], [], label="검증", color=COLOURS[1], linestyle="--", marker="s", markersize=4)
    for line in (trained, validated):
        line.set(
            clip_on=False, in_layout=False
        )  # whole markers at the last epoch; an empty line has no place
    axes.set(xlabel="에포크", ylabel=METRICS[metric], xlim=(0, run.recipe.epochs))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(visible=True)
    return trained, validated


def _draw_images(place: Any, samples: Examples) -> list[Any]:
    """Draw the images side by side and return the text above each."""
    titles = []
    for axes, image in zip(
        place.subplots(1, len(samples.labels), squeeze=False)[0], samples.inputs, strict=True
    ):
        low, high = image.min(), image.max()
        picture = ((image - low) / (high - low).clamp(min=1e-6)).permute(1, 2, 0).cpu().numpy()  # (H, W, C)
        axes.imshow(picture[..., 0] if picture.shape[2] == 1 else picture, cmap="gray")
        axes.set_axis_off()
        titles.append(axes.set_title("0\n(정답 0)", loc="center", fontsize=9))
    return titles
