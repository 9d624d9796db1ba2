"""Gradient descent: PyTorch's trajectory, honest history, clear refusals."""

from functools import partial

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from aiclass.errors import AiclassError
from aiclass.scratch import (
    DivergenceError,
    ScratchError,
    SettingError,
    ShapeError,
    gradient_descent,
    logistic_regression_loss,
    mini_batch_gradient_descent,
    mini_batches,
    softmax_regression_loss,
)

RNG = np.random.default_rng(11)
X = RNG.normal(size=(50, 3))
LABELS = RNG.integers(2, size=50)
OBJECTIVE = partial(logistic_regression_loss, X, LABELS)
START = (RNG.normal(size=3), 0.5)


def bowl(x):
    return float(x @ x), 2 * x


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_trajectory_equals_torch_sgd(momentum):
    weight = torch.tensor(START[0], requires_grad=True)
    bias = torch.tensor(START[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weight, bias], lr=0.4, momentum=momentum)
    seen = []

    def note(step, loss, parameters):
        seen.append((step, loss, *parameters))

    descent = gradient_descent(
        OBJECTIVE, START, learning_rate=0.4, steps=20, momentum=momentum, callback=note
    )
    for step, (noted_step, noted_loss, noted_weight, noted_bias) in enumerate(seen):
        assert noted_step == step
        assert_allclose(noted_weight, weight.detach().numpy(), rtol=0, atol=1e-10)
        assert noted_bias == pytest.approx(bias.item(), abs=1e-10)
        optimizer.zero_grad()
        logits = torch.tensor(X) @ weight + bias
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(LABELS).double())
        assert noted_loss == pytest.approx(loss.item(), abs=1e-10)
        loss.backward()
        optimizer.step()
    assert len(seen) == 20
    assert_allclose(descent.parameters[0], weight.detach().numpy(), rtol=0, atol=1e-10)
    assert descent.parameters[1] == pytest.approx(bias.item(), abs=1e-10)


def test_first_loss_belongs_to_the_parameters_that_were_given():
    descent = gradient_descent(OBJECTIVE, (np.zeros(3), 0.0), learning_rate=0.1, steps=3)
    assert descent.losses[0] == pytest.approx(np.log(2), abs=1e-12)
    assert descent.steps == 3


def test_history_is_read_only():
    descent = gradient_descent(bowl, (np.ones(2),), learning_rate=0.1, steps=3)
    with pytest.raises(ValueError, match="read-only"):
        descent.losses[0] = 0.0
    with pytest.raises(AttributeError):
        descent.losses = np.zeros(3)


def test_given_parameters_stay_as_they_are():
    start = np.ones(2)
    descent = gradient_descent(bowl, (start,), learning_rate=0.1, steps=3, momentum=0.9)
    assert start.tolist() == [1.0, 1.0]
    assert descent.parameters[0] is not start


def test_float32_parameters_stay_float32_even_with_a_numpy_learning_rate():
    x = X.astype(np.float32)
    parameters = (np.zeros((3, 2), np.float32), np.zeros(2, np.float32))
    descent = gradient_descent(
        partial(softmax_regression_loss, x, LABELS),
        parameters,
        learning_rate=np.logspace(-1, 0, 2)[0],
        momentum=np.float64(0.9),
        steps=3,
    )
    assert [parameter.dtype for parameter in descent.parameters] == [np.float32, np.float32]


def test_divergence_names_the_step_and_what_to_try():
    with pytest.raises(DivergenceError) as caught:
        gradient_descent(bowl, (np.ones(1),), learning_rate=50.0, steps=1000)
    text = str(caught.value)
    assert caught.value.step == 78  # 99 ** (2 * 78) is the first square above 1.8e308
    assert caught.value.loss == np.inf
    assert "스텝: 78\n  손실: inf" in text
    assert "학습률: 50\n학습률을 10분의 1로 줄여 보세요." in text
    assert text.endswith("[SC-04]")


def test_bad_input_is_not_blamed_on_the_learning_rate():
    with pytest.raises(DivergenceError, match=r"(?s)학습률 때문이 아닙니다.*np\.isfinite.*\[SC-05\]"):
        gradient_descent(bowl, (np.array([np.nan]),), learning_rate=0.1, steps=10)


def test_loss_that_was_an_outer_product_is_refused():
    def outer(weight):
        errors = (X @ weight)[:, np.newaxis]
        return errors @ errors.T, weight

    with pytest.raises(ShapeError, match=r"(?s)loss의 모양.*필요한 모양: \(\).*받은 모양: \(50, 50\)"):
        gradient_descent(outer, (np.zeros(3),), learning_rate=0.1, steps=1)


