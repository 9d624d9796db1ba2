"""A small convolutional network for digits."""

from collections.abc import Sequence

from jaxtyping import Shaped
from torch import Tensor, nn

from aiclass.models._sizes import check_sizes
from aiclass.models.errors import InputError


class ConvNet(nn.Module):
    """Blocks of 3 × 3 convolution, ReLU and 2 × 2 pooling, then one linear layer.

    With its defaults it has 9,098 parameters.

    Args:
        channels: filters of each block.
        classes: K.
        in_channels: C, 1 for grey images, 3 for colour.
        image_size: H and W of the square images.
        batch_norm: normalise each convolution's output over the batch.

    >>> ConvNet()(torch.zeros(32, 1, 28, 28)).shape
    torch.Size([32, 10])
    """

    def __init__(
        self,
        channels: Sequence[int] = (8, 16),
        classes: int = 10,
        *,
        in_channels: int = 1,
        image_size: int = 28,
        batch_norm: bool = False,
    ) -> None:
        super().__init__()
        check_sizes("channels", channels)
        check_sizes("classes, in_channels, image_size", (classes, in_channels, image_size))
        check_sizes("image_size / 2 ** len(channels)", (image_size >> len(channels),))
        self.input_shape = (in_channels, image_size, image_size)
        blocks: list[nn.Module] = []
        for fewer, more in zip((in_channels, *channels), channels, strict=False):
            convolution = nn.Conv2d(fewer, more, 3, padding=1, bias=not batch_norm)
            normalisation = [nn.BatchNorm2d(more)] if batch_norm else []
            blocks += [convolution, *normalisation, nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*blocks)
        self.classifier = nn.Linear(channels[-1] * (image_size >> len(channels)) ** 2, classes)

    def forward(self, x: Shaped[Tensor, "N C H W"]) -> Shaped[Tensor, "N K"]:
        """Return the logits.

        Raises:
            InputError: the images have another shape than the network was built for.
        """
        check_images(x, self.input_shape)
        logits: Tensor = self.classifier(self.features(x).flatten(start_dim=1))
        return logits


def check_images(x: Tensor, expected: tuple[int, int, int]) -> None:
    """Raise unless these are images of the expected channels, height and width.

    Raises:
        InputError: they are not; names both shapes.
    """
    if x.shape[1:] != expected:
        numbers = ", ".join(map(str, expected))
        raise InputError.wrong_shape(f"(N, {numbers})", x.shape)
