"""A convolutional network that looks at few places, and so is quick on a CPU."""

from collections.abc import Sequence
from itertools import pairwise

from jaxtyping import Shaped
from torch import Tensor, nn

from aiclass.models._conv_net import check_images
from aiclass.models._convolution import KERNEL, convolution
from aiclass.models._sizes import check_sizes

PATCH = 6
PATCH_STRIDE = 4  # neighbouring patches share two rows of pixels


class PatchConvNet(nn.Module):
    """A first convolution that reads overlapping patches, then 3 × 3 convolutions without padding, a linear layer.

    Patches shrink the image to a quarter of its side at once, so that all that comes after is computed at few places
    and can afford more channels.

    Args:
        channels: filters of each convolution, the one over patches first.
        classes: K.
        in_channels: C, 1 for grey images, 3 for colour.
        image_size: H and W of the square images.

    Source: Liu et al. (2022), "A ConvNet for the 2020s", section 2.3 (patches, there without overlap).

    >>> PatchConvNet()(torch.zeros(32, 1, 28, 28)).shape
    torch.Size([32, 10])
    """

    def __init__(
        self,
        channels: Sequence[int] = (32, 32, 64),
        classes: int = 10,
        *,
        in_channels: int = 1,
        image_size: int = 28,
    ) -> None:
        super().__init__()
        check_sizes("channels", channels)
        check_sizes("classes, in_channels, image_size", (classes, in_channels, image_size))
        final_size = _final_size(image_size, convolutions=len(channels) - 1)
        self.input_shape = (in_channels, image_size, image_size)
        patches = convolution(in_channels, channels[0], kernel=PATCH, stride=PATCH_STRIDE, padding=1)
        others = [convolution(fewer, more, padding=0) for fewer, more in pairwise(channels)]
        self.features = nn.Sequential(patches, *others)
        self.classifier = nn.Linear(channels[-1] * final_size**2, classes)

    def forward(self, x: Shaped[Tensor, "N C H W"]) -> Shaped[Tensor, "N K"]:
        """Return the logits.

        Raises:
            InputError: the images have another shape than the network was built for.
        """
        check_images(x, self.input_shape)
        logits: Tensor = self.classifier(self.features(x).flatten(start_dim=1))
        return logits


def _final_size(image_size: int, convolutions: int) -> int:
    """Return height and width after all convolutions.

    Raises:
        SettingError: nothing is left of the image.
    """
    patches = (image_size + 2 - PATCH) // PATCH_STRIDE + 1
    size = patches - convolutions * (KERNEL - 1)
    check_sizes("image_size after len(channels) convolutions", (size,))
    return size
