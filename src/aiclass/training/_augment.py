"""Images changed a little at every step, a whole batch at once."""

import torch
from jaxtyping import Float
from torch import Tensor

from aiclass.training.errors import SettingError


def random_crop(
    images: Float[Tensor, "N C H W"], padding: int, generator: torch.Generator
) -> Float[Tensor, "N C H W"]:
    """Return each image shifted by up to ``padding`` pixels each way; what comes in from outside is 0.

    Args:
        images: any float dtype, on any device; 0 is the mean where they are scaled.
        padding: pixels, at least 0.
        generator: on the CPU, so that every device sees the same shifts.

    Raises:
        SettingError: padding is negative.
    """
    if padding < 0:
        raise SettingError.of("TR-01", name="padding", expected="0 이상의 정수", actual=padding)
    count, channels, height, width = images.shape
    offsets = torch.randint(0, 2 * padding + 1, (2, count, 1), generator=generator).to(images.device)
    padded = torch.nn.functional.pad(images, (padding,) * 4)  # (N, C, H + 2p, W + 2p)
    rows = (offsets[0] + torch.arange(height, device=images.device)).view(count, 1, height, 1)
    columns = (offsets[1] + torch.arange(width, device=images.device)).view(count, 1, 1, width)
    samples = torch.arange(count, device=images.device).view(count, 1, 1, 1)
    return padded[
        samples, torch.arange(channels, device=images.device).view(1, channels, 1, 1), rows, columns
    ]


def random_flip(images: Float[Tensor, "N C H W"], generator: torch.Generator) -> Float[Tensor, "N C H W"]:
    """Return the images, about half of them mirrored left to right.

    Args:
        images: any dtype, on any device.
        generator: on the CPU.
    """
    mirrored = torch.rand(len(images), 1, 1, 1, generator=generator) < 0.5
    return torch.where(mirrored.to(images.device), images.flip(-1), images)
