"""Adam: every number gets a step of its own size."""

from collections.abc import Iterable

import numpy as np

from aiclass.autograd._optimizer import Optimizer, check_setting, is_number
from aiclass.autograd._tensor import Array, Tensor


class Adam(Optimizer):
    """Take lr * mean / (root of mean square + eps) away, both running means corrected for their start at 0.

    Args:
        parameters: leaf tensors that require a gradient.
        lr: learning rate, 0 or more; about how far a number moves in a step.
        betas: how much of the running mean of the gradient, and of its square, stays at each step.
        eps: keeps the division away from 0.

    Raises:
        SettingError: an argument is out of its range, or a parameter is none.

    Source: Kingma and Ba (2015), algorithm 1; defaults as torch.optim.Adam.

    >>> from aiclass.autograd import tensor
    >>> x = tensor([1.0, 100.0], requires_grad=True)
    >>> optimizer = Adam([x], lr=0.5)
    >>> (x * x).sum().backward()
    >>> optimizer.step()
    >>> x.detach()  # the same first step, however steep it is
    tensor([ 0.5, 99.5])
    """

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(parameters, lr=lr)
        is_pair = isinstance(betas, tuple | list) and len(betas) == 2
        are_right = is_pair and all(is_number(beta, below=1) for beta in betas)
        check_setting("betas", betas, "0 이상 1 미만인 수 두 개", is_right=are_right)
        check_setting("eps", eps, "0 이상인 수", is_right=is_number(eps))
        self.betas, self.eps = betas, eps
        self.steps = [0] * len(self.parameters)
        self.means = [np.zeros_like(each.data) for each in self.parameters]
        self.mean_squares = [np.zeros_like(each.data) for each in self.parameters]

    def _change(self, position: int, gradient: Array) -> Array:
        beta, beta_square = self.betas
        mean, mean_square = self.means[position], self.mean_squares[position]
        self.steps[position] += 1
        mean += (1 - beta) * (gradient - mean)
        mean_square += (1 - beta_square) * (gradient * gradient - mean_square)
        corrected = mean / (1 - beta ** self.steps[position])
        corrected_square = mean_square / (1 - beta_square ** self.steps[position])
        return self.lr * corrected / (np.sqrt(corrected_square) + self.eps)
