"""Sigmoid, softmax and the losses from logits: parity with PyTorch, properties, extremes."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from aiclass.scratch import (
    LabelError,
    ShapeError,
    binary_cross_entropy_with_logits,
    log_softmax,
    one_hot,
    sigmoid,
    softmax,
    softmax_cross_entropy,
)

RNG = np.random.default_rng(3)
LOGITS = RNG.normal(scale=4.0, size=(7, 5))
LABELS = RNG.integers(5, size=7)

logit = st.floats(-1e4, 1e4, width=64)
logit_rows = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=logit)


def test_sigmoid_equals_torch():
    assert_allclose(sigmoid(LOGITS), torch.sigmoid(torch.tensor(LOGITS)).numpy(), rtol=1e-13)


def test_sigmoid_of_a_thousand_is_one_and_of_minus_a_thousand_zero():
    assert sigmoid(np.array([-1000.0, 1000.0])).tolist() == [0.0, 1.0]


def test_sigmoid_keeps_small_probabilities():
    """exp(-700) is still a float; 1 - sigmoid(700) would have lost it."""
    assert_allclose(sigmoid(np.array([-700.0])), [np.exp(-700.0)], rtol=1e-13)


def test_sigmoid_of_uint8_is_not_computed_in_half_precision():
    assert_allclose(sigmoid(np.array([1], dtype=np.uint8)), [1 / (1 + np.exp(-1.0))], rtol=1e-15)


@pytest.mark.parametrize("function", [sigmoid, softmax, log_softmax])
def test_float32_stays_float32(function):
    assert function(LOGITS.astype(np.float32)).dtype == np.float32


@given(arrays(np.float64, 5, elements=logit))
def test_sigmoid_of_z_and_of_minus_z_sum_to_one(z):
    assert_allclose(sigmoid(z) + sigmoid(-z), 1.0, rtol=1e-15)


def test_softmax_and_its_logarithm_equal_torch():
    tensor = torch.tensor(LOGITS)
    assert_allclose(softmax(LOGITS), torch.softmax(tensor, dim=1).numpy(), rtol=1e-13)
    assert_allclose(log_softmax(LOGITS), torch.log_softmax(tensor, dim=1).numpy(), rtol=0, atol=1e-12)


@given(logit_rows)
def test_softmax_rows_sum_to_one(logits):
    assert_allclose(softmax(logits).sum(axis=1), 1.0, rtol=1e-12)


@given(arrays(np.int64, (3, 4), elements=st.integers(-100, 100)), st.integers(-100, 100))
def test_softmax_ignores_a_shift(logits, shift):
    assert_allclose(softmax(logits + shift), softmax(logits), rtol=1e-12)


def test_softmax_of_extreme_logits_is_finite():
    assert softmax(np.array([[1e4, -1e4, 0.0]])).tolist() == [[1.0, 0.0, 0.0]]
    assert log_softmax(np.array([[1e4, -1e4, 0.0]])).tolist() == [[0.0, -2e4, -1e4]]


def test_softmax_of_two_classes_is_the_sigmoid_of_the_difference():
    pair = LOGITS[:, :2]
    assert_allclose(softmax(pair)[:, 1], sigmoid(pair[:, 1] - pair[:, 0]), rtol=1e-12)


def test_binary_cross_entropy_and_gradient_equal_torch():
    logits, labels = LOGITS[:, 0], LABELS % 2
    tensor = torch.tensor(logits, requires_grad=True)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(tensor, torch.tensor(labels).double())
    expected.backward()
    loss, d_logits = binary_cross_entropy_with_logits(logits, labels)
    assert loss == pytest.approx(expected.item(), abs=1e-10)
    assert_allclose(d_logits, tensor.grad.numpy(), atol=1e-10)


def test_softmax_cross_entropy_and_gradient_equal_torch():
    tensor = torch.tensor(LOGITS, requires_grad=True)
    expected = torch.nn.functional.cross_entropy(tensor, torch.tensor(LABELS))
    expected.backward()
    loss, d_logits = softmax_cross_entropy(LOGITS, LABELS)
    assert loss == pytest.approx(expected.item(), abs=1e-10)
    assert_allclose(d_logits, tensor.grad.numpy(), atol=1e-10)


def test_extreme_logits_give_the_exact_loss():
    """Each sure and wrong row costs its distance, each sure and right one nothing."""
    loss, d_logits = binary_cross_entropy_with_logits(np.array([1e4, -1e4, 1e4]), np.array([0, 1, 1]))
    assert loss == pytest.approx(2e4 / 3, rel=1e-15)
    assert_allclose(d_logits, [1 / 3, -1 / 3, 0.0])
    loss, d_logits = softmax_cross_entropy(np.array([[1e4, -1e4]]), np.array([1]))
    assert (loss, d_logits.tolist()) == (2e4, [[1.0, -1.0]])


@given(logit_rows, st.randoms(use_true_random=False))
def test_softmax_cross_entropy_is_never_negative_and_its_gradient_rows_sum_to_zero(logits, random):
    labels = np.array([random.randrange(logits.shape[1]) for _ in logits])
    loss, d_logits = softmax_cross_entropy(logits, labels)
    assert loss >= 0.0
    assert_allclose(d_logits.sum(axis=1), 0.0, atol=1e-12)


@given(arrays(np.float64, 4, elements=logit), arrays(np.int64, 4, elements=st.integers(0, 1)))
def test_binary_cross_entropy_is_never_negative(logits, labels):
    assert binary_cross_entropy_with_logits(logits, labels)[0] >= 0.0


@given(st.integers(1, 12), st.integers(1, 12))
def test_equal_logits_cost_the_logarithm_of_the_number_of_classes(num_rows, num_classes):
    loss, _ = softmax_cross_entropy(np.zeros((num_rows, num_classes)), np.zeros(num_rows, dtype=int))
    assert loss == pytest.approx(np.log(num_classes), abs=1e-12)


def test_boolean_labels_count_as_zero_and_one():
    by_number = binary_cross_entropy_with_logits(LOGITS[:, 0], LABELS % 2)
    by_truth = binary_cross_entropy_with_logits(LOGITS[:, 0], LABELS % 2 == 1)
    assert by_number[0] == by_truth[0]
    assert_allclose(by_number[1], by_truth[1])


def test_one_hot_has_a_single_one_in_the_column_of_the_label():
    rows = one_hot(LABELS, 5)
    assert rows.shape == (7, 5)
    assert rows.sum() == 7
    assert rows.argmax(axis=1).tolist() == LABELS.tolist()


def test_softmax_gradient_is_softmax_less_one_hot_over_n():
    assert_allclose(softmax_cross_entropy(LOGITS, LABELS)[1], (softmax(LOGITS) - one_hot(LABELS, 5)) / 7)


def test_column_of_labels_is_told_to_ravel():
    with pytest.raises(ShapeError) as caught:
        softmax_cross_entropy(LOGITS, LABELS[:, np.newaxis])
    assert str(caught.value) == (
        "labels의 모양이 맞지 않습니다.\n"
        "  필요한 모양: (7,) (한 행에 하나)\n"
        "  받은 모양: (7, 1)\n"
        "labels.ravel()을 써 보세요. [SC-01]"
    )


def test_label_outside_names_the_first_bad_row():
    labels = np.array([0, 1, 2, 5, 9, 0, 0])
    with pytest.raises(LabelError, match=r"(?s)자리: 3번 행.*받은 번호: 5.*0부터 4까지.*\[SC-03\]"):
        softmax_cross_entropy(LOGITS, labels)
    with pytest.raises(LabelError, match="받은 번호: -1"):
        one_hot(np.array([-1]), 3)


def test_float_labels_are_refused_with_the_way_out():
    with pytest.raises(LabelError, match=r"(?s)받은 dtype: float64.*labels.astype\(int\)"):
        binary_cross_entropy_with_logits(np.zeros(2), np.array([0.0, 1.0]))


@pytest.mark.parametrize("logits", [np.zeros(3), np.zeros((0, 3)), np.zeros((3, 0)), np.zeros((1, 2, 3))])
def test_softmax_wants_rows_and_columns(logits):
    with pytest.raises(ShapeError, match=r"필요한 모양: \(N, K\)"):
        softmax(logits)


@pytest.mark.parametrize("logits", [np.zeros((3, 1)), np.zeros(0), np.float64(0.0)])
def test_binary_cross_entropy_wants_one_logit_a_row(logits):
    with pytest.raises(ShapeError, match=r"필요한 모양: \(N,\)"):
        binary_cross_entropy_with_logits(logits, np.zeros(3, dtype=int))
