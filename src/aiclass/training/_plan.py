"""Which rows each step sees, and its randomness: both follow from the position in the run alone."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Int64
from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The steps of a run. Nothing is drawn from a stream, so any step can be repeated without those before.

    Attributes:
        examples: number of training examples.
        batch_size: examples a step; the last step of an epoch has what is left.
        epochs: at most.
        seed: of the run.
    """

    examples: int
    batch_size: int
    epochs: int
    seed: int

    @property
    def batches(self) -> int:
        """Return the number of steps in an epoch."""
        return -(-self.examples // self.batch_size)

    @property
    def steps(self) -> int:
        """Return the number of steps in the whole run."""
        return self.epochs * self.batches

    def rows(self, epoch: int) -> tuple[Int64[Tensor, " B"], ...]:
        """Return the rows of each step of an epoch (counted from 0), every example once."""
        seed = int(np.random.SeedSequence((self.seed, epoch)).generate_state(1)[0])
        order = torch.randperm(self.examples, generator=torch.Generator().manual_seed(seed))  # (N,)
        return tuple(order.split(self.batch_size))

    def step_seeds(self, epoch: int, rank: int = 0) -> list[int]:
        """Return a seed for each step of an epoch; processes of different rank draw differently."""
        states = np.random.SeedSequence((self.seed, epoch, rank)).generate_state(self.batches)
        return [int(state) for state in states]
