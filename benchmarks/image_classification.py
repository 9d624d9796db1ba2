"""MNIST and CIFAR-10: our recipes beside those of the class that this one grew from."""

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import nn

from aiclass import data
from aiclass.models import MLP, PatchConvNet, ResNet
from aiclass.training import Augment, PixelScaler, Recipe, evaluate, fit, random_flip
from aiclass.training.recipes import (
    CIFAR10_ACCURATE,
    CIFAR10_QUICK,
    MNIST_ACCURATE,
    MNIST_MLP,
    MNIST_QUICK,
    shift_and_flip,
    shift_digits,
)
from benchmarks import seed_recipes
from benchmarks.race import Challenger, Measure, Result, Train, race, race_against_time
from benchmarks.seed_recipes import SeedRecipe

SECONDS_FOR_80_PERCENT = 600.0


def mnist_mlp(images: data.ImageDataset, repeats: int) -> dict[str, Result]:
    """Return the race of lesson 05: 97.5 % in less time than five epochs of a seven-unit network take."""
    ours = _training(images, lambda: MLP((784, 256, 10)), MNIST_MLP)
    challenger = Challenger(name="mnist-mlp-97.5", train=ours, speedup=1.0, accuracy=0.975)
    return race(_seed("seed-mnist-mlp", images, seed_recipes.MNIST_MLP), [challenger], repeats)


def mnist_conv(images: data.ImageDataset, repeats: int) -> dict[str, Result]:
    """Return the races of lesson 06: 98.74 % ten times sooner, and 99.3 % sooner, than ten epochs take."""
    quick = _training(images, PatchConvNet, MNIST_QUICK)
    accurate = _training(images, lambda: PatchConvNet((64, 64, 128)), MNIST_ACCURATE, shift_digits)
    challengers = [
        Challenger(name="mnist-conv-98.74", train=quick, speedup=10.0, accuracy=0.9874),
        Challenger(name="mnist-conv-99.3", train=accurate, speedup=1.0, accuracy=0.993),
    ]
    return race(_seed("seed-mnist-conv", images, seed_recipes.MNIST_CONV), challengers, repeats)


def cifar10(images: data.ImageDataset, repeats: int) -> dict[str, Result]:
    """Return the races of lesson 07: the seed's accuracy ten times sooner, and 80 % within ten minutes."""
    quick = _training(images, _colour_net, CIFAR10_QUICK, random_flip)
    accurate = _training(images, ResNet, CIFAR10_ACCURATE, shift_and_flip)
    results = race(
        _seed("seed-cifar10", images, seed_recipes.CIFAR10),
        [Challenger(name="cifar10-like-seed", train=quick, speedup=10.0)],
        repeats,
    )
    patient = Challenger(name="cifar10-80", train=accurate, speedup=1.0, accuracy=0.8)
    results[patient.name] = race_against_time(patient, SECONDS_FOR_80_PERCENT, repeats)
    return results


def _colour_net() -> nn.Module:
    return PatchConvNet(in_channels=3, image_size=32)


def _training(
    images: data.ImageDataset,
    make_model: Callable[[], nn.Module],
    recipe: Recipe,
    augment: Augment | None = None,
) -> Train:
    """Return our training on all training images, from uint8 pixels on."""

    def train(seed: int) -> Measure:
        scaler = PixelScaler.fit(images.train.images)
        examples = (scaler.transform(images.train.images), torch.tensor(images.train.labels))
        torch.manual_seed(seed)
        model = make_model()
        fit(model, examples, None, replace(recipe, seed=seed), augment=augment, device="cpu", progress=False)

        def measure() -> float:
            test = images.test
            return evaluate(model, scaler.transform(test.images), torch.tensor(test.labels)).accuracy

        return measure

    return train


def _seed(name: str, images: data.ImageDataset, recipe: SeedRecipe) -> tuple[str, Train]:
    def train(seed: int) -> Measure:
        model = seed_recipes.train(recipe, images.train, seed=seed)
        return lambda: seed_recipes.accuracy(model, recipe, images.test)

    return name, train
