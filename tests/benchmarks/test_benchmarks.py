"""The benchmarks run, and write what they promise."""

import json
from itertools import pairwise
from statistics import median

import pytest
import torch

from benchmarks import comparison
from benchmarks.__main__ import main
from benchmarks.comparison import Comparison, measure
from benchmarks.race import Challenger, race, race_against_time

torch.set_num_threads(1)  # a smoke run: on busy cores two threads wait for each other


RACES = {"cifar10-80", "cifar10-like-seed", "mnist-conv-98.74", "mnist-conv-99.3", "mnist-mlp-97.5"}


def test_smoke_run_on_the_twins_writes_every_row(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("benchmarks.grading.NBGRADER", tmp_path / "nowhere")  # no grading rows here
    output = tmp_path / "새 폴더" / "bench.json"
    main(["--quick", "--output", str(output)])
    document = json.loads(output.read_text(encoding="utf-8"))
    assert set(document["rows"]) == RACES | {
        "clinic-explaining-numpy",
        "clinic-explaining-torch",
        "clinic-warning-numpy",
        "clinic-warning-torch",
        "linear-regression-vectorised",
        "logistic-regression-2v4",
        "logistic-regression-vectorised",
        "numpy-conv-epoch",
        "numpy-mlp-epoch",
    }
    table, progress = capsys.readouterr()
    assert "--quick" in table
    for name, row in document["rows"].items():
        assert f"\n{name} " in table
        assert set(row) == {"speedup", "target", "met", "ours_s", "theirs_s", "spread"}
        assert row["spread"][0] <= row["speedup"] <= row["spread"][1]
        race = document["accuracies"].get(name)
        assert row["met"] is (
            row["speedup"] >= row["target"] and (not race or race["ours"][0] >= race["goal"])
        )
        assert row["ours_s"] > 0
        assert row["theirs_s"] > 0
    assert set(document["accuracies"]) == RACES
    assert all(f"{name}, run 1 of 1" in progress for name in RACES)
    assert not document["is_measurement"]
    assert document["data"].startswith("digits (scikit-learn), admissions-synthetic (aiclass), ")
    assert [path.name for path in output.parent.iterdir()] == ["bench.json"]


def test_one_group_can_be_measured_alone(tmp_path):
    output = tmp_path / "bench.json"
    main(["--quick", "--only", "linear-regression", "--output", str(output)])
    assert list(json.loads(output.read_text(encoding="utf-8"))["rows"]) == ["linear-regression-vectorised"]


def test_unknown_group_is_refused_with_those_there_are(capsys):
    with pytest.raises(SystemExit):
        main(["--only", "mnist"])
    assert "mnist-conv" in capsys.readouterr().err


def racer(clock, seconds, accuracies):
    """Return a training that takes these seconds and reaches these accuracies, one a seed."""

    def train(seed):
        clock[0] += seconds[seed]

        def measure():
            clock[0] += 1000.0  # looking at the test images is not timed
            return accuracies[seed]

        return measure

    return train


@pytest.mark.parametrize(
    ("accuracy", "reached", "speedup", "met"),
    [
        (0.9, (0.8, 0.9, 0.95), 10.0, True),  # the median run counts, for time and accuracy
        (0.9, (0.8, 0.89, 0.95), 10.0, False),
        (0.9, (0.8, 0.9, 0.95), 10.1, False),
        (None, (0.5, 0.6, 0.7), 10.0, True),  # theirs reach 0.6
        (None, (0.5, 0.59, 0.7), 10.0, False),
    ],
)
def test_race_is_won_by_the_median_run(monkeypatch, accuracy, reached, speedup, met):
    clock = [0.0]
    monkeypatch.setattr("benchmarks.race.perf_counter", lambda: clock[0])
    ours = racer(clock, (1.0, 2.0, 4.0), reached)
    theirs = racer(clock, (10.0, 20.0, 20.0), (0.6, 0.5, 0.65))
    challenger = Challenger(name="x", train=ours, speedup=speedup, accuracy=accuracy)
    result = race(("y", theirs), [challenger], repeats=3)["x"]
    assert (result.row.speedup, result.row.spread) == (10.0, (5.0, 10.0))
    assert (result.row.ours_s, result.row.theirs_s) == (2.0, 20.0)
    assert (result.ours, result.theirs) == (reached, (0.6, 0.5, 0.65))
    assert result.row.met is met


def test_race_against_time_has_no_opponent(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("benchmarks.race.perf_counter", lambda: clock[0])
    challenger = Challenger(name="x", train=racer(clock, (50.0,), (0.8,)), speedup=1.0, accuracy=0.8)
    result = race_against_time(challenger, 100.0, repeats=1)
    assert (result.row.speedup, result.row.met, result.theirs) == (2.0, True, ())


def test_sides_alternate_and_the_median_counts(monkeypatch):
    """A clock that gives ours 1, 2 and 9 seconds, theirs always 4: ratios 4, 2 and 4/9."""
    turns, durations = [], iter([1, 4, 2, 4, 9, 4])
    clock = [0.0]

    def run(side):
        turns.append(side)
        if len(turns) > 2:  # the first call of each side warms up, untimed
            clock[0] += next(durations)

    monkeypatch.setattr(comparison, "perf_counter", lambda: clock[0])
    row = measure(
        Comparison(name="x", ours=lambda: run("ours"), theirs=lambda: run("theirs"), target=2.0), repeats=3
    )
    assert all(first != second for first, second in pairwise(turns))
    assert (row.speedup, row.spread) == (median([4, 2, 4 / 9]), (4 / 9, 4))
    assert (row.ours_s, row.theirs_s, row.met) == (2, 4, True)


@pytest.mark.parametrize(("target", "met"), [(1.0, True), (4.0, True), (4.1, False)])
def test_target_is_met_from_itself_on(monkeypatch, target, met):
    ticks = iter([0, 1, 10, 14])
    monkeypatch.setattr(comparison, "perf_counter", lambda: next(ticks))
    row = measure(Comparison(name="x", ours=int, theirs=int, target=target), repeats=1)
    assert row.met is met
