"""Convolution as one matrix product over columns of windows, forward and backward."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape
from aiclass.scratch._im2col import IMAGES, IMAGES_WHY, col2im, im2col
from aiclass.scratch._windows import Windows


def conv2d(
    x: ArrayLike, weight: ArrayLike, bias: ArrayLike, *, stride: int = 1, padding: int = 0
) -> FloatArray:
    """Return the scores of every filter at every window of the images.

    As in PyTorch the filter is not flipped, so strictly this is a cross-correlation.

    Args:
        x: (N, C, H, W), images.
        weight: (O, C, KH, KW), one filter an output channel.
        bias: (O,).
        stride: pixels from one window to the next.
        padding: zeros around each image.

    Returns:
        out: (N, O, HO, WO), sizes as `conv_output_size` says.

    Raises:
        ShapeError: x is not (N, C, H, W), none of them 0, or another argument does not fit it.
        SettingError: stride or padding is out of its range, or the filter is larger than the padded image.

    Source: Goodfellow, Bengio and Courville (2016), section 9.1; Chellapilla, Puri and Simard (2006) for the
        columns.

    >>> edge = np.array([[[[-1.0, 1.0]]]])  # brighter on the right?
    >>> conv2d(np.array([[[[0.0, 0.0, 9.0, 9.0]]]]), edge, np.zeros(1))
    array([[[[0., 9., 0.]]]])
    """
    images, filters, biases = as_floats(x), as_floats(weight), as_floats(bias)
    windows = check_conv2d(images, filters, stride, padding)
    check_shape("bias", biases, (len(filters),), "필터마다 하나")
    columns = im2col(images, windows.kernel_size, stride=stride, padding=padding)  # (N, C*KH*KW, HO*WO)
    out = filters.reshape(len(filters), -1) @ columns  # (N, O, HO*WO)
    out += biases[:, np.newaxis]
    return out.reshape(len(images), len(filters), *windows.output_size)


def conv2d_backward(
    d_out: ArrayLike, x: ArrayLike, weight: ArrayLike, *, stride: int = 1, padding: int = 0
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the gradients of a convolution's input, weight and bias.

    Args:
        d_out: (N, O, HO, WO), gradient of the output.
        x: (N, C, H, W), what the layer was given.
        weight: (O, C, KH, KW).
        stride: as in the forward pass.
        padding: as in the forward pass.

    Returns:
        d_x: (N, C, H, W).
        d_weight: (O, C, KH, KW).
        d_bias: (O,), sum of d_out over batch, height and width.

    Raises:
        ShapeError: an argument does not fit the others.
        SettingError: stride or padding is out of its range, or the filter is larger than the padded image.

    >>> image, edge = np.array([[[[0.0, 0.0, 9.0, 9.0]]]]), np.array([[[[-1.0, 1.0]]]])
    >>> d_x, d_weight, d_bias = conv2d_backward(np.ones((1, 1, 1, 3)), image, edge)
    >>> d_x.ravel(), d_weight.ravel(), d_bias
    (array([-1.,  0.,  0.,  1.]), array([ 9., 18.]), array([3.]))
    """
    d_outputs = as_floats(d_out)
    d_x = conv2d_input_gradient(d_outputs, x, weight, stride=stride, padding=padding)
    d_weight = conv2d_weight_gradient(d_outputs, x, weight, stride=stride, padding=padding)
    return d_x, d_weight, np.asarray(d_outputs.sum(axis=(0, 2, 3)))


def conv2d_input_gradient(
    d_out: ArrayLike, x: ArrayLike, weight: ArrayLike, *, stride: int = 1, padding: int = 0
) -> FloatArray:
    """Return d_x of `conv2d_backward` alone; arguments and errors are the same."""
    images, filters, d_rows = _checked(d_out, x, weight, stride, padding)
    d_columns = filters.reshape(len(filters), -1).T @ d_rows  # (N, C*KH*KW, HO*WO)
    num_images, channels, height, width = images.shape
    kernel_size = filters.shape[2], filters.shape[3]
    x_shape = (num_images, channels, height, width)
    return col2im(d_columns, x_shape, kernel_size, stride=stride, padding=padding)


def conv2d_weight_gradient(
    d_out: ArrayLike, x: ArrayLike, weight: ArrayLike, *, stride: int = 1, padding: int = 0
) -> FloatArray:
    """Return d_weight of `conv2d_backward` alone; arguments and errors are the same.

    A first layer needs no d_x, so this is all there is to compute for it.
    """
    images, filters, d_rows = _checked(d_out, x, weight, stride, padding)
    kernel_size = filters.shape[2], filters.shape[3]
    columns = im2col(images, kernel_size, stride=stride, padding=padding)  # (N, C*KH*KW, HO*WO)
    per_image = d_rows @ columns.transpose(0, 2, 1)  # (N, O, C*KH*KW)
    d_weight: FloatArray = per_image.sum(axis=0)  # (O, C*KH*KW)
    return d_weight.reshape(filters.shape)


def check_conv2d(x: FloatArray, weight: FloatArray, stride: int, padding: int) -> Windows:
    """Return the windows of a convolution.

    Raises:
        ShapeError: x is not (N, C, H, W), none of them 0, or weight is not (O, C, KH, KW).
        SettingError: stride or padding is out of its range, or the filter is larger than the padded image.
    """
    check_shape("x", x, IMAGES, IMAGES_WHY)
    check_shape("weight", weight, ("O", x.shape[1], "KH", "KW"), "필터 수, x의 채널 수, 높이, 너비")
    kernel_size = weight.shape[2], weight.shape[3]
    return Windows.on((x.shape[2], x.shape[3]), kernel_size, stride=stride, padding=padding)


def _checked(
    d_out: ArrayLike, x: ArrayLike, weight: ArrayLike, stride: int, padding: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return images, filters and d_out as rows, (N, O, HO*WO)."""
    images, filters, d_outputs = as_floats(x), as_floats(weight), as_floats(d_out)
    windows = check_conv2d(images, filters, stride, padding)
    check_shape("d_out", d_outputs, (len(images), len(filters), *windows.output_size), "출력의 모양")
    return images, filters, d_outputs.reshape(len(images), len(filters), -1)
