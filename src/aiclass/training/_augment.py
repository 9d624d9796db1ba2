"""Images changed a little at every step, a whole batch at once."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

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
    height, width = images.shape[-2:]
    offsets = torch.randint(0, 2 * padding + 1, (2, len(images)), generator=generator).to(images.device)
    padded = nn.functional.pad(images, (padding,) * 4)  # (N, C, H + 2p, W + 2p)
    windows = padded.unfold(2, height, 1).unfold(3, width, 1)  # (N, C, 2p + 1, 2p + 1, H, W), a view
    return windows[torch.arange(len(images), device=images.device), :, offsets[0], offsets[1]]


def random_flip(images: Float[Tensor, "N C H W"], generator: torch.Generator) -> Float[Tensor, "N C H W"]:
    """Return the images, about half of them mirrored left to right.

    Args:
        images: any dtype, on any device.
        generator: on the CPU.
    """
    mirrored = torch.rand(len(images), 1, 1, 1, generator=generator) < 0.5
    return torch.where(mirrored.to(images.device), images.flip(-1), images)
