"""ReLU and tanh, which bend what linear layers leave straight.

The derivative of each can be read off its output, so a backward pass needs the output alone. That of the sigmoid
stands here too.
"""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape


def relu(x: ArrayLike) -> FloatArray:
    """Return x where it is above 0, else 0.

    Args:
        x: any shape.

    Source: Glorot, Bordes and Bengio (2011).

    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    values = as_floats(x)
    return np.maximum(values, values.dtype.type(0))


def relu_backward(d_out: ArrayLike, out: ArrayLike) -> FloatArray:
    """Return the gradient of ReLU's input: d_out where the output is above 0, else 0.

    At the kink, where the input is exactly 0, the gradient is 0, as in PyTorch.

    Args:
        d_out: gradient of the output.
        out: what `relu` returned, same shape.

    Raises:
        ShapeError: the two differ in shape.

    >>> relu_backward(np.array([5.0, 5.0, 5.0]), relu(np.array([-2.0, 0.0, 3.0])))
    array([0., 0., 5.])
    """
    d_outputs, outputs = _same_shape(d_out, out)
    return d_outputs * (outputs > 0)


def tanh(x: ArrayLike) -> FloatArray:
    """Return the hyperbolic tangent, between -1 and 1, element by element.

    Args:
        x: any shape.

    Source: LeCun et al. (1998), Efficient BackProp, section 4.4.

    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    return np.tanh(as_floats(x))


def tanh_backward(d_out: ArrayLike, out: ArrayLike) -> FloatArray:
    """Return the gradient of tanh's input: d_out * (1 - out**2).

    Args:
        d_out: gradient of the output.
        out: what `tanh` returned, same shape.

    Raises:
        ShapeError: the two differ in shape.

    >>> tanh_backward(np.ones(2), tanh(np.array([0.0, 1000.0])))
    array([1., 0.])
    """
    d_outputs, outputs = _same_shape(d_out, out)
    return d_outputs * (1 - outputs * outputs)


def sigmoid_backward(d_out: ArrayLike, out: ArrayLike) -> FloatArray:
    """Return the gradient of the sigmoid's input: d_out * out * (1 - out), at most a quarter of d_out.

    Args:
        d_out: gradient of the output.
        out: what `sigmoid` returned, same shape.

    Raises:
        ShapeError: the two differ in shape.

    >>> sigmoid_backward(np.ones(2), np.array([0.5, 1.0]))
    array([0.25, 0.  ])
    """
    d_outputs, outputs = _same_shape(d_out, out)
    return d_outputs * (outputs * (1 - outputs))


def _same_shape(d_out: ArrayLike, out: ArrayLike) -> tuple[FloatArray, FloatArray]:
    d_outputs, outputs = as_floats(d_out), as_floats(out)
    if d_outputs.shape != outputs.shape:
        check_shape("d_out", d_outputs, outputs.shape, "출력의 모양")
    return d_outputs, outputs
