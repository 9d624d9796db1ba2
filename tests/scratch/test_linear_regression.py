"""Linear regression: loops, matrices, closed form, PyTorch and scikit-learn agree; the rate limit is one."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score as sklearn_r2_score

from aiclass import data
from aiclass.scratch import (
    DivergenceError,
    SettingError,
    ShapeError,
    Standardizer,
    gradient_check,
    gradient_descent,
    learning_rate_limit,
    least_squares,
    linear_regression_hessian,
    linear_regression_loss,
    linear_regression_loss_loop,
    mini_batch_gradient_descent,
    r2_score,
)

RNG = np.random.default_rng(2)
X = RNG.normal(size=(60, 3))
TARGETS = X @ np.array([1.5, -2.0, 0.5]) + 0.7 + 0.3 * RNG.normal(size=60)
WEIGHT, BIAS = RNG.normal(size=3), 0.3
OBJECTIVE = partial(linear_regression_loss, X, TARGETS)
LIMIT = learning_rate_limit(linear_regression_hessian(X))
LOSSES = pytest.mark.parametrize("loss", [linear_regression_loss, linear_regression_loss_loop])

tables = st.tuples(st.integers(1, 12), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        arrays(np.float64, shape, elements=st.floats(-100, 100, allow_subnormal=False)),
        arrays(np.float64, shape[0], elements=st.floats(-100, 100, allow_subnormal=False)),
        arrays(np.float64, shape[1], elements=st.floats(-10, 10, allow_subnormal=False)),
        st.floats(-10, 10, allow_subnormal=False),
    )
)


def torch_loss_and_gradients():
    weight = torch.tensor(WEIGHT, requires_grad=True)
    bias = torch.tensor(BIAS, dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.mse_loss(torch.tensor(X) @ weight + bias, torch.tensor(TARGETS)) / 2
    loss.backward()
    return loss.item(), weight.grad.numpy(), bias.grad.item()


@LOSSES
def test_loss_and_gradients_equal_torch(loss):
    mine, theirs = loss(X, TARGETS, WEIGHT, BIAS), torch_loss_and_gradients()
    for actual, expected in zip(mine, theirs, strict=True):
        assert np.shape(actual) == np.shape(expected)
        assert_allclose(actual, expected, rtol=1e-12)


@LOSSES
def test_gradients_pass_central_differences(loss):
    assert gradient_check(partial(loss, X, TARGETS), (WEIGHT, BIAS)).ok


@given(tables)
def test_loop_equals_vectorised(table):
    for actual, expected in zip(
        linear_regression_loss_loop(*table), linear_regression_loss(*table), strict=True
    ):
        assert_allclose(actual, expected, rtol=1e-9, atol=1e-9)


@given(tables, st.floats(-50, 50))
def test_a_shift_of_the_targets_is_a_shift_of_the_bias(table, shift):
    x, targets, weight, bias = table
    shifted = linear_regression_loss(x, targets + shift, weight, bias + shift)
    for actual, expected in zip(shifted, linear_regression_loss(*table), strict=True):
        assert_allclose(actual, expected, rtol=1e-9, atol=1e-7)


@given(tables)
def test_no_line_is_better_than_least_squares(table):
    x, targets, weight, bias = table
    best = linear_regression_loss(x, targets, *least_squares(x, targets))[0]
    assert best <= linear_regression_loss(x, targets, weight, bias)[0] * (1 + 1e-9) + 1e-9


def test_loss_is_half_of_the_mean_squared_error_worked_out_by_hand():
    """Errors 1, -1 and 2: squares add up to 6, their mean is 2, the half is 1."""
    loss, d_weight, d_bias = linear_regression_loss([[0.0], [1.0], [3.0]], [1.0, 5.0, 6.0], [2.0], 2.0)
    assert (loss, d_bias) == pytest.approx((1.0, 2 / 3))
    assert d_weight == pytest.approx([(0 * 1 + 1 * -1 + 3 * 2) / 3])


def test_integers_and_lists_are_computed_in_float64():
    loss, d_weight, d_bias = linear_regression_loss([[1], [2]], [3, 4], [0], 0)
    assert (loss, d_weight.tolist(), d_weight.dtype, d_bias) == (6.25, [-5.5], np.float64, -3.5)


@LOSSES
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"x": X[:, 0]}, r"x의 모양.*\(N, D\).*\(60,\)"),
        ({"targets": TARGETS[:, np.newaxis]}, r"targets의 모양.*\(60,\).*\(60, 1\).*targets\.ravel"),
        ({"targets": TARGETS[:9]}, r"targets의 모양"),
        ({"weight": WEIGHT[:2]}, r"weight의 모양"),
        ({"bias": np.zeros(1)}, r"bias의 모양.*item"),
    ],
)
def test_shapes_that_would_broadcast_in_silence_are_refused(loss, change, named):
    arguments = {"x": X, "targets": TARGETS, "weight": WEIGHT, "bias": BIAS} | change
    with pytest.raises(ShapeError, match=rf"(?s){named}"):
        loss(**arguments)


def test_training_equals_torch_after_as_many_updates():
    model = torch.nn.Linear(3, 1, dtype=torch.float64)
    for parameter in model.parameters():
        torch.nn.init.zeros_(parameter)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    for _ in range(100):
        optimizer.zero_grad()
        (torch.nn.functional.mse_loss(model(torch.tensor(X))[:, 0], torch.tensor(TARGETS)) / 2).backward()
        optimizer.step()
    weight, bias = gradient_descent(OBJECTIVE, (np.zeros(3), 0.0), learning_rate=0.3, steps=100).parameters
    assert_allclose(weight, model.weight.detach().numpy()[0], atol=1e-12)
    assert bias == pytest.approx(model.bias.item(), abs=1e-12)


class TestLeastSquares:
    def test_equals_scikit_learn(self):
        weight, bias = least_squares(X, TARGETS)
        model = LinearRegression().fit(X, TARGETS)
        assert_allclose(weight, model.coef_, atol=1e-6)
        assert bias == pytest.approx(model.intercept_, abs=1e-6)

    def test_is_where_gradient_descent_arrives(self):
        descent = gradient_descent(OBJECTIVE, (np.zeros(3), 0.0), learning_rate=LIMIT / 2, steps=400)
        weight, bias = least_squares(X, TARGETS)
        assert_allclose(descent.parameters[0], weight, atol=1e-6)
        assert descent.parameters[1] == pytest.approx(bias, abs=1e-6)

    def test_gradient_vanishes_there(self):
        _, d_weight, d_bias = linear_regression_loss(X, TARGETS, *least_squares(X, TARGETS))
        assert_allclose([*d_weight, d_bias], 0.0, atol=1e-13)

    def test_keeps_its_digits_where_the_normal_equation_loses_them(self):
        """Two columns that differ by a millionth: the squared condition number eats twelve digits."""
        first = np.linspace(0, 1, 50)
        x = np.column_stack([first, first + 1e-6 * np.cos(40 * first)])
        weight, bias = least_squares(x, x @ [2.0, -1.0] + 3.0)
        assert_allclose([*weight, bias], [2.0, -1.0, 3.0], rtol=1e-7)
        extended = np.column_stack([x, np.ones(50)])
        naive = np.linalg.solve(extended.T @ extended, extended.T @ (x @ [2.0, -1.0] + 3.0))
        assert np.abs(naive - [2.0, -1.0, 3.0]).max() > 1e-6

    def test_of_dependent_columns_is_the_shortest(self):
        x = np.column_stack([X[:, 0], X[:, 0]])
        weight, _ = least_squares(x, 3 * X[:, 0])
        assert_allclose(weight, [1.5, 1.5], atol=1e-12)

    def test_finds_the_rule_of_the_synthetic_applicants(self):
        """Within five standard errors; SOP, which decides nothing, gets next to nothing."""
        applicants = data.load("admissions-synthetic")
        weight, _ = least_squares(applicants.train.features, applicants.train.targets)
        hessian = linear_regression_hessian(applicants.train.features)
        variances = np.diag(np.linalg.inv(hessian))[:-1] / 320
        errors = applicants.truth.noise * np.sqrt(variances)  # (7,)
        assert (np.abs(weight - applicants.truth.weight) < 5 * errors).all()

    def test_refuses_a_column_of_targets(self):
        with pytest.raises(ShapeError, match="targets의 모양"):
            least_squares(X, TARGETS[:, np.newaxis])


class TestHessian:
    def test_equals_the_slope_of_the_gradient(self):
        step = 1e-6
        for position in range(4):
            nudge = np.zeros(4)
            nudge[position] = step
            _, above, above_bias = OBJECTIVE(WEIGHT + nudge[:3], BIAS + nudge[3])
            _, below, below_bias = OBJECTIVE(WEIGHT - nudge[:3], BIAS - nudge[3])
            slope = (np.append(above, above_bias) - np.append(below, below_bias)) / (2 * step)
            assert_allclose(linear_regression_hessian(X)[:, position], slope, atol=1e-8)

    @given(arrays(np.float64, (6, 2), elements=st.floats(-100, 100, allow_subnormal=False)))
    def test_is_symmetric_and_curves_downward_nowhere(self, x):
        hessian = linear_regression_hessian(x)
        assert_allclose(hessian, hessian.T)
        assert np.linalg.eigvalsh(hessian)[0] >= -1e-9 * max(1.0, np.abs(hessian).max())

    def test_of_standardised_single_feature_is_the_identity(self):
        x = Standardizer.fit(X[:, :1]).transform(X[:, :1])
        assert_allclose(linear_regression_hessian(x), np.eye(2), atol=1e-12)
        assert np.linalg.cond(linear_regression_hessian(x)) == pytest.approx(1.0)

    def test_refuses_a_row_of_numbers(self):
        with pytest.raises(ShapeError, match="x의 모양"):
            linear_regression_hessian(X[:, 0])


class TestLearningRateLimit:
    def test_settles_below_and_leaves_above(self):
        settles = gradient_descent(OBJECTIVE, (WEIGHT, BIAS), learning_rate=0.99 * LIMIT, steps=2000)
        best = OBJECTIVE(*least_squares(X, TARGETS))[0]
        assert settles.losses[-1] == pytest.approx(best, rel=1e-6)
        leaves = gradient_descent(OBJECTIVE, (WEIGHT, BIAS), learning_rate=1.01 * LIMIT, steps=2000)
        assert leaves.losses[-1] > 1000 * leaves.losses[0]

    def test_far_beyond_it_descent_says_so(self):
        with pytest.raises(DivergenceError, match="학습률"):
            gradient_descent(OBJECTIVE, (WEIGHT, BIAS), learning_rate=3 * LIMIT, steps=5000)

    @settings(max_examples=25)
    @given(st.floats(0.05, 1.95), st.floats(0.1, 50))
    def test_distance_shrinks_by_its_factor_along_the_steepest_direction(self, share, scale):
        x = scale * X
        hessian = linear_regression_hessian(x)
        values, vectors = np.linalg.eigh(hessian)
        weight, bias = least_squares(x, TARGETS)
        start = np.append(weight, bias) + vectors[:, -1]  # one away from the bottom, steepest direction
        rate = share / 2 * learning_rate_limit(hessian)
        descent = gradient_descent(
            partial(linear_regression_loss, x, TARGETS), (start[:-1], start[-1]), learning_rate=rate, steps=1
        )
        away = np.append(*descent.parameters) - np.append(weight, bias)
        assert away @ vectors[:, -1] == pytest.approx(1 - rate * values[-1], abs=1e-6)

    def test_doubled_gradient_halves_the_limit(self):
        assert learning_rate_limit(2 * linear_regression_hessian(X)) == pytest.approx(LIMIT / 2)

    @pytest.mark.parametrize(
        ("hessian", "error", "says"),
        [
            (np.ones((2, 3)), ShapeError, r"필요한 모양: \(2, 2\)"),
            (np.ones(3), ShapeError, r"필요한 모양: \(P, P\)"),
            ([[1.0, 2.0], [0.0, 1.0]], SettingError, "대칭"),
            ([[-1.0, 0.0], [0.0, 0.0]], SettingError, "가장 큰 고윳값 0"),
            ([[np.nan]], SettingError, "NaN"),
        ],
    )
    def test_what_has_no_limit_is_refused(self, hessian, error, says):
        with pytest.raises(error, match=rf"(?s)hessian.*{says}"):
            learning_rate_limit(hessian)


class TestR2:
    def test_equals_scikit_learn(self):
        predictions = X @ WEIGHT + BIAS
        assert r2_score(TARGETS, predictions) == pytest.approx(
            sklearn_r2_score(TARGETS, predictions), abs=1e-12
        )

    def test_of_the_mean_is_zero_and_of_the_truth_one(self):
        assert r2_score(TARGETS, np.full(60, TARGETS.mean())) == pytest.approx(0.0, abs=1e-12)
        assert r2_score(TARGETS, TARGETS) == 1.0

    def test_worse_than_the_mean_is_negative(self):
        assert r2_score([1.0, 2.0, 3.0], [3.0, 2.0, 1.0]) == -3.0

    def test_column_that_would_broadcast_is_refused(self):
        with pytest.raises(ShapeError, match=r"(?s)predictions의 모양.*predictions\.ravel"):
            r2_score(TARGETS, TARGETS[:, np.newaxis])

    def test_targets_without_spread_are_refused(self):
        with pytest.raises(SettingError, match=r"(?s)이름: targets.*모두 2"):
            r2_score(np.full(3, 2.0), np.zeros(3))


def test_mini_batches_take_targets_that_are_no_class_numbers():
    descent = mini_batch_gradient_descent(
        linear_regression_loss,
        (np.zeros(3), 0.0),
        X,
        TARGETS,
        learning_rate=0.02,
        epochs=100,
        batch_size=1,
        rng=np.random.default_rng(0),
    )
    assert descent.steps == 6000
    assert_allclose(descent.parameters[0], least_squares(X, TARGETS)[0], atol=0.1)
