"""Applicants: steps of linear regression, vectorised beside its own loop."""

from functools import partial

import numpy as np

from aiclass import data
from aiclass.scratch import (
    Standardizer,
    gradient_descent,
    linear_regression_loss,
    linear_regression_loss_loop,
)
from benchmarks.comparison import Comparison

STEPS = 20
LEARNING_RATE = 0.1


def comparisons(table: data.TabularDataset) -> list[Comparison]:
    """Return the comparison on this data set: the same steps on all features, standardised."""
    x = Standardizer.fit(table.train.features).transform(table.train.features)  # (N, D)
    descend = partial(
        gradient_descent,
        parameters=(np.zeros(x.shape[1]), 0.0),
        learning_rate=LEARNING_RATE,
        steps=STEPS,
    )
    return [
        Comparison(
            name="linear-regression-vectorised",
            ours=partial(descend, partial(linear_regression_loss, x, table.train.targets)),
            theirs=partial(descend, partial(linear_regression_loss_loop, x, table.train.targets)),
            target=10.0,
        )
    ]
