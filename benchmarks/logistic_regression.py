"""Twos and fours: our logistic regression beside scikit-learn's, and vectorised beside its own loop."""

from functools import partial

import numpy as np
from sklearn.linear_model import LogisticRegression

from aiclass import data
from aiclass.scratch import (
    accuracy,
    logistic_regression_loss,
    logistic_regression_loss_loop,
    mini_batch_gradient_descent,
)
from benchmarks.comparison import Comparison

# The best of 18 settings on the last sixth of the training rows, mean of three seeds; the test rows decide nothing.
RECIPE = {"learning_rate": 0.5, "epochs": 8, "batch_size": 64}
ACCURACY = 0.983
LOOP_ROWS = 20


def comparisons(images: data.ImageDataset) -> list[Comparison]:
    """Return the two comparisons on this data set.

    Raises:
        RuntimeError: on real MNIST a side does not reach the accuracy that makes the times comparable.
    """
    x, labels = _twos_and_fours(images.train)
    zero = (np.zeros(x.shape[1], dtype=x.dtype), x.dtype.type(0))

    def ours() -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(0)
        return mini_batch_gradient_descent(
            logistic_regression_loss, zero, x, labels, rng=rng, **RECIPE
        ).parameters

    def theirs() -> LogisticRegression:
        return LogisticRegression().fit(x, labels)

    if not images.twin:
        _require_accuracy(images.test, *ours(), theirs())
    few = x[:LOOP_ROWS].astype(np.float64), labels[:LOOP_ROWS]
    point = np.zeros(x.shape[1]), 0.0
    return [
        Comparison(name="logistic-regression-2v4", ours=ours, theirs=theirs, target=1.0),
        Comparison(
            name="logistic-regression-vectorised",
            ours=partial(logistic_regression_loss, *few, *point),
            theirs=partial(logistic_regression_loss_loop, *few, *point),
            target=1.0,
        ),
    ]


def _twos_and_fours(split: data.ImageSplit) -> tuple[np.ndarray, np.ndarray]:
    """Return pixels in 0..1, (N, 784) float32, and labels (N,), 1 for a four."""
    rows = np.isin(split.labels, (2, 4))
    pixels = split.images[rows].reshape(-1, 784) / np.float32(255)
    return pixels, (split.labels[rows] == 4).astype(np.int64)


def _require_accuracy(
    split: data.ImageSplit, weight: np.ndarray, bias: np.ndarray, model: LogisticRegression
) -> None:
    x, labels = _twos_and_fours(split)
    reached = {
        "ours": accuracy((x @ weight + bias > 0).astype(np.int64), labels),
        "scikit-learn": float(model.score(x, labels)),
    }
    short = {side: value for side, value in reached.items() if value < ACCURACY}
    if short:
        raise RuntimeError(f"test accuracy below {ACCURACY}, the times would not be comparable: {short}")
