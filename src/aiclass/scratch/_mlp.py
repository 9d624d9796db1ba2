"""The multi-layer perceptron: linear layers with a bend between them, its loss and every gradient."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from aiclass.scratch._activations import relu, relu_backward, sigmoid_backward, tanh, tanh_backward
from aiclass.scratch._arrays import FloatArray, as_floats, check_shape
from aiclass.scratch._initialisation import Initialisation, he_normal
from aiclass.scratch._linear import linear
from aiclass.scratch._settings import bad_setting
from aiclass.scratch._sigmoid import sigmoid
from aiclass.scratch._softmax_cross_entropy import softmax_cross_entropy

Layer: TypeAlias = tuple[FloatArray, FloatArray]
"""The weight and the bias of one layer."""

ACTIVATIONS: dict[str, tuple[Callable[..., FloatArray], Callable[..., FloatArray]]] = {
    "relu": (relu, relu_backward),
    "sigmoid": (sigmoid, sigmoid_backward),
    "tanh": (tanh, tanh_backward),
}


def mlp_parameters(
    sizes: Sequence[int],
    *,
    rng: np.random.Generator,
    initialise: Initialisation = he_normal,
    dtype: DTypeLike = np.float32,
) -> tuple[FloatArray, ...]:
    """Return the first parameters of an MLP: weight, bias, weight, bias and so on; biases are 0.

    Args:
        sizes: units of each layer, the input first, such as (784, 128, 10).
        rng: decides the weights.
        initialise: makes each weight, such as `he_normal` or `xavier_normal`.
        dtype: float32 or float64; give the data the same.

    Raises:
        SettingError: fewer than two sizes, or one of them below 1.

    >>> [p.shape for p in mlp_parameters((784, 128, 10), rng=np.random.default_rng(0))]
    [(784, 128), (128,), (128, 10), (10,)]
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise bad_setting("sizes", "(784, 128, 10)처럼 1 이상인 크기 둘 이상", tuple(sizes))
    layers = ((initialise(pair, rng=rng, dtype=dtype), np.zeros(pair[1], dtype)) for pair in pairwise(sizes))
    return tuple(parameter for layer in layers for parameter in layer)


def mlp_logits(x: ArrayLike, *parameters: ArrayLike, activation: str = "relu") -> FloatArray:
    """Return the scores of each class.

    Args:
        x: (N, D), one sample a row.
        parameters: weight, bias, weight, bias and so on, as `mlp_parameters` returns them.
        activation: "relu", "tanh" or "sigmoid", after every layer but the last.

    Returns:
        logits: (N, K).

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or a parameter does not fit what comes before it.
        SettingError: there is no such activation, or a bias is missing.
    """
    layers, (activate, _) = as_layers(parameters), _activation(activation)
    *_, last = _forward(as_floats(x), layers, activate)  # (N, width of the last hidden layer)
    return linear(last, *layers[-1])


def mlp_loss(
    x: ArrayLike, labels: ArrayLike, *parameters: ArrayLike, activation: str = "relu"
) -> tuple[float, *tuple[FloatArray, ...]]:
    """Return the mean cross-entropy loss and the gradient of every parameter.

    It is an objective for `mini_batch_gradient_descent` and, with x and labels bound, for `gradient_check`.

    Args:
        x: (N, D), one sample a row.
        labels: (N,) integers, the right class of each row, 0 <= label < K.
        parameters: weight, bias, weight, bias and so on, as `mlp_parameters` returns them. Give x their dtype:
            float32 beside float64 makes NumPy copy all of x at every call.
        activation: "relu", "tanh" or "sigmoid", after every layer but the last.

    Returns:
        loss: scalar, in nats, mean over the batch.
        gradients: one a parameter, in the same order and shape.

    Raises:
        ShapeError: x is not (N, D) with N, D > 0, or a parameter does not fit what comes before it.
        LabelError: a label lies outside 0..K-1; names the first bad row.
        SettingError: there is no such activation.

    Source: Rumelhart, Hinton and Williams (1986); Goodfellow, Bengio and Courville (2016), algorithm 6.4.

    >>> parameters = (np.zeros((2, 3)), np.zeros(3), np.zeros((3, 4)), np.zeros(4))
    >>> loss, *gradients = mlp_loss(np.ones((1, 2)), np.array([0]), *parameters)
    >>> round(loss, 4), gradients[3]  # log 4: four equally likely classes
    (1.3863, array([-0.75,  0.25,  0.25,  0.25]))
    """
    layers, (activate, activate_backward) = as_layers(parameters), _activation(activation)
    inputs = _forward(as_floats(x), layers, activate)  # what each layer is given
    logits = linear(inputs[-1], *layers[-1])  # (N, K)
    loss, d_z = softmax_cross_entropy(
        logits, labels
    )  # d_z: gradient of a layer's output, before its activation
    gradients: list[FloatArray] = []
    for position in reversed(range(len(layers))):
        gradients += d_z.sum(axis=0), inputs[position].T @ d_z  # d_bias, d_weight
        if position > 0:  # x itself needs no gradient
            d_hidden = d_z @ layers[position][0].T  # (N, width of this layer's input)
            d_z = activate_backward(d_hidden, inputs[position])
    return loss, *reversed(gradients)


def as_layers(parameters: Sequence[ArrayLike]) -> list[Layer]:
    """Return weight, bias, weight, bias and so on in pairs.

    Raises:
        SettingError: there is none, or the last has no partner.
    """
    if not parameters or len(parameters) % 2:
        expected = "weight, bias, weight, bias처럼 번갈아 짝수 개"
        raise bad_setting("parameters", expected, f"{len(parameters)}개")
    arrays = [as_floats(parameter) for parameter in parameters]
    return list(zip(arrays[::2], arrays[1::2], strict=True))


def _forward(
    x: FloatArray, layers: list[Layer], activate: Callable[[FloatArray], FloatArray]
) -> list[FloatArray]:
    """Return what each layer is given: x, then the output of each hidden layer."""
    _check_shapes(x, layers)
    inputs = [x]
    for weight, bias in layers[:-1]:
        inputs.append(activate(linear(inputs[-1], weight, bias)))
    return inputs


def _check_shapes(x: FloatArray, layers: list[Layer]) -> None:
    """Raise unless each layer takes what the one before it gives; `linear` could not say which layer it is."""
    check_shape("x", x, ("N", "D"), "행은 샘플, 열은 특성")
    width = x.shape[1]
    for position, (weight, bias) in enumerate(layers):
        where = f"parameters[{2 * position}]"
        check_shape(
            where, weight, (width, "K"), f"{position}번 층의 weight. 행은 이 층에 들어오는 값마다 하나"
        )
        width = weight.shape[1]
        check_shape(
            f"parameters[{2 * position + 1}]",
            bias,
            (width,),
            f"{position}번 층의 bias. {where}의 열마다 하나",
        )


def _activation(name: str) -> tuple[Callable[..., FloatArray], Callable[..., FloatArray]]:
    if name not in ACTIVATIONS:
        raise bad_setting("activation", ", ".join(ACTIVATIONS), name)
    return ACTIVATIONS[name]
