"""A multilayer perceptron."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from jaxtyping import Shaped
from torch import Tensor, nn

from aiclass.models._sizes import check_sizes
from aiclass.models.errors import InputError


class MLP(nn.Module):
    """Linear layers with an activation between any two of them; whatever comes in is flattened first.

    Args:
        sizes: (D, hidden..., K), the width of the input, of each hidden layer, and the number of classes.
        activation: called without arguments for each hidden layer, such as ``nn.Tanh``.

    >>> MLP((784, 7, 10))(torch.zeros(32, 1, 28, 28)).shape
    torch.Size([32, 10])
    """

    def __init__(self, sizes: Sequence[int], activation: Callable[[], nn.Module] = nn.ReLU) -> None:
        super().__init__()
        check_sizes("sizes", sizes, at_least=2)
        self.input_size = sizes[0]
        layers: list[nn.Module] = []
        for wide, narrow in pairwise(sizes):
            layers += [nn.Linear(wide, narrow), activation()]
        self.layers = nn.Sequential(*layers[:-1])  # the last ones are logits: no activation

    def forward(self, x: Shaped[Tensor, "N *D"]) -> Shaped[Tensor, "N K"]:
        """Return the logits.

        Raises:
            InputError: a row of x has not as many numbers as the first layer takes.
        """
        flat = x.flatten(start_dim=1)  # (N, D)
        if flat.shape[1] != self.input_size:
            raise InputError.wrong_shape(f"(N, {self.input_size})", x.shape)
        logits: Tensor = self.layers(flat)
        return logits
