"""What works on tensors and is no sign and no method, under PyTorch's names and with its defaults."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from aiclass.autograd import _concatenate, _conv2d, _cross_entropy, _pooling
from aiclass.autograd._operands import as_numbers
from aiclass.autograd._plain import plain
from aiclass.autograd._tensor import Tensor


def tensor(data: Any, *, requires_grad: bool = False, name: str | None = None) -> Tensor:
    """Return a tensor with a copy of these numbers.

    Args:
        data: numbers, nested lists of them, or an array. Its dtype stays; Python floats become float64 (in PyTorch
            float32).
        requires_grad: whether `backward` shall find its gradient: True for what is learned.
        name: what pictures and tables call it.

    Raises:
        DataError: data holds no numbers, or a gradient is wanted for integers.

    >>> x = tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    array([2., 4.])
    """
    return Tensor(np.array(as_numbers(data)), requires_grad=requires_grad, name=name)


def concatenate(tensors: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Return the tensors one after the other along an axis that they have.

    Raises:
        OperationError: there is none, or shapes differ elsewhere than along this axis.

    >>> concatenate([tensor([1.0]), tensor([2.0, 3.0])])
    tensor([1., 2., 3.])
    """
    return Tensor.apply(_concatenate.concatenate, *tensors, axis=axis)


def log_softmax(x: Tensor, axis: int) -> Tensor:
    """Return the logarithm of each probability along an axis, in nats.

    Source: Goodfellow, Bengio and Courville (2016), section 6.2.2.3.

    >>> log_softmax(tensor([0.0, -1000.0]), axis=0)
    tensor([    0., -1000.])
    """
    return Tensor.apply(_cross_entropy.log_softmax, x, axis=axis)


def cross_entropy(logits: Tensor, labels: ArrayLike | Tensor) -> Tensor:
    """Return the mean loss of a choice among K classes, from unnormalised scores.

    Args:
        logits: (N, K).
        labels: (N,) integers, 0 <= label < K.

    Raises:
        ShapeError: of `aiclass.scratch`; logits is not (N, K) with N, K > 0, or labels is not (N,).
        LabelError: of `aiclass.scratch`; a label is no integer or lies outside.

    Source: Goodfellow, Bengio and Courville (2016), section 6.2.2.3.

    >>> cross_entropy(tensor([[0.0, 0.0, 0.0, 0.0]]), [2])  # log 4: four equally likely classes
    tensor(1.3863)
    """
    return Tensor.apply(_cross_entropy.cross_entropy, logits, labels=plain(labels))


def conv2d(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, *, stride: int = 1, padding: int = 0
) -> Tensor:
    """Return the scores of every filter at every window of the images.

    Args:
        x: (N, C, H, W).
        weight: (O, C, KH, KW), one filter an output channel.
        bias: (O,); none is 0.
        stride: pixels from one window to the next.
        padding: zeros around each image.

    Returns:
        out: (N, O, HO, WO), sizes as `aiclass.scratch.conv_output_size` says.

    Raises:
        ShapeError: of `aiclass.scratch`; an argument has the wrong axes or does not fit.
        SettingError: of `aiclass.scratch`; a setting is out of its range, or the filter is too large.
    """
    inputs = (x, weight) if bias is None else (x, weight, bias)
    return Tensor.apply(_conv2d.conv2d, *inputs, stride=stride, padding=padding)


def max_pool2d(x: Tensor, kernel_size: int, *, stride: int | None = None) -> Tensor:
    """Return the largest value of every window of (N, C, H, W) images; stride is kernel_size where not given.

    Raises:
        ShapeError: of `aiclass.scratch`; x is not (N, C, H, W).
        SettingError: of `aiclass.scratch`; a setting is out of its range, or the window is too large.
    """
    return Tensor.apply(_pooling.max_pool2d, x, kernel_size=kernel_size, stride=stride)


def avg_pool2d(x: Tensor, kernel_size: int, *, stride: int | None = None) -> Tensor:
    """Return the mean of every window of (N, C, H, W) images; stride is kernel_size where not given.

    Raises:
        ShapeError: of `aiclass.scratch`; x is not (N, C, H, W).
        SettingError: of `aiclass.scratch`; a setting is out of its range, or the window is too large.
    """
    return Tensor.apply(_pooling.avg_pool2d, x, kernel_size=kernel_size, stride=stride)
