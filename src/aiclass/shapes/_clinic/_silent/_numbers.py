"""Whether numbers are probabilities already. Numbers are looked at a few times a line, and never kept."""

from typing import Any, Final

import numpy as np

from aiclass.shapes._clinic import _meta

MOST_NUMBERS: Final = 200_000  # rows beyond that are not looked at
CLOSE: Final = 1e-4
STEPS: Final = 4  # back in PyTorch's graph, through views


def is_distribution(scores: Any) -> bool:
    """Return whether each row of (N, K) scores is positive, sums to 1, and is no one-hot row."""
    if _meta.is_tensor(scores):
        if not scores.is_floating_point() or scores.ndim < 2 or scores.device.type == "meta":
            return False
        scores = scores.detach()[: max(1, MOST_NUMBERS // scores.shape[1])].double().cpu().numpy()
    if type(scores) is not np.ndarray or scores.dtype.kind != "f" or scores.ndim < 2 or scores.shape[1] < 2:
        return False
    some = scores[: max(1, MOST_NUMBERS // scores.shape[1])]
    if not some.size or some.min() < 0 or some.max() > 1 + CLOSE:
        return False
    is_one_hot = bool(np.all((some == 0) | (some == 1)))
    return not is_one_hot and bool(np.all(np.abs(some.sum(axis=1) - 1) < CLOSE))


def is_sigmoid(scores: Any) -> bool:
    """Return whether PyTorch's graph says that a sigmoid made these scores."""
    node = getattr(scores, "grad_fn", None) if _meta.is_tensor(scores) else None
    for _ in range(STEPS):
        if node is None:
            return False
        if "Sigmoid" in type(node).__name__:
            return True
        if not any(word in type(node).__name__ for word in ("View", "Squeeze", "Select", "Reshape")):
            return False
        node = node.next_functions[0][0] if node.next_functions else None
    return False
