"""Gradient descent on the whole data or on mini-batches, plain or with momentum."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from aiclass.scratch._arrays import FloatArray, IntArray, check_shape
from aiclass.scratch._objective import Objective, Parameter, evaluate
from aiclass.scratch.errors import DivergenceError, SettingError

Callback: TypeAlias = Callable[[int, float, tuple[Parameter, ...]], object]
"""``callback(step, loss, parameters)`` is told each step's loss and the parameters that have it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Descent:
    """Where gradient descent arrived, and the losses on its way.

    Attributes:
        parameters: the last ones, in the order in which they were given.
        losses: (steps,) float64, read-only; losses[t] was computed before update t, so losses[0] belongs to the
            parameters that were given.
        steps_per_epoch: 1 where each step sees all the data.
    """

    parameters: tuple[Parameter, ...]
    losses: NDArray[np.float64]
    steps_per_epoch: int = 1

    @property
    def steps(self) -> int:
        """Return the number of updates."""
        return len(self.losses)

    @property
    def epoch_losses(self) -> NDArray[np.float64]:
        """Return the mean loss of each epoch's batches, (epochs,), computed while the parameters changed."""
        return np.asarray(self.losses.reshape(-1, self.steps_per_epoch).mean(axis=1))


def gradient_descent(
    objective: Objective,
    parameters: tuple[Parameter, ...],
    *,
    learning_rate: float,
    steps: int,
    momentum: float = 0.0,
    callback: Callback | None = None,
) -> Descent:
    """Return the parameters after a number of steps against the gradient, with the losses on the way.

    Each step sets velocity = momentum * velocity + gradient and takes learning_rate * velocity away from the
    parameter, as torch.optim.SGD does. The arrays that were given stay as they are.

    Args:
        objective: objective(*parameters) returns the loss and one gradient a parameter, in the same order.
        parameters: arrays or numbers, such as (weight, bias). Their dtype is kept.
        learning_rate: above 0.
        steps: 1 or more.
        momentum: 0 (plain) up to, but not including, 1.
        callback: called at each step, before the update, with the step (from 0), its loss and its parameters.

    Raises:
        SettingError: an argument is out of its range.
        ShapeError: the objective does not return a scalar loss and gradients shaped like the parameters.
        DivergenceError: a loss is not finite; names the step and what to try.

    Source: Polyak (1964); Sutskever et al. (2013) for the form with momentum.

    >>> def squared(x):
    ...     return x**2, 2 * x
    >>> descent = gradient_descent(squared, (1.0,), learning_rate=0.25, steps=3)
    >>> descent.parameters, descent.losses
    ((0.125,), array([1.    , 0.25  , 0.0625]))
    """
    _check_settings(parameters, learning_rate, momentum, steps=steps)
    objectives = repeat(objective, steps)
    new_parameters, losses = _descend(objectives, parameters, learning_rate, momentum, callback)
    return Descent(parameters=new_parameters, losses=losses)