def test_gradient_that_would_broadcast_is_refused_by_name():
    def column(weight, bias):
        return 0.0, np.zeros((3, 1)), 0.0

    with pytest.raises(ShapeError, match=r"(?s)d_weight의 모양.*\(3,\) \(weight의 모양\).*\(3, 1\).*ravel"):
        gradient_descent(column, (np.zeros(3), 0.0), learning_rate=0.1, steps=1)


@pytest.mark.parametrize(("returned", "count"), [(1.0, 1), ((1.0, 2.0, 3.0), 3)])
def test_objective_returns_one_gradient_a_parameter(returned, count):
    with pytest.raises(ShapeError, match=rf"(?s)필요한 개수: 2.*받은 개수: {count}"):
        gradient_descent(lambda x: returned, (0.0,), learning_rate=0.1, steps=1)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"learning_rate": 0.0}, "learning_rate"),
        ({"learning_rate": -0.1}, "learning_rate"),
        ({"learning_rate": np.inf}, "learning_rate"),
        ({"learning_rate": np.nan}, "learning_rate"),
        ({"momentum": 1.0}, "momentum"),
        ({"momentum": -0.1}, "momentum"),
        ({"steps": 0}, "steps"),
        ({"steps": 1.5}, "steps"),
        ({"parameters": np.zeros(3)}, "parameters"),
        ({"parameters": ()}, "parameters"),
    ],
)
def test_settings_out_of_range_are_named(change, name):
    arguments = {"parameters": (np.ones(1),), "learning_rate": 0.1, "steps": 1} | change
    with pytest.raises(SettingError, match=rf"이름: {name}"):
        gradient_descent(bowl, **arguments)


def test_mini_batches_of_the_whole_data_take_the_steps_of_gradient_descent():
    """Only the order of the rows differs, so only rounding does."""
    whole = gradient_descent(OBJECTIVE, START, learning_rate=0.4, steps=5, momentum=0.9)
    batches = mini_batch_gradient_descent(
        logistic_regression_loss,
        START,
        X,
        LABELS,
        learning_rate=0.4,
        epochs=5,
        batch_size=50,
        rng=np.random.default_rng(0),
        momentum=0.9,
    )
    assert_allclose(batches.losses, whole.losses, rtol=1e-12)
    assert_allclose(batches.parameters[0], whole.parameters[0], rtol=1e-12)


def descend_in_batches(seed, **changes):
    settings = {"learning_rate": 0.1, "epochs": 4, "batch_size": 20} | changes
    return mini_batch_gradient_descent(
        logistic_regression_loss, START, X, LABELS, rng=np.random.default_rng(seed), **settings
    )


def test_same_seed_same_descent_and_another_seed_another():
    assert descend_in_batches(0).losses.tolist() == descend_in_batches(0).losses.tolist()
    assert descend_in_batches(0).losses.tolist() != descend_in_batches(1).losses.tolist()


def test_epoch_losses_average_the_batches_of_an_epoch():
    descent = descend_in_batches(0)
    assert (descent.steps, descent.steps_per_epoch) == (12, 3)
    assert descent.epoch_losses.shape == (4,)
    assert descent.epoch_losses[1] == pytest.approx(descent.losses[3:6].mean())


@pytest.mark.parametrize("name", ["epochs", "batch_size"])
def test_mini_batch_settings_out_of_range_are_named(name):
    with pytest.raises(SettingError, match=rf"이름: {name}"):
        descend_in_batches(0, **{name: 0})


def test_an_epoch_sees_each_row_once_in_random_order():
    batches = list(mini_batches(23, 5, np.random.default_rng(0)))
    rows = np.concatenate(batches)
    assert [len(batch) for batch in batches] == [5, 5, 5, 5, 3]
    assert sorted(rows) == list(range(23))
    assert rows.tolist() != list(range(23))


def test_labels_of_another_length_are_refused():
    with pytest.raises(ShapeError, match=r"labels의 모양"):
        mini_batch_gradient_descent(
            logistic_regression_loss,
            START,
            X,
            LABELS[:9],
            learning_rate=0.1,
            epochs=1,
            batch_size=5,
            rng=np.random.default_rng(0),
        )


def test_every_error_has_the_root_of_the_package():
    for error in (DivergenceError, SettingError, ShapeError):
        assert issubclass(error, ScratchError)
    assert issubclass(ScratchError, AiclassError)
