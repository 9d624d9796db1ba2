"""What lesson 05 promises of its figures, as measured last on real MNIST, and what it says of the old notebook."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from aiclass.scratch import mlp_parameters

RESULTS = Path(__file__).parents[2] / "lessons" / "05-multilayer-perceptron" / "results.json"
CPU_LIMIT_S = 120


@pytest.fixture(scope="module")
def measured():
    entries = json.loads(RESULTS.read_text(encoding="utf-8"))["real"]
    assert {entry["data"] for entry in entries.values()} == {"mnist"}
    return {name: entry["value"] for name, entry in entries.items()}


def test_last_look_reaches_its_floor_within_its_time(measured):
    assert measured["test_accuracy"] >= 0.975
    assert measured["final_seconds"] < CPU_LIMIT_S


def test_last_look_agrees_with_the_validation_that_chose(measured):
    assert measured["test_accuracy"] == pytest.approx(measured["final_validation_accuracy"], abs=0.005)


def test_line_cannot_tell_switches_apart_and_width_is_insurance(measured):
    assert measured["toy_line_loss"] == pytest.approx(math.log(2), abs=0.01)
    assert measured["toy_line_accuracy"] < 0.6
    assert measured["lucky_three"] < measured["lucky_eight"] == 10


def test_seven_units_are_the_bottleneck(measured):
    assert measured["width7_accuracy"] < 0.92 < measured["width128_accuracy"] - 0.03
    assert measured["width512_accuracy"] - measured["width128_accuracy"] < 0.01


@pytest.mark.parametrize(("width", "count"), [(7, 5631), (5, 4015)])
def test_old_notebook_had_the_parameters_of_seven_units(width, count):
    parameters = mlp_parameters((784, width, width, 10), rng=np.random.default_rng(0))
    assert sum(parameter.size for parameter in parameters) == count


def test_old_measure_depends_on_the_order(measured):
    assert measured["museum_lowest"] < measured["museum_true_loss"] / 1.5
    assert measured["museum_highest"] > measured["museum_true_loss"] * 1.5


def test_first_losses_show_who_is_sure_of_nothing(measured):
    assert measured["first_loss_zero"] == pytest.approx(math.log(10), abs=1e-3)
    assert measured["first_loss_he"] == pytest.approx(math.log(10), abs=0.4)
    assert measured["first_loss_large"] > 100


def test_sigmoid_has_not_learned_where_the_others_have(measured):
    assert measured["sigmoid_walk"] > 2.2
    assert max(measured["tanh_walk"], measured["relu_walk"]) < 0.5


def test_choosing_by_the_pictures_that_are_reported_flatters(measured):
    assert measured["optimism_gap"] > 1.0
    gap = 100 * (measured["optimism_reported"] - measured["optimism_honest"])
    assert measured["optimism_gap"] == pytest.approx(gap)
