"""What was measured after each epoch."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochMetrics:
    """One epoch of a run.

    Attributes:
        epoch: counted from 1.
        train_loss, train_accuracy: mean over the batches, while the weights changed, augmentation and dropout
            included; the loss is the plain cross-entropy in nats, without label smoothing.
        validation_loss, validation_accuracy: at the end of the epoch; None without validation data.
        learning_rate: of the last step.
        seconds: training and validation together.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The epochs of a run; each metric as an array for plotting, (E,) float64, NaN where there is none.

    Attributes:
        epochs: in order.
        best_epoch: with the lowest validation loss, counted from 1; the last one without validation data.
        stopped_early: whether patience ran out.
    """

    epochs: tuple[EpochMetrics, ...]
    best_epoch: int
    stopped_early: bool = False

    @property
    def train_loss(self) -> NDArray[np.float64]:
        """Return the training loss of each epoch, in nats."""
        return self._column("train_loss")

    @property
    def train_accuracy(self) -> NDArray[np.float64]:
        """Return the training accuracy of each epoch, 0 to 1."""
        return self._column("train_accuracy")

    @property
    def validation_loss(self) -> NDArray[np.float64]:
        """Return the validation loss of each epoch, in nats."""
        return self._column("validation_loss")

    @property
    def validation_accuracy(self) -> NDArray[np.float64]:
        """Return the validation accuracy of each epoch, 0 to 1."""
        return self._column("validation_accuracy")

    @property
    def learning_rate(self) -> NDArray[np.float64]:
        """Return the learning rate of each epoch's last step."""
        return self._column("learning_rate")

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Return how long each epoch took."""
        return self._column("seconds")

    def _column(self, name: str) -> NDArray[np.float64]:
        values: list[Any] = [getattr(epoch, name) for epoch in self.epochs]
        return np.array(values, dtype=np.float64)
