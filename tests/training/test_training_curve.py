"""The curve of a run that goes on: points where the plan says, whoever looks and whenever."""

import signal

import pytest

from aiclass.training import Interrupted, Recipe, fit
from aiclass.training._training_curve import TrainingCurve

from .tiny_problem import TRAIN, VALIDATION, new_model

RECIPE = Recipe(epochs=3, batch_size=32, learning_rate=0.01)
BATCHES = 7  # of 32 of 203 examples, the last one of 11


class Keeper:
    """A display that keeps the curve and draws nothing."""

    def begin(self, run, examples):
        self.curve = TrainingCurve(run)

    def step(self, run):
        self.curve.note(run)

    def end(self, run):
        pass


def trained(recipe=RECIPE, **options):
    keeper = Keeper()
    history = fit(new_model(), TRAIN, VALIDATION, recipe, live=keeper, progress=False, **options)
    return history, keeper.curve


def test_every_part_of_an_epoch_has_its_point_at_its_end():
    _, curve = trained()
    expected = [step / BATCHES for step in range(1, 3 * BATCHES + 1)]
    assert [at for at, _ in curve.points["loss"]] == pytest.approx(expected)
    assert [at for at, _ in curve.points["accuracy"]] == pytest.approx(expected)


def test_points_of_an_epoch_add_up_to_what_the_history_says():
    history, curve = trained()
    sizes = [32] * (BATCHES - 1) + [11]
    for metric, column in (("loss", history.train_loss), ("accuracy", history.train_accuracy)):
        values = [value for _, value in curve.points[metric][BATCHES : 2 * BATCHES]]
        mean = sum(size * value for size, value in zip(sizes, values, strict=True)) / 203
        assert mean == pytest.approx(column[1])


def test_long_run_has_one_point_an_epoch():
    history, curve = trained(Recipe(epochs=100, batch_size=203, learning_rate=0.01))
    assert curve.points["loss"] == [(each.epoch, pytest.approx(each.train_loss)) for each in history.epochs]


def test_resumed_run_has_the_points_of_the_epoch_under_way_and_one_for_each_before(tmp_path):
    history, whole = trained()
    left = [BATCHES + 4]

    def stop(inputs, generator):
        left[0] -= 1
        if left[0] == 0:
            signal.raise_signal(signal.SIGINT)
        return inputs

    with pytest.raises(Interrupted):
        trained(augment=stop, checkpoint=tmp_path / "run")
    _, curve = trained(checkpoint=tmp_path / "run")
    assert curve.points["loss"] == [(1.0, history.train_loss[0]), *whole.points["loss"][BATCHES:]]
