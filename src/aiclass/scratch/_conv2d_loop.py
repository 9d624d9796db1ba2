"""Convolution one number at a time: the form to read before `conv2d`."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape
from aiclass.scratch._conv2d import check_conv2d


def conv2d_loop(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike, *, stride: int = 1, padding: int = 0
) -> FloatArray:
    """Return what `conv2d` returns, computed one window at a time.

    Args:
        x: (N, C, H, W), images.
        weight: (O, C, KH, KW), one filter an output channel.
        bias: (O,).
        stride: pixels from one window to the next.
        padding: zeros around each image.

    Returns:
        out: (N, O, HO, WO).

    Raises:
        ShapeError: x is not (N, C, H, W), none of them 0, or another argument does not fit it.
        SettingError: stride or padding is out of its range, or the filter is larger than the padded image.

    >>> edge = np.array([[[[-1.0, 1.0]]]])
    >>> conv2d_loop(np.array([[[[0.0, 0.0, 9.0, 9.0]]]]), edge, np.zeros(1))
    array([[[[0., 9., 0.]]]])
    """
    images, filters, biases = as_floats(x), as_floats(weight), as_floats(bias)
    height, width = check_conv2d(images, filters, stride, padding).output_size
    check_shape("bias", biases, (len(filters),), "필터마다 하나")
    padded = np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    kernel_height, kernel_width = filters.shape[2:]
    out = np.zeros((len(images), len(filters), height, width), images.dtype)
    for n in range(len(images)):
        for o in range(len(filters)):
            for row in range(height):
                for column in range(width):
                    top, left = row * stride, column * stride
                    window = padded[
                        n, :, top : top + kernel_height, left : left + kernel_width
                    ]  # (C, KH, KW)
                    out[n, o, row, column] = (window * filters[o]).sum() + biases[o]
    return out


def conv2d_backward_loop(
    d_out: ArrayLike, x: ArrayLike, weight: ArrayLike, *, stride: int = 1, padding: int = 0
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return what `conv2d_backward` returns, computed one window at a time.

    Each output was a sum of window * filter, so its gradient flows to the filter times the window, and to the
    window times the filter. Both are added up: windows overlap, and a filter serves all windows.

    Args:
        d_out: (N, O, HO, WO), gradient of the output.
        x: (N, C, H, W), what the layer was given.
        weight: (O, C, KH, KW).
        stride: as in the forward pass.
        padding: as in the forward pass.

    Returns:
        d_x: (N, C, H, W).
        d_weight: (O, C, KH, KW).
        d_bias: (O,).

    Raises:
        ShapeError: an argument does not fit the others.
        SettingError: stride or padding is out of its range, or the filter is larger than the padded image.

    >>> image, edge = np.array([[[[0.0, 0.0, 9.0, 9.0]]]]), np.array([[[[-1.0, 1.0]]]])
    >>> conv2d_backward_loop(np.ones((1, 1, 1, 3)), image, edge)[1].ravel()
    array([ 9., 18.])
    """
    images, filters, d_outputs = as_floats(x), as_floats(weight), as_floats(d_out)
    height, width = check_conv2d(images, filters, stride, padding).output_size
    check_shape("d_out", d_outputs, (len(images), len(filters), height, width), "출력의 모양")
    padded = np.pad(images, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    kernel_height, kernel_width = filters.shape[2:]
    d_padded, d_weight = np.zeros_like(padded), np.zeros_like(filters)
    d_bias = np.zeros(len(filters), d_outputs.dtype)
    for n in range(len(images)):
        for o in range(len(filters)):
            for row in range(height):
                for column in range(width):
                    d_score = d_outputs[n, o, row, column]
                    rows = slice(row * stride, row * stride + kernel_height)
                    columns = slice(column * stride, column * stride + kernel_width)
                    d_weight[o] += d_score * padded[n, :, rows, columns]
                    d_padded[n, :, rows, columns] += d_score * filters[o]
                    d_bias[o] += d_score
    d_x = d_padded[:, :, padding : padding + images.shape[2], padding : padding + images.shape[3]]
    return d_x, d_weight, d_bias
