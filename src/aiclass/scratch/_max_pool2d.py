"""Max pooling: of every window, the largest value."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape
from aiclass.scratch._im2col import IMAGES, IMAGES_WHY
from aiclass.scratch._windows import Windows


def max_pool2d(x: ArrayLike, kernel_size: int, *, stride: int | None = None) -> FloatArray:
    """Return the largest value of every window, channel by channel.

    Args:
        x: (N, C, H, W), images.
        kernel_size: height and width of a window.
        stride: pixels from one window to the next; kernel_size where it is not given.

    Returns:
        out: (N, C, HO, WO), sizes as `conv_output_size` says.

    Raises:
        ShapeError: x is not (N, C, H, W), none of them 0.
        SettingError: a setting is out of its range, or the window is larger than the image.

    Source: Goodfellow, Bengio and Courville (2016), section 9.3.

    >>> max_pool2d(np.array([[[[1.0, 5.0, 2.0, 2.0], [3.0, 4.0, 2.0, 8.0]]]]), 2)
    array([[[[5., 8.]]]])
    """
    images = as_floats(x)
    windows = pooling_windows(images, kernel_size, stride)
    out = np.full((*images.shape[:2], *windows.output_size), -np.inf, images.dtype)  # (N, C, HO, WO)
    for _, _, rows, columns in windows.places():
        np.maximum(out, images[:, :, rows, columns], out=out)
    return out


def max_pool2d_backward(
    d_out: ArrayLike, x: ArrayLike, out: ArrayLike, kernel_size: int, *, stride: int | None = None
) -> FloatArray:
    """Return the gradient of a max pooling's input: d_out goes to the largest pixel of its window.

    Where several are largest, the first of the window gets it, row by row, as in PyTorch.

    Args:
        d_out: (N, C, HO, WO), gradient of the output.
        x: (N, C, H, W), what the layer was given.
        out: (N, C, HO, WO), what `max_pool2d` returned.
        kernel_size: as in the forward pass.
        stride: as in the forward pass.

    Returns:
        d_x: (N, C, H, W).

    Raises:
        ShapeError: an argument does not fit the others.
        SettingError: a setting is out of its range, or the window is larger than the image.

    >>> image = np.array([[[[1.0, 5.0], [3.0, 5.0]]]])
    >>> max_pool2d_backward(np.array([[[[7.0]]]]), image, max_pool2d(image, 2), 2)
    array([[[[0., 7.],
             [0., 0.]]]])
    """
    images, d_outputs, outputs = as_floats(x), as_floats(d_out), as_floats(out)
    windows = pooling_windows(images, kernel_size, stride)
    expected = (*images.shape[:2], *windows.output_size)
    check_shape("d_out", d_outputs, expected, "출력의 모양")
    check_shape("out", outputs, expected, "출력의 모양")
    d_x = np.zeros_like(images)  # (N, C, H, W)
    is_open = np.ones(expected, dtype=bool)  # windows whose largest pixel has not been met yet
    for _, _, rows, columns in windows.places():
        is_largest = (images[:, :, rows, columns] == outputs) & is_open  # (N, C, HO, WO)
        d_x[:, :, rows, columns] += d_outputs * is_largest
        is_open &= ~is_largest
    return d_x


def pooling_windows(x: FloatArray, kernel_size: int, stride: int | None) -> Windows:
    """Return the windows of a pooling.

    Raises:
        ShapeError: x is not (N, C, H, W), none of them 0.
        SettingError: a setting is out of its range, or the window is larger than the image.
    """
    check_shape("x", x, IMAGES, IMAGES_WHY)
    size = x.shape[2], x.shape[3]
    return Windows.on(size, (kernel_size, kernel_size), stride=kernel_size if stride is None else stride)
