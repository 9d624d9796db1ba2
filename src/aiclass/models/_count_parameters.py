"""How many numbers a model learns."""

from torch import nn


def count_parameters(model: nn.Module) -> int:
    """Return the number of parameters that get a gradient; a shared one counts once.

    >>> count_parameters(nn.Linear(784, 10))
    7850
    """
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
