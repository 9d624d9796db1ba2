"""How much of the spread of the targets a model explains."""

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import as_floats, check_shape
from aiclass.scratch.errors import SettingError


def r2_score(targets: ArrayLike, predictions: ArrayLike) -> float:
    """Return R squared: 1 minus the squared errors over those of always predicting the mean of these targets.

    1 is perfect, 0 as good as the mean, below 0 worse than the mean. The two arguments cannot change places.

    Args:
        targets: (N,), what is true.
        predictions: (N,), what a model says.

    Raises:
        ShapeError: targets is not (N,) with N > 0, or predictions is not (N,).
        SettingError: all targets are the same, so there is no spread to explain.

    Source: James, Witten, Hastie and Tibshirani (2021), section 3.1.3.

    >>> r2_score(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 2.0]))
    0.5
    >>> r2_score(np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 2.0]))
    0.0
    """
    truth, guesses = as_floats(targets), as_floats(predictions)
    check_shape("targets", truth, ("N",), "샘플마다 하나")
    check_shape("predictions", guesses, truth.shape, "targets와 같은 모양")
    if np.ptp(truth) == 0.0:
        from aiclass.messages import message

        raise SettingError(
            message("SC-07", name="targets", expected="서로 다른 값이 섞인 정답", actual=f"모두 {truth[0]:g}")
        )
    return 1.0 - float(((truth - guesses) ** 2).sum() / ((truth - truth.mean()) ** 2).sum())
