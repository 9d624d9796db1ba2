"""What every optimizer does: hold the parameters, forget their gradients, take a step."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable

import numpy as np

from aiclass.autograd._recording import no_grad
from aiclass.autograd._tensor import Array, Tensor
from aiclass.autograd.errors import SettingError


class Optimizer(ABC):
    """The root of `SGD` and `Adam`; as in torch.optim.

    Attributes:
        parameters: the tensors that it changes.
        lr: learning rate; may be set between steps.
    """

    def __init__(self, parameters: Iterable[Tensor], *, lr: float) -> None:
        is_list = not isinstance(parameters, Tensor)
        check_setting("parameters", "텐서 하나", "[weight, bias]처럼 텐서의 리스트", is_right=is_list)
        self.parameters = list(parameters)
        self.lr = lr
        check_setting("lr", lr, "0 이상인 수", is_right=is_number(lr))
        count = len(self.parameters)
        check_setting("parameters", "0개", "텐서 하나 이상", is_right=count > 0)
        for position, each in enumerate(self.parameters):
            if not isinstance(each, Tensor) or not each.is_leaf or not each.requires_grad:
                raise SettingError.of("AG-13", position=position, actual=_kind(each))

    def zero_grad(self) -> None:
        """Forget the gradients, so that the next `backward` starts anew; each `grad` becomes None."""
        for each in self.parameters:
            each.grad = None

    def step(self) -> None:
        """Change every parameter that has a gradient, in place."""
        with no_grad():
            for position, each in enumerate(self.parameters):
                if each.grad is not None:
                    each -= self._change(position, each.grad)  # noqa: PLW2901  # in place: the same tensor

    @abstractmethod
    def _change(self, position: int, gradient: Array) -> Array:
        """Return what to take away from the parameter at this position."""


def check_setting(name: str, actual: object, expected: str, *, is_right: bool) -> None:
    """Raise unless a setting can be used.

    Raises:
        SettingError: it cannot; says what was expected (Korean) and what came.
    """
    if not is_right:
        raise SettingError.of("AG-14", name=name, expected=expected, actual=actual)


def is_number(value: object, *, below: float = math.inf) -> bool:
    """Return whether this is a number, 0 or more; NaN is not."""
    return isinstance(value, int | float | np.number) and bool(0 <= value < below)


def _kind(value: object) -> str:
    if not isinstance(value, Tensor):
        return type(value).__name__
    return (
        "requires_grad=False인 텐서"
        if value.is_leaf
        else f"{value.record.operation}의 결과"
        if value.record
        else ""
    )
