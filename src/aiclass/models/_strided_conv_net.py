"""A convolutional network that looks at few places, and so is quick on a CPU."""

from collections.abc import Sequence
from itertools import pairwise

from jaxtyping import Shaped
from torch import Tensor, nn

from aiclass.models._conv_net import check_images
from aiclass.models._sizes import check_sizes

FIRST_KERNEL = 5
KERNEL = 3


class StridedConvNet(nn.Module):
    """Convolutions of stride 2, each with batch normalisation and ReLU, then one linear layer.

    Each convolution halves the image by itself: without pooling, three quarters of the outputs are never computed.

    Args:
        channels: filters of each convolution.
        classes: K.
        in_channels: C, 1 for grey images, 3 for colour.
        image_size: H and W of the square images.

    Source: Springenberg et al. (2015), "Striving for simplicity: the all convolutional net".

    >>> StridedConvNet()(torch.zeros(32, 1, 28, 28)).shape
    torch.Size([32, 10])
    """

    def __init__(
        self,
        channels: Sequence[int] = (16, 32, 64),
        classes: int = 10,
        *,
        in_channels: int = 1,
        image_size: int = 28,
    ) -> None:
        super().__init__()
        check_sizes("channels", channels)
        check_sizes("classes, in_channels, image_size", (classes, in_channels, image_size))
        self.input_shape = (in_channels, image_size, image_size)
        layers = [convolution(in_channels, channels[0], kernel=FIRST_KERNEL, stride=2)]
        layers += [convolution(fewer, more, stride=2) for fewer, more in pairwise(channels)]
        self.features = nn.Sequential(*layers)
        final_size = -(-image_size // 2 ** len(channels))  # an odd size is rounded up
        self.classifier = nn.Linear(channels[-1] * final_size**2, classes)

    def forward(self, x: Shaped[Tensor, "N C H W"]) -> Shaped[Tensor, "N K"]:
        """Return the logits.

        Raises:
            InputError: the images have another shape than the network was built for.
        """
        check_images(x, self.input_shape)
        logits: Tensor = self.classifier(self.features(x).flatten(start_dim=1))
        return logits


def convolution(fewer: int, more: int, *, kernel: int = KERNEL, stride: int = 1) -> nn.Sequential:
    """Return a convolution with batch normalisation and ReLU; at stride 1 it keeps the size of the image."""
    return nn.Sequential(
        nn.Conv2d(fewer, more, kernel, stride=stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(more),
        nn.ReLU(inplace=True),
    )
