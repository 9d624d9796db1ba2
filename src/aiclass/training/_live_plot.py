"""A run drawn below the cell while it goes on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aiclass.training._display import is_in_notebook
from aiclass.training._examples import Examples
from aiclass.training._numerics import IMAGE_AXES
from aiclass.training._run import Run
from aiclass.training._throttle import Throttle

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

    from aiclass.training._run_picture import RunPicture

SHARE = 0.02  # of the time that drawing may take
SHORTEST_S = 1.0


class LivePlot:
    """Draws loss, accuracy and a few predictions, ever again in the same place; outside of a notebook nothing.

    After each picture it pauses so long that pictures take about 2 % of the time. The first and the last one
    are always drawn.

    Args:
        class_names: Korean name of each class; their numbers if left out.
        predictions: how many of the first validation images are shown with what the model takes them for.
    """

    def __init__(self, class_names: Sequence[str] | None = None, *, predictions: int = 8) -> None:
        self._names, self._predictions = class_names, predictions
        self._throttle = Throttle(share=SHARE, shortest_s=SHORTEST_S)
        self._picture: RunPicture | None = None
        self._handle: DisplayHandle | None = None

    def begin(self, run: Run, examples: Examples) -> None:
        """Draw empty axes, or the epochs that an earlier process has left."""
        if not is_in_notebook():
            return
        from IPython.display import display

        from aiclass.training._run_picture import RunPicture

        has_images = examples.inputs.ndim == IMAGE_AXES and self._predictions > 0
        samples = Examples(*(part[: self._predictions] for part in examples)) if has_images else None
        self._picture = RunPicture(run, samples, self._names)
        self._handle = display(self._picture.page(run), raw=True, display_id=True)
        self._throttle = Throttle(share=SHARE, shortest_s=SHORTEST_S)

    def step(self, run: Run) -> None:
        """Draw, if it is time for that."""
        if self._picture is not None and self._throttle.is_due:
            with self._throttle.act():
                self._picture.count_steps(run)
                self.end(run)

    def end(self, run: Run) -> None:
        """Draw the run as it stands."""
        if self._picture is not None and self._handle is not None:
            self._handle.update(self._picture.page(run), raw=True)
