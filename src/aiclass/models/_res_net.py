"""A small residual network for 32 × 32 colour images."""

from collections.abc import Sequence
from itertools import pairwise

from jaxtyping import Shaped
from torch import Tensor, nn

from aiclass.models._conv_net import check_images
from aiclass.models._convolution import convolution
from aiclass.models._sizes import check_sizes

INPUT_SHAPE = (3, 32, 32)
FIRST_KERNEL = 5


class ResNet(nn.Module):
    """A convolution of stride 2, then stages of convolution, pooling and a residual block; mean, linear layer.

    Args:
        channels: filters of the first convolution and of each stage after it.
        classes: K.

    Source: He et al. (2016), "Deep residual learning for image recognition", figure 2 (the block).

    >>> ResNet()(torch.zeros(32, 3, 32, 32)).shape
    torch.Size([32, 10])
    """

    def __init__(self, channels: Sequence[int] = (32, 64, 128), classes: int = 10) -> None:
        super().__init__()
        check_sizes("channels", channels)
        check_sizes("classes", (classes,))
        check_sizes("32 / 2 ** len(channels)", (INPUT_SHAPE[-1] >> len(channels),))
        layers: list[nn.Module] = [convolution(INPUT_SHAPE[0], channels[0], kernel=FIRST_KERNEL, stride=2)]
        for fewer, more in pairwise(channels):
            layers += [convolution(fewer, more), nn.MaxPool2d(2), ResidualBlock(more)]
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(channels[-1], classes)

    def forward(self, x: Shaped[Tensor, "N C H W"]) -> Shaped[Tensor, "N K"]:
        """Return the logits.

        Raises:
            InputError: the images are not 3 × 32 × 32.
        """
        check_images(x, INPUT_SHAPE)
        logits: Tensor = self.classifier(self.features(x).mean(dim=(2, 3)))
        return logits


class ResidualBlock(nn.Module):
    """Two convolutions whose output is added to their input."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(convolution(channels, channels), convolution(channels, channels))

    def forward(self, x: Shaped[Tensor, "N C H W"]) -> Shaped[Tensor, "N C H W"]:
        """Return x + inner(x)."""
        y: Tensor = x + self.inner(x)
        return y
