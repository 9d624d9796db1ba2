"""The network that PyTorch learners meet first on CIFAR-10."""

from jaxtyping import Shaped
from torch import Tensor, nn

from aiclass.models._conv_net import check_images
from aiclass.models._sizes import check_sizes

INPUT_SHAPE = (3, 32, 32)
CHANNELS = (6, 16)
KERNEL = 5
HIDDEN_SIZES = (120, 84)


class TwoConvNet(nn.Module):
    """Two 5 × 5 convolutions with pooling, then three linear layers: 62,006 parameters for ten classes.

    Args:
        classes: K.
        batch_norm: normalise the output of each convolution over the batch, which replaces its bias.

    Source: LeCun et al. (1998), "Gradient-based learning applied to document recognition", figure 2.

    >>> TwoConvNet()(torch.zeros(32, 3, 32, 32)).shape
    torch.Size([32, 10])
    """

    def __init__(self, classes: int = 10, *, batch_norm: bool = False) -> None:
        super().__init__()
        check_sizes("classes", (classes,))
        first, second = CHANNELS
        wide, narrow = HIDDEN_SIZES
        self.features = nn.Sequential(
            *_block(INPUT_SHAPE[0], first, batch_norm=batch_norm),
            *_block(first, second, batch_norm=batch_norm),
        )  # (N, 16, 5, 5)
        self.classifier = nn.Sequential(
            nn.Linear(second * 5 * 5, wide),
            nn.ReLU(),
            nn.Linear(wide, narrow),
            nn.ReLU(),
            nn.Linear(narrow, classes),
        )

    def forward(self, x: Shaped[Tensor, "N C H W"]) -> Shaped[Tensor, "N K"]:
        """Return the logits.

        Raises:
            InputError: the images are not 3 × 32 × 32.
        """
        check_images(x, INPUT_SHAPE)
        logits: Tensor = self.classifier(self.features(x).flatten(start_dim=1))
        return logits


def _block(fewer: int, more: int, *, batch_norm: bool) -> list[nn.Module]:
    normalisation = [nn.BatchNorm2d(more)] if batch_norm else []
    return [nn.Conv2d(fewer, more, KERNEL, bias=not batch_norm), *normalisation, nn.ReLU(), nn.MaxPool2d(2)]
