"""Images as networks want them."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from jaxtyping import Float32
from numpy.typing import NDArray
from torch import Tensor

from aiclass.training.errors import DataError

UINT8_MAX = 255
CHUNK = 1000  # images


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelScaler:
    """The mean and standard deviation of each colour channel, learned from the training images only.

    Attributes:
        mean, std: one number a channel, of pixels between 0 and 1.

    >>> black_and_white = np.array([[[0, 255]], [[255, 0]]], dtype=np.uint8)  # (2, 1, 2)
    >>> PixelScaler.fit(black_and_white).transform(black_and_white).flatten().tolist()
    [-1.0, 1.0, 1.0, -1.0]
    """

    mean: tuple[float, ...]
    std: tuple[float, ...]

    @classmethod
    def fit(cls, images: NDArray[np.uint8]) -> Self:
        """Return the scaler of these images: (N, H, W) or (N, H, W, C) uint8.

        Raises:
            DataError: they are no such images.
        """
        counts = _channel_histograms(images)  # (C, 256)
        shares = counts / counts.sum(axis=1, keepdims=True)
        levels = np.arange(UINT8_MAX + 1) / UINT8_MAX  # (256,)
        mean = shares @ levels  # (C,)
        variance = (shares * (levels - mean[:, np.newaxis]) ** 2).sum(axis=1)  # (C,)
        std = np.where(variance > 0, np.sqrt(variance), 1.0)
        return cls(mean=tuple(mean.tolist()), std=tuple(std.tolist()))

    def transform(self, images: NDArray[np.uint8]) -> Float32[Tensor, "N C H W"]:
        """Return the images as float32 with mean 0 and deviation 1, (N, C, H, W).

        Args:
            images: (N, H, W) or (N, H, W, C) uint8.

        Raises:
            DataError: they are no such images, or have another number of channels.
        """
        pixels = as_channels(images)  # (N, C, H, W) uint8
        if pixels.shape[1] != len(self.mean):
            raise DataError.of("TR-29", expected=len(self.mean), actual=pixels.shape[1], shape=images.shape)
        mean, std = (
            torch.tensor(each, dtype=torch.float32).view(1, -1, 1, 1) for each in (self.mean, self.std)
        )
        return pixels.float().div_(UINT8_MAX).sub_(mean).div_(std).contiguous()


def as_channels(images: NDArray[np.uint8]) -> Tensor:
    """Return a view with the colour channels second, (N, C, H, W) uint8.

    Raises:
        DataError: images is not (N, H, W) or (N, H, W, C) uint8 with N > 0.
    """
    is_array = isinstance(images, np.ndarray)
    if not is_array or images.dtype != np.uint8 or images.ndim not in {3, 4} or images.size == 0:
        actual = f"{images.shape} {images.dtype}" if is_array else type(images).__name__
        raise DataError.of("TR-09", actual=actual)
    pixels = torch.from_numpy(images if images.flags.writeable else images.copy())
    return pixels.unsqueeze(1) if images.ndim == 3 else pixels.permute(0, 3, 1, 2)


def _channel_histograms(images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how often each channel has each level, (C, 256); images are counted a chunk at a time to spare memory."""
    counts: list[list[NDArray[np.int64]]] = [
        [np.bincount(channel.ravel(), minlength=UINT8_MAX + 1) for channel in chunk.transpose(0, 1).numpy()]
        for chunk in as_channels(images).split(CHUNK)
    ]  # chunks, C, 256
    return np.asarray(np.array(counts).sum(axis=0))
