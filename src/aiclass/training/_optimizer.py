"""The optimizer of a recipe."""

from collections.abc import Iterable

import torch
from torch import nn

from aiclass.training._recipe import Recipe


def make_optimizer(recipe: Recipe, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    """Return the optimizer that the recipe names, for these parameters."""
    learned = [parameter for parameter in parameters if parameter.requires_grad]
    rate, decay = recipe.learning_rate, recipe.weight_decay
    if recipe.optimizer == "sgd":
        looks_ahead = recipe.nesterov
        return torch.optim.SGD(learned, rate, recipe.momentum, weight_decay=decay, nesterov=looks_ahead)
    kind = torch.optim.Adam if recipe.optimizer == "adam" else torch.optim.AdamW
    return kind(learned, rate, weight_decay=decay)


def set_learning_rate(optimizer: torch.optim.Optimizer, learning_rate: float) -> None:
    """Let the next step use this learning rate."""
    for group in optimizer.param_groups:
        group["lr"] = learning_rate
