"""Every window of an image as a column, so that convolution becomes one matrix product."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape
from aiclass.scratch._windows import Windows

IMAGES = ("N", "C", "H", "W")
IMAGES_WHY = "배치, 채널, 높이, 너비"


def im2col(x: ArrayLike, kernel_size: tuple[int, int], *, stride: int = 1, padding: int = 0) -> FloatArray:
    """Return the windows of each image as columns, as torch.nn.functional.unfold does.

    A pixel that lies in several windows is copied into each.

    Args:
        x: (N, C, H, W), images.
        kernel_size: (KH, KW), pixels a window.
        stride: pixels from one window to the next.
        padding: zeros around each image.

    Returns:
        columns: (N, C * KH * KW, HO * WO), one column a window, row by row.

    Raises:
        ShapeError: x is not (N, C, H, W), none of them 0.
        SettingError: stride or padding is out of its range, or the window is larger than the padded image.

    Source: Chellapilla, Puri and Simard (2006), section 4.1.

    >>> image = np.arange(9.0).reshape(1, 1, 3, 3)
    >>> im2col(image, (2, 2))[0]  # the first column is the window at the top left
    array([[0., 1., 3., 4.],
           [1., 2., 4., 5.],
           [3., 4., 6., 7.],
           [4., 5., 7., 8.]])
    """
    images = as_floats(x)
    check_shape("x", images, IMAGES, IMAGES_WHY)
    num_images, channels, height, width = images.shape
    windows = Windows.on((height, width), kernel_size, stride=stride, padding=padding)
    padded = _padded(images, padding)  # (N, C, H + 2P, W + 2P)
    columns = np.empty((num_images, channels, *kernel_size, *windows.output_size), images.dtype)
    for i, j, rows, cols in windows.places():
        columns[:, :, i, j] = padded[:, :, rows, cols]  # (N, C, HO, WO)
    return columns.reshape(num_images, channels * kernel_size[0] * kernel_size[1], -1)


def col2im(
    columns: ArrayLike,
    x_shape: tuple[int, int, int, int],
    kernel_size: tuple[int, int],
    *,
    stride: int = 1,
    padding: int = 0,
) -> FloatArray:
    """Return images in which each pixel is the sum of its copies in the columns: the backward pass of `im2col`.

    Args:
        columns: (N, C * KH * KW, HO * WO), as `im2col` returns them.
        x_shape: (N, C, H, W), of the images that the columns came from.
        kernel_size: (KH, KW), pixels a window.
        stride: pixels from one window to the next.
        padding: zeros around each image; what the columns say about them is dropped.

    Returns:
        x: (N, C, H, W).

    Raises:
        ShapeError: columns does not fit x_shape.
        SettingError: stride or padding is out of its range, or the window is larger than the padded image.

    >>> col2im(np.ones((1, 4, 4)), (1, 1, 3, 3), (2, 2))[0, 0]  # in how many windows each pixel lies
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    values = as_floats(columns)
    num_images, channels, height, width = x_shape
    windows = Windows.on((height, width), kernel_size, stride=stride, padding=padding)
    num_rows, num_windows = channels * kernel_size[0] * kernel_size[1], int(np.prod(windows.output_size))
    check_shape("columns", values, (num_images, num_rows, num_windows), "배치, 창의 픽셀 수, 창의 수")
    by_place = values.reshape(num_images, channels, *kernel_size, *windows.output_size)
    padded = np.zeros((num_images, channels, height + 2 * padding, width + 2 * padding), values.dtype)
    for i, j, rows, cols in windows.places():
        padded[:, :, rows, cols] += by_place[:, :, i, j]  # (N, C, HO, WO)
    return padded[:, :, padding : padding + height, padding : padding + width]


def _padded(images: FloatArray, padding: int) -> FloatArray:
    """Return the images with zeros around them."""
    if padding == 0:
        return images
    return np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
