"""The benchmarks run, and write what they promise."""

import json
from itertools import pairwise
from statistics import median

import pytest
import torch

from benchmarks import comparison
from benchmarks.__main__ import main
from benchmarks.comparison import Comparison, measure

torch.set_num_threads(1)  # a smoke run: on busy cores two threads wait for each other


def test_smoke_run_on_the_twins_writes_every_row(tmp_path, capsys):
    output = tmp_path / "새 폴더" / "bench.json"
    main(["--quick", "--output", str(output)])
    document = json.loads(output.read_text(encoding="utf-8"))
    assert set(document["rows"]) == {
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
    table = capsys.readouterr().out
    for name, row in document["rows"].items():
        assert f"\n{name} " in table
        assert set(row) == {"speedup", "target", "met", "ours_s", "theirs_s", "spread"}
        assert row["spread"][0] <= row["speedup"] <= row["spread"][1]
        assert row["met"] is (row["speedup"] >= row["target"])
        assert row["ours_s"] > 0
        assert row["theirs_s"] > 0
    assert document["data"] == "digits (scikit-learn), admissions-synthetic (aiclass)"
    assert [path.name for path in output.parent.iterdir()] == ["bench.json"]


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