def mini_batch_gradient_descent(
    objective: Objective,
    parameters: tuple[Parameter, ...],
    x: FloatArray,
    labels: IntArray | FloatArray,
    *,
    learning_rate: float,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    momentum: float = 0.0,
    callback: Callback | None = None,
) -> Descent:
    """Return the parameters after some epochs in which each step sees only a few rows.

    A step is as in `gradient_descent`; its loss and gradients are those of its batch.

    Args:
        objective: objective(x, labels, *parameters) returns the loss and one gradient a parameter.
        parameters: arrays or numbers, such as (weight, bias). Their dtype is kept.
        x: (N, ...), one sample a row.
        labels: (N,), class numbers, or the targets of a regression.
        learning_rate: above 0.
        epochs: how often every row is seen, 1 or more.
        batch_size: rows a step, 1 or more; the last batch of an epoch takes what is left.
        rng: decides which rows come together.
        momentum: 0 (plain) up to, but not including, 1.
        callback: called at each step, before the update, with the step (from 0), its loss and its parameters.

    Raises:
        SettingError: an argument is out of its range.
        ShapeError: labels is not (N,), or the objective does not return a scalar loss and gradients shaped like
            the parameters.
        DivergenceError: a loss is not finite; names the step and what to try.

    Source: Goodfellow, Bengio and Courville (2016), section 8.3.
    """
    _check_settings(parameters, learning_rate, momentum, epochs=epochs, batch_size=batch_size)
    count = len(x)
    check_shape("labels", labels, (count,), "x의 행마다 하나")
    objectives = (
        partial(objective, x[rows], labels[rows])
        for _ in range(epochs)
        for rows in mini_batches(count, batch_size, rng)
    )
    new_parameters, losses = _descend(objectives, parameters, learning_rate, momentum, callback)
    return Descent(parameters=new_parameters, losses=losses, steps_per_epoch=len(losses) // epochs)


def mini_batches(count: int, batch_size: int, rng: np.random.Generator) -> Iterator[IntArray]:
    """Yield the row numbers of one epoch: each of 0..count-1 once, in random order, batch_size at a time.

    >>> [len(rows) for rows in mini_batches(7, 3, np.random.default_rng(0))]
    [3, 3, 1]
    """
    order = rng.permutation(count)
    for start in range(0, count, batch_size):
        yield order[start : start + batch_size]


def _descend(
    objectives: Iterable[Objective],
    parameters: tuple[Parameter, ...],
    learning_rate: float,
    momentum: float,
    callback: Callback | None,
) -> tuple[tuple[Parameter, ...], NDArray[np.float64]]:
    """Take one step for each objective; return the last parameters and all losses."""
    rate, inertia = float(learning_rate), float(momentum)  # a NumPy float64 would widen float32 parameters
    velocities: tuple[Parameter, ...] | None = None
    losses: list[float] = []
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # DivergenceError says it better
        for step, objective in enumerate(objectives):
            loss, gradients = evaluate(objective, parameters)
            if not np.isfinite(loss):
                raise _divergence(step, loss, losses, rate)
            losses.append(loss)
            if callback is not None:
                callback(step, loss, parameters)
            if velocities is None or inertia == 0.0:
                velocities = gradients
            else:
                velocities = tuple(inertia * v + g for v, g in zip(velocities, gradients, strict=True))
            parameters = tuple(p - rate * v for p, v in zip(parameters, velocities, strict=True))
    history = np.array(losses)
    history.setflags(write=False)
    return parameters, history


def _divergence(step: int, loss: float, losses: list[float], learning_rate: float) -> DivergenceError:
    from aiclass.messages import message

    if step == 0:
        return DivergenceError(message("SC-05", loss=loss), step=step, loss=loss)
    text = message(
        "SC-04", step=step, loss=loss, previous=f"{losses[-1]:.6g}", learning_rate=f"{learning_rate:g}"
    )
    return DivergenceError(text, step=step, loss=loss)


def _check_settings(
    parameters: tuple[Parameter, ...], learning_rate: float, momentum: float, **counts: int
) -> None:
    """Raise unless every setting can be used."""
    if not isinstance(parameters, tuple) or not parameters:
        raise _bad_setting("parameters", "(weight, bias)와 같은 튜플", type(parameters).__name__)
    if not 0.0 < learning_rate < np.inf:
        raise _bad_setting("learning_rate", "0보다 큰 수", learning_rate)
    if not 0.0 <= momentum < 1.0:
        raise _bad_setting("momentum", "0 이상 1 미만인 수", momentum)
    for name, count in counts.items():
        if count != int(count) or count < 1:
            raise _bad_setting(name, "1 이상인 정수", count)


def _bad_setting(name: str, expected: str, actual: object) -> SettingError:
    from aiclass.messages import message

    return SettingError(message("SC-07", name=name, expected=expected, actual=actual))
