"""The nearest-mean classifier."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from sklearn.metrics import pairwise_distances
from sklearn.neighbors import NearestCentroid

from aiclass.scratch import LabelError, ShapeError, class_means, squared_distances

RNG = np.random.default_rng(4)
X = RNG.normal(size=(60, 5))
LABELS = np.tile(np.arange(3), 20)


def test_means_and_predictions_equal_scikit_learn():
    theirs = NearestCentroid().fit(X, LABELS)
    means = class_means(X, LABELS, 3)
    assert_allclose(means, theirs.centroids_, rtol=1e-12)
    fresh = RNG.normal(size=(40, 5))
    assert squared_distances(fresh, means).argmin(axis=1).tolist() == theirs.predict(fresh).tolist()


def test_distances_equal_scikit_learn():
    centres = RNG.normal(size=(4, 5))
    assert_allclose(squared_distances(X, centres), pairwise_distances(X, centres) ** 2, rtol=1e-9)


def test_bytes_neither_overflow_in_the_mean_nor_wrap_around_in_the_distance():
    x = np.array([[255, 0], [255, 0], [0, 10]], dtype=np.uint8)
    means = class_means(x, np.array([0, 0, 1]), 2)
    assert means.tolist() == [[255.0, 0.0], [0.0, 10.0]]
    centres = np.array([[0, 20]], dtype=np.uint8)
    assert squared_distances(x, centres).ravel().tolist() == [65425.0, 65425.0, 100.0]


def test_float32_sums_are_as_exact_as_float64():
    x = np.full((100_000, 1), 0.1, dtype=np.float32)
    assert class_means(x, np.zeros(100_000, dtype=int), 1)[0, 0] == pytest.approx(
        float(np.float32(0.1)), rel=1e-9
    )


@given(arrays(np.float64, (4, 3), elements=st.floats(-1e3, 1e3)), st.floats(-1e3, 1e3))
def test_distances_ignore_a_common_shift(x, shift):
    centres = np.eye(3)
    assert_allclose(
        squared_distances(x + shift, centres + shift), squared_distances(x, centres), rtol=1e-6, atol=1e-6
    )


def test_class_without_rows_is_named():
    with pytest.raises(LabelError, match=r"(?s)클래스 번호: 1\n.*0부터 2까지.*\[SC-20\]"):
        class_means(X[:2], np.array([0, 2]), 3)


def test_pictures_must_be_laid_in_rows():
    with pytest.raises(ShapeError, match=r"x\.reshape\(len\(x\), -1\)"):
        class_means(np.zeros((2, 28, 28)), np.array([0, 1]), 2)
    with pytest.raises(ShapeError, match=r"(?s)centres의 모양.*\(K, 5\).*\(3, 4\)"):
        squared_distances(X, np.zeros((3, 4)))
