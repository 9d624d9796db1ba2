"""What lesson 00 promises of its figures and its placement questions, and that its puzzles are NumPy's."""

import json
import re
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from aiclass import data
from aiclass.authoring import Project, read_lesson

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "lessons" / "00-python-numpy-matplotlib" / "results.json"


@pytest.fixture(scope="module")
def measured():
    entries = json.loads(RESULTS.read_text(encoding="utf-8"))["real"]
    assert {entry["data"] for entry in entries.values()} == {"digits"}
    return {name: entry["value"] for name, entry in entries.items()}


@pytest.fixture(scope="module")
def lesson():
    return read_lesson(Project.find(ROOT / "lessons"), "00")


def test_running_the_old_cell_twice_turns_a_good_rule_into_a_coin(measured):
    assert measured["first_accuracy"] >= 0.98
    assert measured["second_accuracy"] == pytest.approx(0.5, abs=0.02)


def test_the_brightest_pixel_was_divided_twice(measured):
    assert measured["brightest_now"] == pytest.approx(1 / 255, rel=0.02)


def test_arrays_are_many_times_quicker_than_a_loop(measured):
    assert measured["loop_ratio"] > 5


def test_ten_placement_questions_probe_every_part_and_the_next_lessons(lesson):
    assert len(lesson.placement) == 10
    places = list(dict.fromkeys(item.probes for item in lesson.placement))
    lines = [line for cell in lesson.cells for line in cell.source.splitlines() if cell.kind == "markdown"]
    parts = [line.removeprefix("## ") for line in lines if re.match(r"## \d부\.", line)]
    assert places == [*parts, "01", "02", "03"]


def test_fifteen_puzzles_stand_in_three_exercises_of_five(lesson):
    ids = ("puzzles-a-check", "puzzles-b-check", "puzzles-c-check")
    checks = [cell.source for cell in lesson.cells if cell.id in ids]
    numbers = [number for number in range(1, 16) if any(f"\n    {number}: ((" in source for source in checks)]
    assert len(checks) == 3
    assert numbers == list(range(1, 16))


def test_asking_before_one_has_answered_does_not_spoil_the_broken_notebook(lesson):
    sources = [cell.source for cell in lesson.cells if cell.kind == "code"]
    begin = next(i for i, source in enumerate(sources) if source.startswith("chosen = labels < 2"))
    end = next(i for i, source in enumerate(sources) if 'predict("second-run"' in source)
    train = data.load("digits").train
    names = {"np": np, "plots": Mock(), "predict": Mock(), "images": train.images, "labels": train.labels}
    for source in [
        *sources[begin:end],
        *sources[end - 1 : end + 1],
        sources[end],
    ]:  # cells run more than once
        exec(source, names)
    assert names["before"] > 0.98
    assert names["after"] < 0.55
    assert names["photos"].max() == pytest.approx(1 / 255)
    assert np.shares_memory(names["x"], names["photos"])
