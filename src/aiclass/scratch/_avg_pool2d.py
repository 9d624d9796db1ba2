"""Average pooling: of every window, the mean."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape
from aiclass.scratch._max_pool2d import pooling_windows


def avg_pool2d(x: ArrayLike, kernel_size: int, *, stride: int | None = None) -> FloatArray:
    """Return the mean of every window, channel by channel.

    Args:
        x: (N, C, H, W), images.
        kernel_size: height and width of a window.
        stride: pixels from one window to the next; kernel_size where it is not given.

    Returns:
        out: (N, C, HO, WO), sizes as `conv_output_size` says.

    Raises:
        ShapeError: x is not (N, C, H, W), none of them 0.
        SettingError: a setting is out of its range, or the window is larger than the image.

    Source: LeCun et al. (1998), Gradient-based learning, section II.

    >>> avg_pool2d(np.array([[[[1.0, 5.0, 2.0, 2.0], [3.0, 3.0, 2.0, 6.0]]]]), 2)
    array([[[[3., 3.]]]])
    """
    images = as_floats(x)
    windows = pooling_windows(images, kernel_size, stride)
    out = np.zeros((*images.shape[:2], *windows.output_size), images.dtype)  # (N, C, HO, WO)
    for _, _, rows, columns in windows.places():
        out += images[:, :, rows, columns]
    out /= kernel_size**2
    return out


def avg_pool2d_backward(
    d_out: ArrayLike, x: ArrayLike, kernel_size: int, *, stride: int | None = None
) -> FloatArray:
    """Return the gradient of an average pooling's input: every pixel of a window gets its share of d_out.

    Args:
        d_out: (N, C, HO, WO), gradient of the output.
        x: (N, C, H, W), what the layer was given.
        kernel_size: as in the forward pass.
        stride: as in the forward pass.

    Returns:
        d_x: (N, C, H, W).

    Raises:
        ShapeError: an argument does not fit the others.
        SettingError: a setting is out of its range, or the window is larger than the image.

    >>> avg_pool2d_backward(np.array([[[[8.0]]]]), np.zeros((1, 1, 2, 2)), 2)
    array([[[[2., 2.],
             [2., 2.]]]])
    """
    images, d_outputs = as_floats(x), as_floats(d_out)
    windows = pooling_windows(images, kernel_size, stride)
    check_shape("d_out", d_outputs, (*images.shape[:2], *windows.output_size), "출력의 모양")
    share = d_outputs / kernel_size**2  # (N, C, HO, WO)
    d_x = np.zeros_like(images)  # (N, C, H, W)
    for _, _, rows, columns in windows.places():
        d_x[:, :, rows, columns] += share
    return d_x
