"""Where the windows of a convolution or a pooling lie.

All of im2col, its way back and both poolings rest on one fact: the pixels that stand at place (i, j) of *every*
window are one strided slice of the image, ``x[:, :, i::stride, j::stride]`` cut to the number of windows. So a window
of KH x KW pixels takes KH * KW slices, however many windows and images there are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from aiclass.scratch._output_size import conv_output_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The windows on a padded image.

    Attributes:
        kernel_size: (KH, KW), pixels a window.
        output_size: (HO, WO), windows down and across.
        stride: pixels from one window to the next.
        padding: zeros around the image.
    """

    kernel_size: tuple[int, int]
    output_size: tuple[int, int]
    stride: int
    padding: int

    @classmethod
    def on(
        cls, image_size: tuple[int, int], kernel_size: tuple[int, int], *, stride: int, padding: int = 0
    ) -> Self:
        """Return the windows on an image of (H, W) pixels.

        Raises:
            SettingError: stride or padding is out of its range, or the window is larger than the padded image.
        """
        sizes = zip(image_size, kernel_size, strict=True)
        height, width = (conv_output_size(size, k, stride=stride, padding=padding) for size, k in sizes)
        return cls(kernel_size=kernel_size, output_size=(height, width), stride=stride, padding=padding)

    def places(self) -> Iterator[tuple[int, int, slice, slice]]:
        """Yield (i, j, rows, columns) for each place of a window, row by row.

        ``padded[:, :, rows, columns]``, (N, C, HO, WO), are the pixels at place (i, j) of every window.
        """
        for i in range(self.kernel_size[0]):
            for j in range(self.kernel_size[1]):
                yield i, j, self._stripes(i, 0), self._stripes(j, 1)

    def _stripes(self, first: int, axis: int) -> slice:
        return slice(first, first + self.stride * self.output_size[axis], self.stride)
