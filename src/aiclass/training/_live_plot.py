"""A run drawn below the cell while it goes on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiclass.training._display import is_in_notebook, summary
from aiclass.training._evaluate import count_classes
from aiclass.training._examples import Examples
from aiclass.training._numerics import IMAGE_AXES
from aiclass.training._run import Run
from aiclass.training._throttle import Throttle
from aiclass.training._training_curve import TrainingCurve
from aiclass.training.errors import SettingError

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

    from aiclass.training._run_picture import RunPicture

SHARE = 0.02  # of the time that drawing may take
SHORTEST_S = 1.0
COLOUR_CHANNELS = (1, 3)  # that can be shown: grey, or red, green and blue


class LivePlot:
    """Draws loss, accuracy and a few predictions, ever again in the same place; outside of a notebook nothing.

    The first picture shows what the model says before it has learned. After each one it pauses so long that
    pictures take 3 % of the time; the last one is drawn in any case.

    Args:
        class_names: Korean name of each class; their numbers if left out.
        predictions: how many of the first validation images are shown with what the model takes them for.
    """

    def __init__(self, class_names: Sequence[str] | None = None, *, predictions: int = 8) -> None:
        self._names, self._predictions = class_names, predictions
        self._throttle = Throttle(share=SHARE, shortest_s=SHORTEST_S)
        self._samples: Examples | None = None
        self._curve: TrainingCurve | None = None
        self._picture: RunPicture | None = None
        self._handle: DisplayHandle | None = None

    def begin(self, run: Run, examples: Examples) -> None:
        """Draw where the run begins or goes on.

        Raises:
            SettingError: there are fewer names than classes.
        """
        shape = examples.inputs.shape
        has_images = len(shape) == IMAGE_AXES and shape[1] in COLOUR_CHANNELS and self._predictions > 0
        self._samples = Examples(*(part[: self._predictions] for part in examples)) if has_images else None
        self._check_names(run)
        if not is_in_notebook():
            return
        from IPython.display import display

        self._curve, self._picture = TrainingCurve(run), None
        self._handle = display({"text/plain": summary(run)}, raw=True, display_id=True)
        self._draw(run, self._curve)
        self._throttle = Throttle(share=SHARE, shortest_s=SHORTEST_S)

    def step(self, run: Run) -> None:
        """Draw, if it is time for that."""
        if self._curve is None:
            return
        self._curve.note(run)
        if self._throttle.is_due:
            with self._throttle.act():
                self._draw(run, self._curve)

    def end(self, run: Run) -> None:
        """Draw the run as it stands."""
        if self._curve is not None:
            self._draw(run, self._curve)

    def _check_names(self, run: Run) -> None:
        if self._samples is None or self._names is None:
            return
        classes = count_classes("validation", run.model, self._samples.inputs)
        if len(self._names) < classes:
            expected, actual = f"클래스마다 하나씩, 이름 {classes}개", f"{len(self._names)}개"
            raise SettingError.of("TR-01", name="class_names", expected=expected, actual=actual)

    def _draw(self, run: Run, curve: TrainingCurve) -> None:
        from aiclass.training._run_picture import (
            RunPicture,
        )  # Matplotlib is imported where something is drawn

        assert self._handle is not None
        if self._picture is None:
            self._picture = RunPicture(run, self._samples, self._names)
        self._handle.update(self._picture.page(run, curve), raw=True)
