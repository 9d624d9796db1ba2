"""Accuracy, the confusion matrix and the standardizer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from sklearn.metrics import confusion_matrix as sklearn_confusion_matrix
from sklearn.preprocessing import StandardScaler

from aiclass.scratch import LabelError, ShapeError, Standardizer, accuracy, confusion_matrix

RNG = np.random.default_rng(2)
X = RNG.normal(loc=50.0, scale=[0.01, 1.0, 300.0], size=(40, 3))


def test_accuracy_is_the_share_of_equal_entries():
    assert accuracy(np.array([True, False, True]), np.array([1, 0, 0])) == pytest.approx(2 / 3)


def test_accuracy_refuses_a_column_that_would_broadcast():
    with pytest.raises(ShapeError, match=r"(?s)labels의 모양.*\(3,\) \(예측마다 하나\).*\(3, 1\)"):
        accuracy(np.array([0, 1, 1]), np.array([[0], [1], [1]]))


def test_confusion_matrix_equals_scikit_learn():
    labels, predictions = RNG.integers(4, size=100), RNG.integers(4, size=100)
    expected = sklearn_confusion_matrix(labels, predictions, labels=range(4))
    assert confusion_matrix(labels, predictions, 4).tolist() == expected.tolist()


def test_confusion_matrix_has_the_right_classes_as_rows():
    assert confusion_matrix(np.array([2]), np.array([0]), 3).tolist() == [[0, 0, 0], [0, 0, 0], [1, 0, 0]]


def test_confusion_matrix_names_the_bad_prediction():
    with pytest.raises(LabelError, match=r"(?s)이름: predictions.*자리: 1번 행.*받은 번호: 3"):
        confusion_matrix(np.array([0, 1]), np.array([0, 3]), 3)


def test_standardizer_equals_scikit_learn():
    theirs = StandardScaler().fit(X)
    mine = Standardizer.fit(X)
    fresh = RNG.normal(size=(5, 3))
    assert_allclose(mine.transform(fresh), theirs.transform(fresh), rtol=1e-10)


def test_training_rows_get_mean_zero_and_deviation_one():
    rows = Standardizer.fit(X).transform(X)
    assert_allclose(rows.mean(axis=0), 0.0, atol=1e-10)
    assert_allclose(rows.std(axis=0), 1.0, rtol=1e-10)


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9, 255])
def test_constant_column_becomes_zero_not_infinite(value):
    x = np.column_stack([np.full(40, value), X[:, 0]])
    standardizer = Standardizer.fit(x)
    assert standardizer.scale[0] == 1.0
    assert standardizer.transform(x)[:, 0].tolist() == [0.0] * 40


@given(arrays(np.float64, (6, 2), elements=st.floats(-1e3, 1e3)))
def test_inverse_undoes_transform(x):
    standardizer = Standardizer.fit(x)
    assert_allclose(standardizer.inverse(standardizer.transform(x)), x, atol=1e-9)


def test_float32_images_stay_float32_and_bytes_become_floats():
    standardizer = Standardizer.fit(X)
    assert standardizer.transform(X.astype(np.float32)).dtype == np.float32
    pixels = np.array([[0, 7], [255, 7]], dtype=np.uint8)
    assert Standardizer.fit(pixels).transform(pixels).tolist() == [[-1.0, 0.0], [1.0, 0.0]]


def test_another_number_of_columns_is_refused():
    with pytest.raises(ShapeError, match=r"(?s)x의 모양.*\(N, 3\).*\(40, 2\)"):
        Standardizer.fit(X).transform(X[:, :2])
