"""A tiny problem that is learned in a moment."""

import pytest
import torch

from aiclass.training import Examples


@pytest.fixture(autouse=True, scope="session")
def _one_thread():
    """On busy cores two threads wait for each other."""
    torch.set_num_threads(1)


def clusters(count, seed):
    """Return points around four corners, (N, 2), and which corner it is, (N,)."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 4, (count,), generator=generator)
    corners = torch.tensor([[0.0, 0.0], [0.0, 3.0], [3.0, 0.0], [3.0, 3.0]])
    return Examples(corners[labels] + torch.randn(count, 2, generator=generator), labels)


@pytest.fixture
def train():
    return clusters(203, seed=1)  # no multiple of the batch size: the last batch is smaller


@pytest.fixture
def validation():
    return clusters(60, seed=2)
