"""Recipes that were found to be quick, each with the model that it belongs to.

Every one was chosen by a validation split of the training images alone (10,000 of MNIST, 5,000 of CIFAR-10); the
accuracies named here are of that split, one run. ``benchmarks/`` measures them on the test images.
"""

from typing import Final

import torch
from jaxtyping import Float
from torch import Tensor

from aiclass.training._augment import random_crop, random_flip
from aiclass.training._recipe import Recipe

MNIST_MLP: Final = Recipe(epochs=5, batch_size=256, learning_rate=5e-3, schedule="one-cycle")
"""For ``MLP((784, 256, 10))``: 98.0 %."""

MNIST_QUICK: Final = Recipe(
    epochs=2,
    batch_size=256,
    learning_rate=0.3,
    optimizer="sgd",
    nesterov=True,
    schedule="one-cycle",
    precision="auto",
)
"""For ``PatchConvNet()``: 98.9 %."""

MNIST_ACCURATE: Final = Recipe(
    epochs=8,
    batch_size=256,
    learning_rate=0.4,
    optimizer="sgd",
    nesterov=True,
    weight_decay=5e-4,
    schedule="one-cycle",
    precision="auto",
)
"""For ``PatchConvNet((64, 64, 128))`` with `shift_digits`: 99.4 %."""

CIFAR10_QUICK: Final = Recipe(
    epochs=3,
    batch_size=128,
    learning_rate=0.2,
    optimizer="sgd",
    nesterov=True,
    weight_decay=5e-4,
    schedule="one-cycle",
    precision="auto",
)
"""For ``PatchConvNet(in_channels=3, image_size=32)`` with `random_flip`: 69.4 %."""

CIFAR10_ACCURATE: Final = Recipe(
    epochs=10,
    batch_size=128,
    learning_rate=0.2,
    optimizer="sgd",
    nesterov=True,
    weight_decay=5e-4,
    schedule="one-cycle",
    precision="auto",
)
"""For ``ResNet()`` with `shift_and_flip`; five epochs of it: 80.2 %."""


def shift_digits(images: Float[Tensor, "N C H W"], generator: torch.Generator) -> Float[Tensor, "N C H W"]:
    """Return digits shifted by up to 2 pixels each way; mirrored, a digit would be none."""
    return random_crop(images, 2, generator)


def shift_and_flip(images: Float[Tensor, "N C H W"], generator: torch.Generator) -> Float[Tensor, "N C H W"]:
    """Return photographs shifted by up to 4 pixels each way, about half of them mirrored."""
    return random_flip(random_crop(images, 4, generator), generator)
