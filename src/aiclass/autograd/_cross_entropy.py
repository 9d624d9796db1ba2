"""From the scores of K classes to log-probabilities, and to the loss."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from aiclass import scratch

Array: TypeAlias = NDArray[Any]
Outcome: TypeAlias = tuple[Array, tuple[Any, ...]]


def log_softmax(x: Array, *, axis: int) -> Outcome:
    """Return the logarithm of softmax: raising one score lowers the log-probability of all by that one's share."""
    shifted: Array = x - x.max(axis=axis, keepdims=True)  # largest is 0, so that exp cannot overflow
    log_sums: Array = np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    log_probs = shifted - log_sums

    def d_x(d_out: Array) -> Array:
        probabilities: Array = np.exp(log_probs)
        return np.asarray(d_out - probabilities * d_out.sum(axis=axis, keepdims=True))

    return log_probs, (d_x,)


def cross_entropy(logits: Array, *, labels: Array) -> Outcome:
    """Return the mean loss over the batch: the gradient is what was predicted less what is true, over N."""
    loss, d_loss = scratch.softmax_cross_entropy(logits, labels)  # (), (N, K)

    def d_logits(d_out: Array) -> Array:
        return d_out * d_loss

    return np.asarray(loss, dtype=d_loss.dtype), (d_logits,)
