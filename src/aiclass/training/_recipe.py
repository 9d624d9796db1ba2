"""Everything that decides how a model is trained, in one value."""

import math
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

import numpy as np

from aiclass.training._numerics import Precision
from aiclass.training._schedule import Schedule, schedule_factor
from aiclass.training.errors import SettingError

OptimizerName = Literal["sgd", "adam", "adamw"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a model is trained. The same recipe, data and weights give the same curve.

    Attributes:
        epochs: how often every training example is seen.
        batch_size: examples a step, over all processes together.
        learning_rate: the largest one; the schedule goes below it.
        optimizer: "sgd" (with momentum), "adam" or "adamw" (weight decay apart from the gradient).
        momentum: of SGD; Adam has its own.
        nesterov: whether SGD looks ahead.
        weight_decay: of SGD and Adam as PyTorch defines them.
        schedule: "constant"; "cosine", down to 0 in half a wave; "one-cycle", up and then down to 0.
        label_smoothing: share of the target that all classes get alike.
        clip_norm: longest gradient, over all parameters together; longer ones are shortened.
        patience: epochs without a lower validation loss after which training stops. The weights of the best
            epoch are then kept; without it, those of the last.
        precision: in which convolutions and matrix products are computed; "auto" is bfloat16 where the device has
            instructions for it. Weights and losses are float32 in any case.
        seed: of the order of the examples, of augmentation and of dropout. The first weights are the caller's.

    Raises:
        SettingError: a value cannot be used; names it.

    >>> Recipe(epochs=5, batch_size=64, learning_rate=1e-3)
    Recipe(epochs=5, batch_size=64, learning_rate=0.001, optimizer='adam', ...)
    """

    epochs: int
    batch_size: int
    learning_rate: float
    optimizer: OptimizerName = "adam"
    momentum: float = 0.9
    nesterov: bool = False
    weight_decay: float = 0.0
    schedule: Schedule = "constant"
    label_smoothing: float = 0.0
    clip_norm: float | None = None
    patience: int | None = None
    precision: Precision = "float32"
    seed: int = 0

    def __post_init__(self) -> None:
        for name in (field.name for field in fields(self)):
            value = getattr(self, name)
            if isinstance(value, np.generic):  # a number of NumPy's, which no checkpoint could write down
                object.__setattr__(self, name, value.item())
        _check_counts(epochs=self.epochs, batch_size=self.batch_size)
        if self.patience is not None:
            _check_counts(patience=self.patience)
        if not (isinstance(self.seed, int) and self.seed >= 0):
            _refuse("seed", "0 이상의 정수", self.seed)
        for name, choices in {
            "optimizer": OptimizerName,
            "schedule": Schedule,
            "precision": Precision,
        }.items():
            if getattr(self, name) not in get_args(choices):
                _refuse(name, ", ".join(get_args(choices)), getattr(self, name))
        _check_range("learning_rate", self.learning_rate, "0보다 큰 수", lowest=0.0, open_below=True)
        _check_range("weight_decay", self.weight_decay, "0 이상의 수", lowest=0.0)
        if self.clip_norm is not None:
            _check_range("clip_norm", self.clip_norm, "0보다 큰 수", lowest=0.0, open_below=True)
        for name in ("momentum", "label_smoothing"):
            _check_range(name, getattr(self, name), "0 이상 1 미만의 수", lowest=0.0, below=1.0)
        if self.nesterov and self.momentum == 0:
            _refuse("nesterov", "momentum이 0일 때는 False", self.nesterov)

    def learning_rate_at(self, step: int, steps: int) -> float:
        """Return the learning rate of a step, counted from 0, in a run of so many steps."""
        return self.learning_rate * schedule_factor(self.schedule, step, steps)


def _check_counts(**counts: Any) -> None:
    for name, count in counts.items():
        if not isinstance(count, int) or count < 1:
            _refuse(name, "1 이상의 정수", count)


def _check_range(
    name: str,
    value: Any,
    expected: str,
    *,
    lowest: float,
    below: float = math.inf,
    open_below: bool = False,
) -> None:
    is_number = isinstance(value, int | float) and math.isfinite(value)
    if not is_number or not lowest <= value < below or (open_below and value == lowest):
        _refuse(name, expected, value)


def _refuse(name: str, expected: str, actual: object) -> None:
    raise SettingError.of("TR-01", name=name, expected=expected, actual=repr(actual))
