"""What lesson 03 promises of its figures, as measured last on real MNIST."""

import json
import math
from pathlib import Path

import pytest

RESULTS = Path(__file__).parents[2] / "lessons" / "03-logistic-regression" / "results.json"


@pytest.fixture(scope="module")
def measured():
    entries = json.loads(RESULTS.read_text(encoding="utf-8"))["real"]
    assert {entry["data"] for entry in entries.values()} == {"mnist"}
    return {name: entry["value"] for name, entry in entries.items()}


def test_accuracies_reach_their_floor(measured):
    assert measured["pair_2v4_accuracy"] >= 0.983
    assert measured["digits_accuracy"] >= 0.92


def test_first_losses_are_those_of_a_model_that_knows_nothing(measured):
    assert measured["first_loss_2v4"] == pytest.approx(math.log(2), abs=0.01)
    assert measured["first_loss_digits"] == pytest.approx(math.log(10), abs=0.01)
