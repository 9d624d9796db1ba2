"""What happens between two steps: a look at the loss, at Ctrl-C and at the clock."""

import math
from collections.abc import Callable, Sequence
from time import perf_counter

import torch
from torch import Tensor

from aiclass.training._checkpoint import Checkpoint
from aiclass.training._display import Display
from aiclass.training._run import Run
from aiclass.training._throttle import Throttle
from aiclass.training._workers import Workers
from aiclass.training.errors import DivergenceError, Interrupted

STEPS_BETWEEN_LOOKS = 16  # where a look makes processes or a GPU wait for each other
CHECKPOINT_EVERY_S = 10.0
CHECKPOINT_SHARE = 0.02  # of the time


class Watch:
    """Looks after a run that is going on.

    Args:
        is_interrupted: whether a person has asked to stop.
        checkpoint: where the run is written, at the end of each epoch and every few seconds in between.
        displays: what shows the run.
    """

    def __init__(
        self,
        workers: Workers,
        device: torch.device,
        is_interrupted: Callable[[], bool],
        checkpoint: Checkpoint | None,
        displays: Sequence[Display],
    ) -> None:
        self._workers, self._device = workers, device
        self._is_interrupted, self._checkpoint, self._displays = is_interrupted, checkpoint, displays
        self._throttle = Throttle(share=CHECKPOINT_SHARE, shortest_s=CHECKPOINT_EVERY_S)
        self._steps_between_looks = 1 if workers.size == 1 and device.type == "cpu" else STEPS_BETWEEN_LOOKS
        self._epoch_started = perf_counter()

    def begin_epoch(self) -> None:
        """Start the clock of an epoch."""
        self._epoch_started = perf_counter()

    def epoch_seconds(self, run: Run) -> float:
        """Return how long the epoch under way has taken, an earlier process included."""
        return run.seconds + perf_counter() - self._epoch_started

    def after_step(self, run: Run) -> None:
        """Stop a run that diverges or is interrupted; save and show it when it is time.

        Raises:
            DivergenceError: a loss of the epoch under way is not finite.
            Interrupted: a person has asked to stop; the run is saved.
        """
        if run.batch % self._steps_between_looks == 0 or run.batch == run.plan.batches:
            newest = run.measured[max(0, run.batch - self._steps_between_looks) : run.batch, 0]
            wishes = (
                not bool(torch.isfinite(newest).all()),
                self._is_interrupted(),
                self._checkpoint is not None and self._throttle.is_due,
            )
            has_diverged, stops, saves = self._workers.agree(*wishes, device=self._device)
            if has_diverged:
                step = first_bad_step(run, self._workers.add_up(run.measured))
                raise divergence(run, step, "TR-14" if step == 1 else "TR-12")
            if stops or saves:
                self.save(run)
            if stops:
                raise self._interrupted()
        for display in self._displays:
            display.step(run)

    def after_epoch(self, run: Run) -> None:
        """Save an epoch that is over; stop where its weights are ruined, or a person asked for it meanwhile.

        Raises:
            DivergenceError: the validation loss is not finite.
            Interrupted: a person has asked to stop; the run is saved.
        """
        if not math.isfinite(run.epochs[-1].validation_loss or 0.0):
            raise divergence(run, run.step, "TR-12")
        self.save(run)
        (stops,) = self._workers.agree(self._is_interrupted(), device=self._device)
        if stops:
            raise self._interrupted()

    def save(self, run: Run) -> None:
        """Write the checkpoint, if there is to be one."""
        measured = self._workers.add_up(run.measured)
        if self._checkpoint is not None and self._workers.leads:
            with self._throttle.act():
                self._checkpoint.save(run, measured=measured, seconds=self.epoch_seconds(run))

    def _interrupted(self) -> Interrupted:
        if self._checkpoint is None:
            return Interrupted.of("TR-16")
        return Interrupted.of("TR-15", path=self._checkpoint.path)


def first_bad_step(run: Run, measured: Tensor) -> int:
    """Return the step of the first loss that is not finite, counted from 1.

    Args:
        measured: as in the run, over all processes.
    """
    batch = int((~torch.isfinite(measured[: run.batch, 0])).nonzero()[0])
    return len(run.epochs) * run.plan.batches + batch + 1


def divergence(run: Run, step: int, code: str) -> DivergenceError:
    """Return the error for a loss that is not finite, of this step (counted from 1) or after it.

    Args:
        code: TR-14 for the first loss of all, which says nothing about the learning rate; else TR-12.
    """
    rate = run.recipe.learning_rate_at(step - 1, run.plan.steps)
    epoch = -(-step // run.plan.batches)
    error = DivergenceError.of(code, step=step, epoch=epoch, learning_rate=f"{rate:.4g}")
    error.step = step
    return error
