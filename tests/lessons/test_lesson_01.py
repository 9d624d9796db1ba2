"""What lesson 01 says of MNIST in words, as measured last on the real set."""

import json
from pathlib import Path

import pytest

RESULTS = Path(__file__).parents[2] / "lessons" / "01-mnist-with-numpy" / "results.json"


@pytest.fixture(scope="module")
def measured():
    entries = json.loads(RESULTS.read_text(encoding="utf-8"))["real"]
    assert {entry["data"] for entry in entries.values()} == {"mnist"}
    return {name: entry["value"] for name, entry in entries.items()}


def test_pictures_that_the_old_class_looked_at_show_what_it_saw(measured):
    assert (measured["label_99"], measured["label_5999"]) == (1, 9)


def test_file_is_a_header_of_16_bytes_and_the_pixels(measured):
    assert measured["raw_bytes"] == 16 + 60_000 * 28 * 28


def test_closest_means_are_the_most_confused_digits(measured):
    assert measured["closest_pair"] == measured["most_confused_pair"] == 49
    assert measured["farthest_pair"] == 1  # 0 and 1
    assert measured["worst_digit"] == 5


def test_baseline_beats_answering_the_commonest_digit_by_far(measured):
    assert measured["majority_accuracy"] == pytest.approx(6742 / 60_000)
    assert measured["nearest_mean_validation_accuracy"] > 0.79
    assert measured["nearest_mean_test_accuracy"] > 0.81


def test_validation_chooses_the_mean_and_the_squared_distance(measured):
    others = ("mean_absolute", "median_squared", "median_absolute")
    best_other = max(measured[f"{name}_validation_accuracy"] for name in others)
    assert measured["nearest_mean_validation_accuracy"] > best_other


def test_accuracy_does_not_notice_shifted_pictures_until_right_ones_come(measured):
    right, shifted = measured["nearest_mean_validation_accuracy"], measured["shifted_validation_accuracy"]
    assert shifted == pytest.approx(right, abs=0.001)
    assert measured["skewed_accuracy"] < 0.15
