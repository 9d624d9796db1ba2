"""Features brought to mean 0 and standard deviation 1."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from aiclass.scratch._arrays import FloatArray, as_floats, check_shape

SMALLEST_SCALE = float(np.finfo(np.float32).tiny)  # what is below would be 0 for float32 features


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standardizer:
    """The mean and scale of each feature, learned from the training rows only.

    Validation and test rows are transformed with the same numbers: what is measured on them must not depend
    on them.

    Attributes:
        mean: (D,) float64.
        scale: (D,) float64, standard deviation; 1 for a constant feature, which therefore becomes 0.

    >>> train = np.array([[1.0, 7.0], [3.0, 7.0]])
    >>> standardizer = Standardizer.fit(train)
    >>> standardizer.transform(train)
    array([[-1.,  0.],
           [ 1.,  0.]])
    >>> standardizer.transform(np.array([[5.0, 8.0]]))
    array([[3., 1.]])
    """

    mean: FloatArray
    scale: FloatArray

    @classmethod
    def fit(cls, x: ArrayLike) -> Self:
        """Return the standardizer of these rows.

        Args:
            x: (N, D), the training rows.

        Raises:
            ShapeError: x is not (N, D) with N, D > 0.
        """
        features = np.asarray(x)
        check_shape("x", features, ("N", "D"), "행은 샘플, 열은 특성")
        mean = features.mean(axis=0, dtype=np.float64)  # (D,)
        deviation = features.std(
            axis=0, dtype=np.float64
        )  # (D,), by rounding not quite 0 for a column of 0.1
        is_constant = (np.ptp(features, axis=0) == 0) | (deviation < SMALLEST_SCALE)  # (D,)
        return cls(mean=np.where(is_constant, features[0], mean), scale=np.where(is_constant, 1.0, deviation))

    def transform(self, x: ArrayLike) -> FloatArray:
        """Return (x - mean) / scale, (N, D), in the dtype of x where that is a float.

        Raises:
            ShapeError: x does not have the D columns of the training rows.
        """
        features = self._features(x)
        return (features - self.mean.astype(features.dtype)) / self.scale.astype(features.dtype)

    def inverse(self, x: ArrayLike) -> FloatArray:
        """Return x * scale + mean, (N, D): what `transform` made it from.

        Raises:
            ShapeError: x does not have the D columns of the training rows.
        """
        features = self._features(x)
        return features * self.scale.astype(features.dtype) + self.mean.astype(features.dtype)

    def _features(self, x: ArrayLike) -> FloatArray:
        features = as_floats(x)
        check_shape("x", features, ("N", len(self.mean)), "학습에 쓴 데이터와 같은 열 수")
        return features
