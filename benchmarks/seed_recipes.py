"""The recipes of the class that this one grew from, written anew from their hyper-parameters.

One PIL image at a time goes through scaling into a tensor, a loader without workers stacks them, and a plain loop
takes the steps: the way that most first tutorials teach.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

from aiclass.data import ImageSplit
from aiclass.models import MLP, ConvNet, TwoConvNet

HALF = 0.5  # mean and deviation, where a recipe normalises


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedRecipe:
    """A model and how it was trained.

    Attributes:
        normalises: whether pixels go from -1 to 1; from 0 to 1 otherwise.
    """

    make_model: Callable[[], nn.Module]
    make_optimizer: Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer]
    epochs: int
    batch_size: int
    normalises: bool


def _adam(parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    return torch.optim.Adam(parameters, lr=1e-3)


def _sgd(parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=1e-3, momentum=0.9)


MNIST_MLP = SeedRecipe(
    make_model=lambda: MLP((784, 7, 7, 10)), make_optimizer=_adam, epochs=5, batch_size=64, normalises=True
)
MNIST_CONV = SeedRecipe(make_model=ConvNet, make_optimizer=_adam, epochs=10, batch_size=64, normalises=False)
CIFAR10 = SeedRecipe(make_model=TwoConvNet, make_optimizer=_sgd, epochs=10, batch_size=4, normalises=True)


class PilImages(Dataset[tuple[torch.Tensor, int]]):
    """Images that are turned into a tensor when they are asked for, one by one."""

    def __init__(self, split: ImageSplit, *, normalises: bool) -> None:
        self._images, self._labels, self._normalises = split.images, split.labels, normalises

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        picture = Image.fromarray(self._images[index])
        pixels = np.array(picture)  # (H, W) or (H, W, C)
        channels = torch.from_numpy(pixels.reshape(*pixels.shape[:2], -1)).permute(2, 0, 1)  # (C, H, W)
        image = channels.contiguous().to(torch.float32).div(255)
        if self._normalises:
            image = (image - HALF) / HALF
        return image, int(self._labels[index])


def train(recipe: SeedRecipe, train_images: ImageSplit, *, seed: int) -> nn.Module:
    """Return the model after all epochs."""
    torch.manual_seed(seed)
    model = recipe.make_model()
    optimizer = recipe.make_optimizer(model.parameters())
    images = PilImages(train_images, normalises=recipe.normalises)
    loader = DataLoader(images, batch_size=recipe.batch_size, shuffle=True, num_workers=0)
    for _ in range(recipe.epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(inputs), labels)
            loss.backward()
            optimizer.step()
    return model


def accuracy(model: nn.Module, recipe: SeedRecipe, test_images: ImageSplit) -> float:
    """Return the share of right answers, 0 to 1."""
    model.eval()
    loader = DataLoader(PilImages(test_images, normalises=recipe.normalises), batch_size=500)
    with torch.inference_mode():
        return sum(int((model(x).argmax(1) == y).sum()) for x, y in loader) / len(test_images.labels)
