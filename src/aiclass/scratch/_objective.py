"""What is minimised: a function of the parameters that returns a loss and one gradient a parameter."""

import inspect
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from aiclass.scratch._arrays import FloatArray, check_shape
from aiclass.scratch.errors import ShapeError

Parameter: TypeAlias = FloatArray | float
Objective: TypeAlias = Callable[..., tuple[Any, ...]]
"""``objective(weight, bias)`` returns ``(loss, d_weight, d_bias)``."""


def evaluate(objective: Objective, parameters: tuple[Parameter, ...]) -> tuple[float, tuple[Parameter, ...]]:
    """Return the loss and the gradients, once they have the shapes that they must have.

    Raises:
        ShapeError: the number of values is wrong, the loss is no scalar, or a gradient has not the shape of its
            parameter. The last would otherwise be broadcast in silence.
    """
    outcome = objective(*parameters)
    count = len(outcome) if isinstance(outcome, (tuple, list)) else 1
    if count != 1 + len(parameters):
        from aiclass.messages import message

        raise ShapeError(message("SC-06", expected=1 + len(parameters), actual=count))
    loss, *gradients = outcome
    check_shape("loss", loss, (), "배치 전체에 숫자 하나")
    for position, (parameter, gradient) in enumerate(zip(parameters, gradients, strict=True)):
        if np.shape(gradient) != np.shape(parameter):
            name = parameter_names(objective, len(parameters))[position]
            check_shape(f"d_{name}", gradient, np.shape(parameter), f"{name}의 모양")
    return float(loss), tuple(gradients)


def parameter_names(objective: Objective, count: int) -> tuple[str, ...]:
    """Return what the objective calls its parameters, or p0, p1 and so on where it does not say.

    >>> parameter_names(lambda weight, bias: (0.0, 0.0, 0.0), 2)
    ('weight', 'bias')
    """
    try:
        declared = list(inspect.signature(objective).parameters.values())
    except (TypeError, ValueError):  # some built-in callables have no signature
        declared = []
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = tuple(parameter.name for parameter in declared if parameter.kind in positional)
    return names[:count] if len(names) >= count else tuple(f"p{position}" for position in range(count))
