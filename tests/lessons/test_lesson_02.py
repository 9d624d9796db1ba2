"""What lesson 02 promises of its figures, as measured last on the real applicants and on the made-up ones."""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from aiclass import data
from aiclass.authoring import Project, read_lesson, walk
from aiclass.scratch import learning_rate_limit, linear_regression_hessian

LESSON = Path(__file__).parents[2] / "lessons" / "02-linear-regression"
RESULTS = json.loads((LESSON / "results.json").read_text(encoding="utf-8"))
both = pytest.mark.parametrize("kind", ["real", "twin"])


def measured(kind):
    return {name: entry["value"] for name, entry in RESULTS[kind].items()}


def test_figures_come_from_the_sets_that_they_name():
    """The lesson loads the made-up applicants too, to see whether a model finds their rule."""
    assert {entry["data"] for entry in RESULTS["real"].values()} == {"admissions, admissions-synthetic"}
    assert {entry["data"] for entry in RESULTS["twin"].values()} == {"admissions-synthetic"}


@both
def test_old_gradient_is_twice_that_of_its_loss_and_its_limit_half(kind):
    figures = measured(kind)
    assert figures["old_gradient_ratio"] == pytest.approx(2.0, abs=1e-6)
    assert figures["old_rate_limit"] == pytest.approx(figures["rate_limit"] / 2, abs=1e-12)
    assert (
        0.5 < figures["old_rate_limit"] < 0.8
    )  # the rate that was used settles, the one that was suggested cannot
    assert figures["old_growth"] == pytest.approx(0.8 * 2 / figures["old_rate_limit"] - 1, abs=0.02)


def test_figures_of_the_old_class_are_met():
    """Its notebook printed 0.2586 at first and 0.0052 after 990 epochs, on all 400 rows."""
    figures = measured("real")
    assert figures["old_loss_first"] == pytest.approx(0.2586, abs=0.001)
    assert figures["old_loss_last"] == pytest.approx(0.0052, abs=0.0005)


@pytest.mark.real_data
def test_limit_and_condition_number_of_all_rows_are_those_found_in_the_old_class(real_mirror, monkeypatch):
    monkeypatch.setenv("AICLASS_DATA_MIRROR", str(real_mirror))
    table = data.load("admissions", twin=False)
    gre = np.concatenate([table.train.features, table.test.features])[:, :1] / 340  # (400, 1)
    hessian = linear_regression_hessian(gre)
    assert np.linalg.cond(hessian) == pytest.approx(3074, abs=0.5)
    assert learning_rate_limit(hessian) / 2 == pytest.approx(0.535, abs=0.0005)


@both
def test_standardising_makes_the_valley_round(kind):
    figures = measured(kind)
    assert figures["condition_number"] > 2000
    assert figures["standard_condition_number"] == pytest.approx(1.0, abs=1e-9)


@both
def test_all_features_beat_the_score_alone_which_beats_the_mean(kind):
    figures = measured(kind)
    assert 0.5 < figures["r2_gre_test"] < figures["r2_all_test"] < 1.0
    assert figures["best_gre_loss"] < figures["first_walk_loss"] < figures["baseline_loss"]


@both
def test_newcomer_with_a_middling_score_gets_a_middling_chance(kind):
    """320 points lie a little above the middle of 290 to 340, and the points there between 0.6 and 0.9."""
    assert 0.6 < measured(kind)["newcomer_chance"] < 0.9


@both
def test_more_updates_and_nothing_else_learn_more(kind):
    figures = measured(kind)
    assert figures["best_gre_loss"] < figures["many_updates_loss"] < 0.6 * figures["hundred_updates_loss"]


@both
def test_vectorised_is_dozens_of_times_as_fast(kind):
    assert measured(kind)["vectorised_speedup"] > 20


@pytest.mark.slow
def test_lesson_passes_its_gates_where_torch_is_not_installed(monkeypatch):
    """The base install has none; the cell that compares with it says so and goes on."""
    monkeypatch.setitem(sys.modules, "torch", None)
    assert find_spec("torch") is None
    lesson = read_lesson(Project.find(LESSON.parent), "02")
    assert [str(fault) for fault in walk(lesson, {}).faults] == []
