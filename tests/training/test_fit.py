"""The training loop learns, measures, and repeats itself."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from aiclass.models import MLP
from aiclass.training import Recipe, evaluate, fit, predict, predict_probabilities
from aiclass.training._device import announce, seed_draws

from .tiny_problem import clusters, curve

RECIPE = Recipe(epochs=4, batch_size=32, learning_rate=0.02, schedule="one-cycle")


@pytest.fixture
def train():
    return clusters(203, seed=1)  # no multiple of the batch size: the last batch is smaller


@pytest.fixture
def validation():
    return clusters(60, seed=2)


def new_model(dropout=0.0):
    torch.manual_seed(0)
    return nn.Sequential(MLP((2, 16, 8)), nn.ReLU(), nn.Dropout(dropout), nn.Linear(8, 4))


@pytest.mark.parametrize(("optimizer", "learning_rate"), [("sgd", 0.3), ("adam", 0.02), ("adamw", 0.02)])
def test_model_learns_and_history_holds_every_epoch(train, validation, optimizer, learning_rate):
    model = new_model()
    recipe = replace(RECIPE, optimizer=optimizer, learning_rate=learning_rate)
    history = fit(model, train, validation, recipe, progress=False)
    assert [epoch.epoch for epoch in history.epochs] == [1, 2, 3, 4]
    assert history.train_loss[-1] < history.train_loss[0]
    assert history.validation_accuracy[-1] > 0.7
    assert (history.seconds > 0).all()
    assert evaluate(model, *validation).loss == history.validation_loss[-1]


def test_same_seed_gives_the_same_curve_whatever_was_drawn_before(train, validation):
    first = fit(new_model(dropout=0.5), train, validation, RECIPE, progress=False)
    model = new_model(dropout=0.5)
    torch.rand(7)
    assert curve(fit(model, train, validation, RECIPE, progress=False)) == curve(first)


def test_another_seed_gives_another_curve(train, validation):
    curves = [
        curve(fit(new_model(), train, validation, replace(RECIPE, seed=seed), progress=False))
        for seed in (0, 1)
    ]
    assert curves[0] != curves[1]


def test_training_leaves_the_callers_random_stream_alone(train, validation):
    torch.manual_seed(3)
    expected = torch.rand(1)
    model = new_model(dropout=0.5)
    torch.manual_seed(3)
    fit(model, train, validation, RECIPE, progress=False)
    assert torch.rand(1) == expected


def test_loss_is_the_mean_over_examples_although_the_last_batch_is_smaller(train):
    """With a learning rate of almost 0 the weights stay, so the mean is that of the first weights."""
    model = new_model()
    expected = evaluate(model, *train)
    history = fit(model, train, None, Recipe(epochs=1, batch_size=32, learning_rate=1e-12), progress=False)
    assert history.train_loss[0] == pytest.approx(expected.loss, rel=1e-5)
    assert history.train_accuracy[0] == pytest.approx(expected.accuracy)


def test_recorded_loss_is_plain_cross_entropy_under_label_smoothing(train):
    model = new_model()
    expected = evaluate(model, *train).loss
    recipe = Recipe(epochs=1, batch_size=32, learning_rate=1e-12, label_smoothing=0.3)
    assert fit(model, train, None, recipe, progress=False).train_loss[0] == pytest.approx(expected, rel=1e-5)


def test_label_smoothing_keeps_the_model_from_certainty(train):
    certainty = []
    for smoothing in (0.0, 0.3):
        model = new_model()
        recipe = Recipe(epochs=20, batch_size=32, learning_rate=0.02, label_smoothing=smoothing)
        fit(model, train, None, recipe, progress=False)
        certainty.append(predict_probabilities(model, train.inputs).amax(dim=1).mean())
    assert certainty[1] < certainty[0] - 0.1


def test_clipping_bounds_what_one_step_of_sgd_can_change(train):
    model = new_model()
    before = nn.utils.parameters_to_vector(model.parameters()).detach().clone()
    recipe = Recipe(
        epochs=1,
        batch_size=len(train.labels),
        learning_rate=2.0,
        optimizer="sgd",
        momentum=0.0,
        clip_norm=0.01,
    )
    fit(model, train, None, recipe, progress=False)
    moved = nn.utils.parameters_to_vector(model.parameters()).detach() - before
    assert moved.norm() == pytest.approx(2.0 * 0.01, rel=1e-3)


def test_early_stopping_keeps_the_weights_of_the_best_epoch(train, validation):
    """A learning rate this large makes the validation loss jump about."""
    model = new_model()
    recipe = Recipe(epochs=40, batch_size=32, learning_rate=0.3, patience=2)
    history = fit(model, train, validation, recipe, progress=False)
    assert history.stopped_early
    assert len(history.epochs) == history.best_epoch + 2
    assert history.best_epoch == np.argmin(history.validation_loss) + 1
    assert evaluate(model, *validation).loss == history.validation_loss.min()


def test_without_patience_the_last_weights_stay(train, validation):
    model = new_model()
    recipe = Recipe(epochs=12, batch_size=32, learning_rate=0.3)
    history = fit(model, train, validation, recipe, progress=False)
    assert history.best_epoch < 12
    assert evaluate(model, *validation).loss == history.validation_loss[-1]


def test_without_validation_data_there_are_no_such_metrics(train):
    history = fit(new_model(), train, None, RECIPE, progress=False)
    assert np.isnan(history.validation_loss).all()
    assert history.best_epoch == 4


def test_augmentation_sees_training_batches_only(train, validation):
    seen = []

    def augment(inputs, generator):
        seen.append(len(inputs))
        return inputs + torch.randn(inputs.shape, generator=generator)

    fit(new_model(), train, validation, RECIPE, augment=augment, progress=False)
    assert seen == [32, 32, 32, 32, 32, 32, 11] * 4


def test_prediction_leaves_the_mode_of_the_model_alone(train):
    model = new_model(dropout=0.9).train()
    assert torch.equal(predict(model, train.inputs), predict(model, train.inputs))
    assert model.training
    assert predict_probabilities(model, train.inputs).sum(dim=1).allclose(torch.ones(len(train.labels)))


def test_prediction_leaves_a_part_in_the_mode_in_which_it_was_put(train):
    model = new_model(dropout=0.9).train()
    model[0].eval()
    predict(model, train.inputs)
    assert [layer.training for layer in model] == [False, True, True, True]


def test_seed_of_a_step_draws_what_manual_seed_would():
    seed_draws(5, torch.device("cpu"))
    drawn = torch.rand(3)
    torch.manual_seed(5)
    assert torch.equal(torch.rand(3), drawn)


def test_device_is_said_once_in_korean(train, capsys):
    announce.cache_clear()
    for _ in range(2):
        fit(new_model(), train, None, RECIPE, device="cpu")
    assert capsys.readouterr().out.count("훈련하는 장치: CPU") == 1
