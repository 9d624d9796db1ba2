"""The loss of a yes-or-no question, computed from logits."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape, checked_labels
from aiclass.scratch._sigmoid import sigmoid


def binary_cross_entropy_with_logits(logits: ArrayLike, labels: ArrayLike) -> tuple[float, FloatArray]:
    """Return the mean binary cross-entropy and its gradient with respect to the logits.

    With p = sigmoid(z) the loss of one row, -y log p - (1 - y) log (1 - p), equals log(1 + exp(z)) - y z.
    In that form no logarithm of 0 can appear; log(1 + exp(z)) is max(z, 0) + log(1 + exp(-abs(z))).

    Args:
        logits: (N,), scores before the sigmoid.
        labels: (N,) integers or booleans, 1 for yes and 0 for no.

    Returns:
        loss: scalar, in nats, mean over the batch.
        d_logits: (N,), (sigmoid(logits) - labels) / N.

    Raises:
        ShapeError: logits is not (N,) with N > 0, or labels is not (N,).
        LabelError: a label is neither 0 nor 1; names the first bad row.

    Source: Goodfellow, Bengio and Courville (2016), section 6.2.2.2.

    >>> loss, d_logits = binary_cross_entropy_with_logits(np.zeros(2), np.array([0, 1]))
    >>> round(loss, 4)  # log 2: a coin toss
    0.6931
    >>> d_logits
    array([ 0.25, -0.25])
    """
    z = as_floats(logits)
    check_shape("logits", z, ("N",), "한 행에 하나")
    y = checked_labels(labels, len(z), 2).astype(z.dtype)  # (N,)
    losses = np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z))) - y * z  # (N,)
    d_logits = (sigmoid(z) - y) / len(z)  # (N,)
    return float(losses.mean()), d_logits
