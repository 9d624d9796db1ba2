"""What lesson 07 promises of its figures, as measured last on the real photographs and on the drawn shapes."""

import json
import math
from pathlib import Path

import pytest

RESULTS = Path(__file__).parents[2] / "lessons" / "07-cifar10" / "results.json"
RUNGS = ("baseline", "augmented", "deeper", "normalised", "residual")


@pytest.fixture(scope="module", params=["real", "twin"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def measured(kind):
    entries = json.loads(RESULTS.read_text(encoding="utf-8"))[kind]
    assert {entry["data"] for entry in entries.values()} == {{"real": "cifar10", "twin": "shapes32"}[kind]}
    return {name: entry["value"] for name, entry in entries.items()}


def test_first_loss_is_that_of_a_model_that_knows_nothing(measured):
    assert measured["first_loss"] == pytest.approx(math.log(10), abs=0.05)


def test_the_ladder_climbs(measured):
    heights = [measured[f"{rung}_accuracy"] for rung in RUNGS]
    assert heights[-1] == max(heights)
    assert heights[-1] > heights[0] + 0.12
    assert heights[3] > heights[2] > heights[0]


def test_the_baseline_learns_by_heart_and_augmentation_closes_the_gap(measured):
    gaps = [measured[f"{rung}_train_accuracy"] - measured[f"{rung}_accuracy"] for rung in RUNGS[:2]]
    assert gaps[0] > 0.2
    assert gaps[1] < 0.1


def test_the_broken_notebook_hurts(measured):
    assert measured["old_accuracy_sorted"] < measured["normalised_accuracy"] - 0.1


def test_a_resumed_run_is_on_the_same_curve(measured):
    assert measured["resume_gap"] < 1e-3


def test_the_test_set_bears_the_choice_out(measured):
    assert measured["test_accuracy"] == pytest.approx(measured["residual_accuracy"], abs=0.05)
    assert measured["worst_class_accuracy"] < measured["test_accuracy"] < measured["best_class_accuracy"]
