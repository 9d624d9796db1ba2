"""A small convolutional network: blocks of convolution, ReLU and max pooling, then one linear layer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from aiclass.scratch._activations import relu, relu_backward
from aiclass.scratch._arrays import FloatArray, as_floats
from aiclass.scratch._conv2d import conv2d, conv2d_input_gradient, conv2d_weight_gradient
from aiclass.scratch._initialisation import Initialisation, he_normal
from aiclass.scratch._linear import linear, linear_backward
from aiclass.scratch._max_pool2d import max_pool2d, max_pool2d_backward
from aiclass.scratch._mlp import as_layers
from aiclass.scratch._softmax_cross_entropy import softmax_cross_entropy

KERNEL_SIZE = 3
POOLING = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Block:
    """What one block was given and what its parts returned; the backward pass needs all of it."""

    x: FloatArray
    weight: FloatArray
    hidden: FloatArray  # after the ReLU
    out: FloatArray


def conv_net_parameters(
    image_shape: tuple[int, int, int],
    channels: Sequence[int],
    num_classes: int,
    *,
    rng: np.random.Generator,
    initialise: Initialisation = he_normal,
    dtype: DTypeLike = np.float32,
) -> tuple[FloatArray, ...]:
    """Return the first parameters: a 3 x 3 filter bank and a bias for each block, then those of the linear layer.

    Args:
        image_shape: (C, H, W), of one image. Each block halves H and W.
        channels: output channels of each block, such as (8, 16).
        num_classes: K.
        rng: decides the weights.
        initialise: makes each weight, such as `he_normal`.
        dtype: float32 or float64; give the images the same.

    >>> parameters = conv_net_parameters((1, 28, 28), (8, 16), 10, rng=np.random.default_rng(0))
    >>> [p.shape for p in parameters[::2]], sum(p.size for p in parameters)
    ([(8, 1, 3, 3), (16, 8, 3, 3), (784, 10)], 9098)
    """
    parameters: list[FloatArray] = []
    depth, height, width = image_shape
    for num_filters in channels:
        filters = initialise((num_filters, depth, KERNEL_SIZE, KERNEL_SIZE), rng=rng, dtype=dtype)
        parameters += filters, np.zeros(num_filters, dtype)
        depth, height, width = num_filters, height // POOLING, width // POOLING
    weight = initialise((depth * height * width, num_classes), rng=rng, dtype=dtype)
    return *parameters, weight, np.zeros(num_classes, dtype)


def conv_net_logits(x: ArrayLike, *parameters: ArrayLike) -> FloatArray:
    """Return the scores of each class.

    Args:
        x: (N, C, H, W), images.
        parameters: weight, bias, weight, bias and so on, as `conv_net_parameters` returns them.

    Returns:
        logits: (N, K).

    Raises:
        ShapeError: x is not (N, C, H, W), none of them 0, or a parameter does not fit what comes before it.
    """
    *block_layers, (weight, bias) = as_layers(parameters)
    features = as_floats(x)
    for filters, biases in block_layers:
        features = _block_forward(features, filters, biases).out
    return linear(features.reshape(len(features), -1), weight, bias)


def conv_net_loss(
    x: ArrayLike, labels: ArrayLike, *parameters: ArrayLike
) -> tuple[float, *tuple[FloatArray, ...]]:
    """Return the mean cross-entropy loss and the gradient of every parameter.

    It is an objective for `mini_batch_gradient_descent` and, with x and labels bound, for `gradient_check`.

    Args:
        x: (N, C, H, W), images. Give them the dtype of the parameters.
        labels: (N,) integers, the right class of each image, 0 <= label < K.
        parameters: weight, bias, weight, bias and so on, as `conv_net_parameters` returns them.

    Returns:
        loss: scalar, in nats, mean over the batch.
        gradients: one a parameter, in the same order and shape.

    Raises:
        ShapeError: x is not (N, C, H, W), none of them 0, or a parameter does not fit what comes before it.
        LabelError: a label lies outside 0..K-1; names the first bad row.

    Source: LeCun et al. (1998), Gradient-based learning, for the plan; 3 x 3 filters as in Simonyan and Zisserman
        (2015).
    """
    *block_layers, (weight, bias) = as_layers(parameters)
    features, blocks = as_floats(x), []
    for filters, biases in block_layers:
        blocks.append(_block_forward(features, filters, biases))
        features = blocks[-1].out  # (N, O, H / 2, W / 2)
    flat = features.reshape(len(features), -1)  # (N, D)
    loss, d_logits = softmax_cross_entropy(linear(flat, weight, bias), labels)
    d_flat, d_weight, d_bias = linear_backward(d_logits, flat, weight)
    gradients, d_out = [d_bias, d_weight], d_flat.reshape(features.shape)
    for position in reversed(range(len(blocks))):
        d_conv = _pooling_backward(d_out, blocks[position])  # (N, O, H, W)
        block = blocks[position]
        gradients += (
            np.asarray(d_conv.sum(axis=(0, 2, 3))),
            conv2d_weight_gradient(d_conv, block.x, block.weight, padding=KERNEL_SIZE // 2),
        )
        if position > 0:  # the images themselves need no gradient
            d_out = conv2d_input_gradient(d_conv, block.x, block.weight, padding=KERNEL_SIZE // 2)
    return loss, *reversed(gradients)


def _block_forward(x: FloatArray, weight: FloatArray, bias: FloatArray) -> _Block:
    hidden = relu(conv2d(x, weight, bias, padding=KERNEL_SIZE // 2))  # (N, O, H, W)
    return _Block(x=x, weight=weight, hidden=hidden, out=max_pool2d(hidden, POOLING))


def _pooling_backward(d_out: FloatArray, block: _Block) -> FloatArray:
    """Return the gradient of what the convolution of this block returned."""
    d_hidden = max_pool2d_backward(d_out, block.hidden, block.out, POOLING)
    return relu_backward(d_hidden, block.hidden)
