"""Softmax: from the scores of K classes to K probabilities."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape


def softmax(logits: ArrayLike) -> FloatArray:
    """Return the probability of each class, row by row.

    The largest logit of a row is taken away first: that changes no probability, and exp cannot overflow.

    Args:
        logits: (N, K), unnormalised scores.

    Returns:
        probabilities: (N, K), positive or 0, each row sums to 1.

    Raises:
        ShapeError: logits is not (N, K) with N, K > 0.

    Source: Goodfellow, Bengio and Courville (2016), section 6.2.2.3.

    >>> softmax(np.array([[0.0, 0.0], [0.0, 1000.0]]))
    array([[0.5, 0.5],
           [0. , 1. ]])
    """
    exponentials = np.exp(_shifted(logits))  # (N, K), largest is 1
    sums: FloatArray = exponentials.sum(axis=1, keepdims=True)  # (N, 1)
    return exponentials / sums  # (N, K)


def log_softmax(logits: ArrayLike) -> FloatArray:
    """Return the logarithm of each class's probability, row by row.

    Logarithm and softmax are taken together, so a probability too small for a float keeps its logarithm.

    Args:
        logits: (N, K), unnormalised scores.

    Returns:
        log_probs: (N, K), in nats, at most 0.

    Raises:
        ShapeError: logits is not (N, K) with N, K > 0.

    Source: Goodfellow, Bengio and Courville (2016), section 6.2.2.3.

    >>> log_softmax(np.array([[0.0, -1000.0]]))
    array([[    0., -1000.]])
    """
    shifted = _shifted(logits)  # (N, K)
    log_sums: FloatArray = np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, 1)
    return shifted - log_sums  # (N, K)


def _shifted(logits: ArrayLike) -> FloatArray:
    """Return the logits less the largest of their row."""
    scores = as_floats(logits)
    check_shape("logits", scores, ("N", "K"), "행은 샘플, 열은 클래스")
    largest: FloatArray = scores.max(axis=1, keepdims=True)  # (N, 1)
    return scores - largest  # (N, K), largest is 0
