"""The block that the larger networks are built of."""

from torch import nn

KERNEL = 3


def convolution(
    fewer: int, more: int, *, kernel: int = KERNEL, stride: int = 1, padding: int | None = None
) -> nn.Sequential:
    """Return a convolution with batch normalisation and ReLU; without stride and padding it keeps the image's size."""
    padding = kernel // 2 if padding is None else padding
    return nn.Sequential(
        nn.Conv2d(fewer, more, kernel, stride=stride, padding=padding, bias=False),
        nn.BatchNorm2d(more),
        nn.ReLU(inplace=True),
    )
