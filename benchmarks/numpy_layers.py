"""One epoch of an MLP and of a convolutional network, written out in NumPy, beside the same model in PyTorch."""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from torch import nn

from aiclass import data
from aiclass.scratch import (
    conv_net_loss,
    conv_net_parameters,
    mini_batch_gradient_descent,
    mini_batches,
    mlp_loss,
    mlp_parameters,
)
from benchmarks.comparison import Comparison

RECIPE = {"learning_rate": 0.05, "momentum": 0.9}
BATCH_SIZE = 64
HIDDEN_SIZE = 128
CHANNELS = (8, 16)
SAME_LOSS = 1e-3  # relative; what float32 rounding makes of the first steps stays below


def comparisons(images: data.ImageDataset) -> list[Comparison]:
    """Return one comparison a model: the same float32 weights, batches and steps on both sides.

    Raises:
        RuntimeError: the two sides' first losses differ, so they would not compute the same.
    """
    pixels = images.train.images[:, np.newaxis] / np.float32(255)  # (N, 1, 28, 28)
    labels = images.train.labels
    rng = np.random.default_rng(0)
    mlp = mlp_parameters((pixels[0].size, HIDDEN_SIZE, 10), rng=rng)
    conv_net = conv_net_parameters(pixels.shape[1:], CHANNELS, 10, rng=rng)
    flat = pixels.reshape(len(pixels), -1)  # (N, 784)
    return [
        _comparison("numpy-mlp-epoch", mlp_loss, mlp, _torch_mlp, x=flat, labels=labels, target=0.67),
        _comparison(
            "numpy-conv-epoch", conv_net_loss, conv_net, _torch_conv_net, x=pixels, labels=labels, target=0.33
        ),
    ]


def _comparison(
    name: str,
    loss: Callable[..., tuple],
    parameters: tuple[np.ndarray, ...],
    make_model: Callable[[], nn.Module],
    *,
    x: np.ndarray,
    labels: np.ndarray,
    target: float,
) -> Comparison:
    def ours(rows: int = len(x)) -> np.ndarray:
        rng = np.random.default_rng(1)
        return mini_batch_gradient_descent(
            loss, parameters, x[:rows], labels[:rows], epochs=1, batch_size=BATCH_SIZE, rng=rng, **RECIPE
        ).losses

    theirs = partial(_train_in_torch, make_model, parameters, torch.tensor(x), torch.tensor(labels))
    few = 4 * BATCH_SIZE
    if not np.allclose(ours(few), theirs(few), rtol=SAME_LOSS):
        raise RuntimeError(f"{name}: losses differ: {ours(few)} and {theirs(few)}")
    return Comparison(name=name, ours=ours, theirs=theirs, target=target)


def _train_in_torch(
    make_model: Callable[[], nn.Module],
    parameters: tuple[np.ndarray, ...],
    x: torch.Tensor,
    labels: torch.Tensor,
    rows: int | None = None,
) -> list[float]:
    """Return the losses of one epoch over the first rows."""
    model = make_model()
    with torch.no_grad():
        for theirs, ours in zip(model.parameters(), parameters, strict=True):
            theirs.copy_(torch.from_numpy(ours.T if ours.ndim == 2 else ours))
    optimizer = torch.optim.SGD(model.parameters(), lr=RECIPE["learning_rate"], momentum=RECIPE["momentum"])
    losses = []
    for batch in mini_batches(len(x[:rows]), BATCH_SIZE, np.random.default_rng(1)):
        chosen = torch.from_numpy(batch)
        loss = nn.functional.cross_entropy(model(x[chosen]), labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def _torch_mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(784, HIDDEN_SIZE), nn.ReLU(), nn.Linear(HIDDEN_SIZE, 10))


def _torch_conv_net() -> nn.Module:
    first, second = CHANNELS
    return nn.Sequential(
        nn.Conv2d(1, first, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(first, second, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(second * 49, 10),
    )
