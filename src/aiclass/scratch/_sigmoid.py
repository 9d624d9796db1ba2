"""The sigmoid: from any number to a probability."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats


def sigmoid(logits: ArrayLike) -> FloatArray:
    """Return 1 / (1 + exp(-logits)), element by element.

    Only exp of numbers <= 0 is taken, so no logit is too large or too small.

    Args:
        logits: any shape.

    Returns:
        probabilities: the shape of logits, between 0 and 1.

    Source: Goodfellow, Bengio and Courville (2016), section 3.10.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    z = as_floats(logits)
    decayed = np.exp(-np.abs(z))  # at most 1
    return np.asarray(np.where(z >= 0, 1.0, decayed) / (1.0 + decayed))
