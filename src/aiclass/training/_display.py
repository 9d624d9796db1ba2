"""What is seen while a run goes on: a bar in a terminal, one line in a notebook, nothing in a pipe."""

import sys
from typing import TYPE_CHECKING, Any, Protocol

from aiclass.training._examples import Examples
from aiclass.training._run import Run
from aiclass.training._throttle import Throttle

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

SHARE = 0.01  # of the time
SHORTEST_S = 0.2


class Display(Protocol):
    """Is told after every step and every epoch, and decides itself when to draw."""

    def begin(self, run: Run, examples: Examples) -> None:
        """Show where the run begins; the examples are those to try the model on."""

    def step(self, run: Run) -> None:
        """Show where the run stands, if it is time for that."""

    def end(self, run: Run) -> None:
        """Show where the run ended."""


def choose_display() -> Display | None:
    """Return the display that suits where this process writes."""
    if is_in_notebook():
        return NotebookLine()
    return TerminalBar() if sys.stderr.isatty() else None


def is_in_notebook() -> bool:
    """Return whether outputs go to a notebook, where they can be replaced."""
    ipython = sys.modules.get("IPython")  # where a notebook runs, it has been imported
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def summary(run: Run) -> str:
    """Return the newest figures in a line."""
    epoch = len(run.epochs) + (not run.is_over)
    words = [f"에포크 {epoch}/{run.recipe.epochs}"]
    if run.batch:
        loss, _ = run.means()
        words.append(f"손실 {loss:.3f}")
    if run.epochs:
        newest = run.epochs[-1]
        if not run.batch:
            words.append(f"손실 {newest.train_loss:.3f}")
        if newest.validation_accuracy is not None:
            words.append(f"검증 정확도 {newest.validation_accuracy:.2%}")
    if run.has_stopped_early:
        words.append("조기 종료")
    return " · ".join(words)


class TerminalBar:
    """A bar on stderr; ``NO_COLOR`` as rich treats it."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True, highlight=False, markup=False)
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, auto_refresh=False)
        self._throttle = Throttle(share=SHARE, shortest_s=SHORTEST_S)
        self._task: Any = None

    def begin(self, run: Run, examples: Examples) -> None:  # noqa: ARG002  (a line has no room for them)
        """Show the bar."""
        self._progress.start()
        self._task = self._progress.add_task(summary(run), total=run.plan.steps, completed=run.step)
        self._progress.refresh()

    def step(self, run: Run) -> None:
        """Move the bar."""
        if self._throttle.is_due:
            with self._throttle.act():
                self._draw(run)

    def end(self, run: Run) -> None:
        """Leave the bar as it stands."""
        self._draw(run)
        self._progress.stop()

    def _draw(self, run: Run) -> None:
        self._progress.update(self._task, completed=run.step, description=summary(run), refresh=True)


class NotebookLine:
    """A line below the cell, replaced again and again."""

    def __init__(self) -> None:
        self._throttle = Throttle(share=SHARE, shortest_s=SHORTEST_S)
        self._handle: DisplayHandle | None = None

    def begin(self, run: Run, examples: Examples) -> None:  # noqa: ARG002  (a line has no room for them)
        """Show the line."""
        from IPython.display import display

        self._handle = display({"text/plain": summary(run)}, raw=True, display_id=True)

    def step(self, run: Run) -> None:
        """Replace the line."""
        if self._throttle.is_due:
            with self._throttle.act():
                self.end(run)

    def end(self, run: Run) -> None:
        """Leave the line with the last figures."""
        if self._handle is not None:
            self._handle.update({"text/plain": summary(run)}, raw=True)
