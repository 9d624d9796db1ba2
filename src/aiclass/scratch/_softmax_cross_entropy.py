"""The loss of a choice among K classes, computed from logits."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, checked_labels
from aiclass.scratch._softmax import log_softmax


def softmax_cross_entropy(logits: ArrayLike, labels: ArrayLike) -> tuple[float, FloatArray]:
    """Return the mean cross-entropy loss and its gradient with respect to the logits.

    Softmax and logarithm are taken together, so large logits cannot overflow.

    Args:
        logits: (N, K), unnormalised scores.
        labels: (N,) integers, the right class of each row, 0 <= label < K.

    Returns:
        loss: scalar, in nats, mean over the batch.
        d_logits: (N, K), (softmax(logits) - one_hot(labels)) / N.

    Raises:
        ShapeError: logits is not (N, K) with N, K > 0, or labels is not (N,).
        LabelError: a label lies outside 0..K-1; names the first bad row.

    Source: Goodfellow, Bengio and Courville (2016), section 6.2.2.3.

    >>> loss, _ = softmax_cross_entropy(np.zeros((2, 4)), np.array([0, 3]))
    >>> round(loss, 4)  # log 4: four equally likely classes
    1.3863
    """
    log_probs = log_softmax(logits)  # (N, K)
    num_rows, num_classes = log_probs.shape
    right = checked_labels(labels, num_rows, num_classes)  # (N,)
    rows = np.arange(num_rows)  # (N,)
    loss = -log_probs[rows, right].mean()  # ()
    d_logits = np.exp(log_probs)  # (N, K), softmax
    d_logits[rows, right] -= 1.0
    return float(loss), d_logits / num_rows
