"""The gradient check finds where, how much, and which constant was forgotten."""

from functools import partial

import numpy as np
import pytest

from aiclass.scratch import ShapeError, gradient_check, logistic_regression_loss, softmax_regression_loss

RNG = np.random.default_rng(5)
NUM_SAMPLES = 40
X = RNG.normal(size=(NUM_SAMPLES, 6))
LABELS = RNG.integers(2, size=NUM_SAMPLES)
POINT = (RNG.normal(size=6), 0.4)


def spoiled(spoil):
    """Return the logistic loss, its d_weight changed by spoil."""

    def objective(weight, bias):
        loss, d_weight, d_bias = logistic_regression_loss(X, LABELS, weight, bias)
        return loss, spoil(d_weight), d_bias

    return objective


def test_right_gradient_passes_and_says_how_close_it_is():
    report = gradient_check(partial(logistic_regression_loss, X, LABELS), POINT)
    assert report.ok
    assert report.worst.error < 1e-6
    assert [(each.name, each.checked) for each in report.comparisons] == [("weight", 6), ("bias", 1)]
    assert "기울기가 수치 미분과 맞습니다." in str(report)
    assert "비교한 원소: 7개 (전체 7개 가운데)" in str(report)


@pytest.mark.parametrize(
    ("factor", "shown"),
    [(2.0, "2"), (NUM_SAMPLES, "40"), (1 / NUM_SAMPLES, "1/40"), (0.3, "0.3"), (0.5, "1/2")],
)
def test_forgotten_constant_is_recognised(factor, shown):
    report = gradient_check(spoiled(lambda d_weight: factor * d_weight), POINT)
    weight, bias = report.comparisons
    assert weight.ratio == pytest.approx(factor, rel=1e-4)
    assert (bias.ratio, bias.wrong) == (None, 0)
    assert f"내 기울기 나누기 수치 미분: {shown} (비교한 모든 원소에서 같음)" in str(report)
    assert str(report).endswith("[SC-12]")


def test_turned_sign_is_recognised():
    report = gradient_check(spoiled(np.negative), POINT)
    assert report.comparisons[0].ratio == pytest.approx(-1.0, rel=1e-4)
    assert "기울기의 부호가 반대입니다." in str(report)


def test_single_wrong_entry_is_found_with_both_values():
    def shift_one(d_weight):
        d_weight[4] += 0.25
        return d_weight

    report = gradient_check(spoiled(shift_one), POINT)
    found = report.worst
    assert (found.where, found.wrong, found.ratio) == ("d_weight[4]", 1, None)
    assert found.analytic - found.numeric == pytest.approx(0.25, abs=1e-6)
    assert "가장 크게 다른 자리: d_weight[4]" in str(report)
    assert "1개 (비교한 원소 6개 가운데)" in str(report)


def test_place_in_a_matrix_is_written_with_both_indices():
    weight, bias = RNG.normal(size=(6, 3)), np.zeros(3)

    def objective(weight, bias):
        loss, d_weight, d_bias = softmax_regression_loss(X, LABELS, weight, bias)
        d_weight[5, 2] *= 3
        return loss, d_weight, d_bias

    assert gradient_check(objective, (weight, bias)).worst.where == "d_weight[5, 2]"


def test_scalar_is_called_a_multiple_only_where_the_number_is_whole():
    """Any number is some multiple of another."""
    doubled = gradient_check(lambda x: (x**2, 4 * x), (3.0,))
    other = gradient_check(lambda x: (x**2, 2.345 * x), (3.0,))
    assert doubled.worst.ratio == pytest.approx(2.0)
    assert other.worst.ratio is None
    assert (other.ok, other.worst.where, other.worst.index) == (False, "d_x", ())


def test_zero_gradient_is_wrong_without_a_ratio():
    report = gradient_check(spoiled(np.zeros_like), POINT)
    assert (report.ok, report.comparisons[0].ratio, report.comparisons[0].error) == (False, None, 1.0)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_gradient_that_is_not_finite_is_wrong(value):
    report = gradient_check(spoiled(lambda d_weight: d_weight * value), POINT)
    assert (report.ok, report.worst.error, report.worst.ratio) == (False, np.inf, None)


def test_both_faults_are_told():
    def objective(weight, bias):
        loss, d_weight, d_bias = logistic_regression_loss(X, LABELS, weight, bias)
        return loss, 2 * d_weight, -d_bias

    text = str(gradient_check(objective, POINT))
    assert "파라미터: d_weight" in text
    assert "파라미터: d_bias" in text


def test_sum_of_many_losses_is_not_failed_for_its_rounding():
    """A loss of 1e6 rounds to 1e-10, which a step of 1e-6 makes 1e-4 in the slope."""
    x = np.linspace(-2.0, 2.0, 7)
    assert gradient_check(lambda x: (1e6 + float(np.sin(x).sum()), np.cos(x)), (x,)).ok


def test_pixels_that_are_always_zero_pass():
    x = np.hstack([X, np.zeros((NUM_SAMPLES, 2))])
    assert gradient_check(partial(logistic_regression_loss, x, LABELS), (np.ones(8), 0.0)).ok


def test_large_parameter_is_sampled_evenly():
    report = gradient_check(lambda x: (float(x @ x), 2 * x), (np.ones(1000),), max_entries=10)
    assert (report.worst.checked, report.worst.size, report.ok) == (10, 1000, True)


def test_given_parameters_stay_as_they_are():
    weight = POINT[0].copy()
    gradient_check(partial(logistic_regression_loss, X, LABELS), (weight, 0.4))
    assert weight.tolist() == POINT[0].tolist()


def test_gradient_of_another_shape_is_refused():
    with pytest.raises(ShapeError, match=r"(?s)d_weight의 모양.*받은 모양: \(6, 1\)"):
        gradient_check(spoiled(lambda d_weight: d_weight[:, np.newaxis]), POINT)


def test_parameters_without_names_are_numbered():
    report = gradient_check(lambda *x: (x[0] ** 2 + x[1], 2 * x[0], 1.0), (1.0, 2.0))
    assert [each.where for each in report.comparisons] == ["d_p0", "d_p1"]


def test_transposed_parameter_is_moved_like_any_other():
    """Its entries lie in memory column by column, so flattening it the usual way would make a copy."""
    weight = RNG.normal(size=(3, 2)).T
    assert gradient_check(lambda weight: (float((weight**2).sum()), 2 * weight), (weight,)).ok
