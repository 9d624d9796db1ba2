"""Stochastic gradient descent, plain or with momentum."""

from collections.abc import Iterable

import numpy as np

from aiclass.autograd._optimizer import Optimizer, check_setting, is_number
from aiclass.autograd._tensor import Array, Tensor


class SGD(Optimizer):
    """Take lr * velocity away, velocity = momentum * velocity + gradient; as torch.optim.SGD.

    Args:
        parameters: leaf tensors that require a gradient.
        lr: learning rate, 0 or more.
        momentum: 0 (plain) up to, but not including, 1.

    Raises:
        SettingError: an argument is out of its range, or a parameter is none.

    Source: Polyak (1964); Sutskever et al. (2013) for the form.

    >>> from aiclass.autograd import tensor
    >>> x = tensor(1.0, requires_grad=True)
    >>> optimizer = SGD([x], lr=0.25)
    >>> (x * x).backward()
    >>> optimizer.step()
    >>> x.item()
    0.5
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float = 1e-3, *, momentum: float = 0.0) -> None:
        super().__init__(parameters, lr=lr)
        check_setting("momentum", momentum, "0 이상 1 미만인 수", is_right=is_number(momentum, below=1))
        self.momentum = momentum
        self.velocities = [np.zeros_like(each.data) for each in self.parameters]

    def _change(self, position: int, gradient: Array) -> Array:
        if self.momentum == 0:
            return self.lr * gradient
        self.velocities[position] = self.momentum * self.velocities[position] + gradient
        return self.lr * self.velocities[position]
