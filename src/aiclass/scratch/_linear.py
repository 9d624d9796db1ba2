"""The linear layer: every output is a weighted sum of all inputs."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape


def linear(x: ArrayLike, weight: ArrayLike, bias: ArrayLike) -> FloatArray:
    """Return x @ weight + bias.

    torch.nn.Linear keeps the transpose of this weight, (K, D).

    Args:
        x: (N, D), one sample a row.
        weight: (D, K), one column an output.
        bias: (K,).

    Returns:
        out: (N, K).

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or another argument does not fit it.

    Source: Goodfellow, Bengio and Courville (2016), section 6.1.

    >>> linear(np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]), np.array([0.0, 0.0, 10.0]))
    array([[ 1.,  2., 13.]])
    """
    features, weights, biases = as_floats(x), as_floats(weight), as_floats(bias)
    _check_shapes(features, weights)
    check_shape("bias", biases, (weights.shape[1],), "weight의 열마다 하나")
    out: FloatArray = features @ weights  # (N, K)
    return out + biases


def linear_backward(
    d_out: ArrayLike, x: ArrayLike, weight: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the gradients of a linear layer's input, weight and bias.

    Args:
        d_out: (N, K), gradient of the layer's output.
        x: (N, D), what the layer was given.
        weight: (D, K).

    Returns:
        d_x: (N, D), d_out @ weight.T.
        d_weight: (D, K), x.T @ d_out.
        d_bias: (K,), sum of d_out over the batch.

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or another argument does not fit it.

    Source: Goodfellow, Bengio and Courville (2016), section 6.5.6.

    >>> d_x, d_weight, d_bias = linear_backward(np.ones((2, 1)), np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones((2, 1)))
    >>> d_weight.ravel(), d_bias
    (array([4., 6.]), array([2.]))
    """
    d_outputs, features, weights = as_floats(d_out), as_floats(x), as_floats(weight)
    _check_shapes(features, weights)
    check_shape("d_out", d_outputs, (len(features), weights.shape[1]), "출력의 모양")
    d_x = d_outputs @ weights.T  # (N, D)
    d_weight = features.T @ d_outputs  # (D, K)
    d_bias = d_outputs.sum(axis=0)  # (K,)
    return d_x, d_weight, np.asarray(d_bias)


def _check_shapes(x: FloatArray, weight: FloatArray) -> None:
    check_shape("x", x, ("N", "D"), "행은 샘플, 열은 특성")
    check_shape("weight", weight, (x.shape[1], "K"), "x의 열마다 한 행, 출력마다 한 열")
