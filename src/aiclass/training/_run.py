"""A run of training: all that changes while it goes on, and so all that a checkpoint must hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from aiclass.training._evaluate import Score
from aiclass.training._history import EpochMetrics, History
from aiclass.training._plan import Plan
from aiclass.training._recipe import Recipe


@dataclass(slots=True, kw_only=True, eq=False)
class Run:
    """Where a run stands.

    Randomness has no state of its own: the rows and the seed of a step follow from its position.

    Attributes:
        recipe, plan: what the run follows.
        model, optimizer: what learns.
        measured: (batches, 3) float64, of each step of the epoch under way: the sum of its losses, its right
            answers, its examples; in this process.
        epochs: finished ones.
        batch: finished steps of the epoch under way.
        seconds: spent on the epoch under way before the process that is running now.
        best_weights: copy of the weights of the best epoch, where patience wants them.
    """

    recipe: Recipe
    plan: Plan
    model: nn.Module
    optimizer: torch.optim.Optimizer
    measured: Tensor
    epochs: list[EpochMetrics] = field(default_factory=list)
    batch: int = 0
    seconds: float = 0.0
    best_weights: dict[str, Tensor] = field(default_factory=dict)

    @property
    def step(self) -> int:
        """Return the number of finished steps."""
        return len(self.epochs) * self.plan.batches + self.batch

    @property
    def best_epoch(self) -> int:
        """Return the finished epoch with the lowest validation loss, counted from 1; 0 before the first."""
        losses = [
            (epoch.validation_loss, epoch.epoch) for epoch in self.epochs if epoch.validation_loss is not None
        ]
        return min(losses)[1] if losses else len(self.epochs)

    @property
    def has_stopped_early(self) -> bool:
        """Return whether patience ran out."""
        return self.recipe.patience is not None and len(self.epochs) - self.best_epoch >= self.recipe.patience

    @property
    def is_over(self) -> bool:
        """Return whether there is nothing left to do."""
        return len(self.epochs) == self.recipe.epochs or self.has_stopped_early

    def remaining_steps(self, rank: int) -> Iterator[tuple[Tensor, int]]:
        """Yield the rows and the seed of each step that the epoch under way still has."""
        epoch = len(self.epochs)
        steps = list(zip(self.plan.rows(epoch), self.plan.step_seeds(epoch, rank), strict=True))
        yield from steps[self.batch :]

    def count_step(self, losses: Tensor, right: Tensor, examples: int) -> None:
        """Record a step: the sum of its losses, and how many of its examples were answered right."""
        self.measured[self.batch, 0] = losses
        self.measured[self.batch, 1] = right
        self.measured[self.batch, 2] = examples
        self.batch += 1

    def means(self, first: int = 0, last: int | None = None) -> tuple[float, float]:
        """Return the mean loss and accuracy of steps of the epoch under way, of all finished ones if not told."""
        return means(self.measured[first:last])

    def close_epoch(self, measured: Tensor, validation: Score | None, seconds: float) -> None:
        """Record the epoch under way and begin the next.

        Args:
            measured: as in the run, over all processes.
            validation: of the weights as they are now.
            seconds: spent on the epoch.
        """
        loss, accuracy = means(measured)
        self.epochs.append(
            EpochMetrics(
                epoch=len(self.epochs) + 1,
                train_loss=loss,
                train_accuracy=accuracy,
                validation_loss=validation.loss if validation else None,
                validation_accuracy=validation.accuracy if validation else None,
                learning_rate=self.recipe.learning_rate_at(self.step - 1, self.plan.steps),
                seconds=seconds,
            )
        )
        self.measured, self.batch, self.seconds = torch.zeros_like(self.measured), 0, 0.0
        if self.recipe.patience is not None and self.best_epoch == len(self.epochs):
            self.best_weights = {name: value.clone() for name, value in self.model.state_dict().items()}

    def finish(self) -> History:
        """Leave the model with the weights to keep and return the history."""
        if self.best_weights:
            self.model.load_state_dict(self.best_weights)
        return History(
            epochs=tuple(self.epochs), best_epoch=self.best_epoch, stopped_early=self.has_stopped_early
        )


def means(measured: Tensor) -> tuple[float, float]:
    """Return the mean loss and accuracy of some steps, (steps, 3) as in `Run`."""
    losses, right, examples = measured.sum(dim=0).tolist()
    return losses / examples, right / examples
