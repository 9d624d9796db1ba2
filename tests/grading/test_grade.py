"""A whole run: results, what a second run does, what a stop leaves."""

import csv
import json
import threading
from dataclasses import replace

import jsonschema
import pytest

from aiclass.grading import (
    NoSuchSource,
    NothingSubmitted,
    OutputUnusable,
    SourceFaults,
    flag_text,
    read_assignment,
    results_schema,
)
from aiclass.grading._flags import TEXTS
from aiclass.grading._notebook import parse_notebook
from aiclass.grading._plan import CellOutcome
from aiclass.grading._sandbox import NotIsolated, SandboxError
from aiclass.grading._sandbox._audit import EVENTS
from aiclass.grading._workers import AHEAD

from .conftest import Homework, cell, notebook, run_here, scores


@pytest.fixture
def three(homework):
    homework.hand_in("가", homework.solved())
    homework.hand_in("나", homework.released())
    homework.hand_in("다", b"broken")
    return homework


def document(homework):
    return json.loads((homework.out / "results.json").read_bytes())


def changed(document, text="# 고침"):
    document["cells"].append(cell(text))
    return document


class TestResults:
    def test_document_has_exactly_these_keys(self, three):
        three.grade()
        found = document(three)
        jsonschema.validate(found, results_schema(), cls=jsonschema.Draft202012Validator)
        assert list(found) == ["schema", "assignment", "submissions"]
        assert (found["schema"], found["assignment"]) == (1, "hw1")
        first = found["submissions"][0]
        assert first == {
            "learner": "가",
            "notebook": "circle",
            "submitted_at": None,
            "attempt": 1,
            "late_seconds": 0,
            "outcome": "graded",
            "score": 5,
            "max_score": 9,
            "seconds": 0.5,
            "flags": [],
            "cells": [
                {"grade_id": "add-check", "score": 2, "max_score": 2, "outcome": "passed", "message": ""},
                {"grade_id": "area-check", "score": 3, "max_score": 3, "outcome": "passed", "message": ""},
                {"grade_id": "why", "score": None, "max_score": 4, "outcome": "manual", "message": ""},
            ],
        }

    def test_schema_refuses_what_is_no_result(self, three):
        three.grade()
        found = document(three)
        found["submissions"][0]["outcome"] = "perfect"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(found, results_schema())

    def test_table_opens_in_excel_and_computes_nothing(self, homework):
        homework.hand_in("=1+1", homework.solved())
        homework.grade()
        content = (homework.out / "results.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        (row,) = csv.DictReader(content.decode("utf-8-sig").splitlines())
        assert row["learner"] == "'=1+1"
        assert (row["score"], row["max_score"], row["add-check"], row["why"], row["to_mark"]) == (
            "5",
            "9",
            "2",
            "",
            "1",
        )

    def test_nothing_written_tells_of_a_hidden_test(self, three):
        three.grade()
        for path in three.out.rglob("*"):
            if path.is_file():
                assert b"secret" not in path.read_bytes(), path

    def test_late_penalty_is_taken_off_the_total_and_said(self, homework):
        homework.write(
            homework.source / "grading.yaml", b"due: 2026-03-02T12:00:00+09:00\nlate: {percent: 20}\n"
        )
        homework.hand_in("가", homework.solved())
        homework.write(homework.submitted / "가" / "hw1" / "timestamp.txt", b"2026-03-02 13:00:00 +0900")
        row = homework.grade()["가"]
        assert (row.late_seconds, row.score, row.penalty, row.total) == (3600, 5, 1, 4)
        assert row.flags == ("note:late-penalty:1",)

    def test_unknown_time_is_said_where_there_is_a_due_date(self, homework):
        homework.write(homework.source / "grading.yaml", b"due: 2026-03-02\n")
        assert homework.row(homework.solved()).flags == ("note:no-time",)

    def test_time_of_a_cell_comes_from_the_policy_and_gives_way_to_the_command(self, homework):
        homework.write(
            homework.source / "grading.yaml", b"cell_seconds: 20\ncells: {add-check: {seconds: 90}}\n"
        )
        homework.row(homework.solved())
        homework.row(homework.solved(), cell_seconds=5.0)
        seconds = [{one.grade_id: one.seconds for one in plan.cells} for plan in homework.runs]
        assert seconds[0]["add-check"] == 90
        assert seconds[0]["add"] == 20
        assert set(seconds[1].values()) == {5}

    @pytest.mark.parametrize("name", TEXTS)
    def test_every_flag_has_a_korean_sentence(self, name):
        text = flag_text(f"{name}:x")
        assert any("가" <= char <= "힣" for char in text) or name == "invalid"

    def test_every_flag_that_the_audit_hook_raises_has_one(self):
        assert set(EVENTS.values()) <= TEXTS.keys()

    def test_unknown_flag_is_shown_as_it_is(self):
        assert flag_text("something:new") == "something:new"


class TestSecondRun:
    def test_only_what_changed_runs(self, three):
        three.grade()
        before = document(three)
        assert len(three.runs) == 2
        three.grade()
        assert len(three.runs) == 2
        assert document(three) == before
        three.hand_in("나", changed(three.solved()))
        assert three.grade()["나"].score == 5
        assert len(three.runs) == 3

    def test_same_bytes_are_run_once(self, three):
        three.grade()
        three.hand_in("라", three.solved())
        assert three.grade()["라"].score == 5
        assert len(three.runs) == 2

    def test_nothing_new_starts_no_sandbox(self, three):
        three.grade()
        started = three.sandboxes
        three.grade()
        assert three.sandboxes == started

    def test_force_runs_all(self, three):
        three.grade()
        three.grade(force=True)
        assert len(three.runs) == 4

    @pytest.mark.parametrize("change", ["source", "policy", "file", "mode", "limit"])
    def test_whatever_a_grade_depends_on_runs_it_again(self, three, change):
        three.grade()
        options = {}
        if change == "source":
            path = three.source / "circle.ipynb"
            path.write_bytes(path.read_bytes().replace(b"add(-1, 1)", b"add(-2, 2)"))
        elif change == "policy":
            three.write(three.source / "grading.yaml", b"seconds: 60\n")
        elif change == "file":
            three.write(three.source / "data.csv", b"1")
        else:
            options = {"mode": {"compat": True}, "limit": {"cell_seconds": 9.0}}[change]
        three.grade(**options)
        assert len(three.runs) == 4

    def test_due_date_and_marks_need_no_run(self, three):
        three.grade()
        three.write(three.source / "grading.yaml", b"due: 2026-03-02\n")
        three.grade()
        assert len(three.runs) == 2

    def test_only_one_learner(self, three):
        three.grade()
        three.hand_in("가", changed(three.released()))
        three.hand_in("나", changed(three.solved()))
        rows = three.grade(only="나")
        assert rows["나"].score == 5
        assert "가" not in rows  # changed and not graded: no old points for new work
        assert len(three.runs) == 3

    def test_only_a_stranger_is_wrong_usage(self, three):
        with pytest.raises(NothingSubmitted, match="가, 나, 다"):
            three.grade(only="라")

    def test_damaged_cache_file_is_graded_anew(self, three):
        three.grade()
        for path in (three.out / ".aiclass" / "graded").iterdir():
            path.write_bytes(b'{"form": 1}')
        assert three.grade()["가"].score == 5

    def test_cache_forgets_what_no_row_stands_on(self, three):
        three.grade()
        three.hand_in("가", three.released())
        three.grade()
        assert (
            len(list((three.out / ".aiclass" / "graded").iterdir())) == 2 - 1
        )  # both hand-ins are the same now


class TestStops:
    def test_interrupted_run_keeps_what_is_done_and_the_next_does_the_rest(self, homework):
        for learner in "가나다라마바":
            one = homework.solved()
            one["cells"].append(cell(f"# {learner}"))
            homework.hand_in(learner, one)

        def stop(progress):
            if progress.done == 3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            homework.grade(listener=stop)
        assert len(document(homework)["submissions"]) >= 3
        homework.grade()
        assert len(document(homework)["submissions"]) == 6
        assert len(homework.runs) == 6

    def test_interrupted_force_keeps_the_rows_that_it_did_not_reach(self, three):
        three.grade()

        def stop(progress):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            three.grade(force=True, listener=stop)
        assert len(document(three)["submissions"]) == 3

    def test_each_page_is_there_when_its_submission_is_told(self, three):
        told = {}

        def look(progress):
            told[progress.learner] = len(list(three.out.rglob("*.html")))

        three.grade(listener=look)
        assert sorted(told.values()) == [1, 2, 3]

    def test_no_more_submissions_than_a_few_are_held_in_memory(self, homework, monkeypatch):
        count, first = AHEAD + 10, threading.Event()
        for number in range(count):
            homework.hand_in(f"{number:02}", changed(homework.solved(), f"# {number}"))
        read = []

        def reading(content):
            read.append(content)
            if len(read) == AHEAD:
                first.set()
            return parse_notebook(content)

        def waiting(plan):
            first.wait(10)
            seen.append(len(read))
            return run_here(plan)

        seen = []
        monkeypatch.setattr("aiclass.grading._verdict.parse_notebook", reading)
        monkeypatch.setattr(homework, "run", waiting)
        homework.grade()
        assert len(read) == count
        assert AHEAD <= seen[0] <= AHEAD + 4

    def test_workers_share_one_sandbox(self, three):
        three.grade()
        assert (len(three.runs), three.sandboxes) == (2, 1)

    def test_failing_submission_costs_those_beside_it_nothing(self, homework, monkeypatch):
        for learner in "가나다라마바":
            homework.hand_in(learner, changed(homework.solved(), f"# {learner}"))

        def failing(plan):
            if "# 다" in plan.cells[-1].source:
                raise SandboxError("gone")
            return run_here(plan)

        monkeypatch.setattr(homework, "run", failing)
        rows = homework.grade()
        assert rows.pop("다").outcome == "grader-failure"
        assert {row.outcome for row in rows.values()} == {"graded"}
        assert homework.sandboxes in (2, 3)
        assert homework.closed == homework.sandboxes

    def test_missing_isolation_leaves_earlier_results_alone(self, three, monkeypatch):
        three.grade()
        before = (three.out / "results.json").read_bytes()

        def refusing():
            raise NotIsolated("no")

        monkeypatch.setattr(three, "open", refusing)
        with pytest.raises(NotIsolated):
            three.grade(force=True)
        assert (three.out / "results.json").read_bytes() == before

    def test_sandbox_that_fails_once_is_opened_again(self, homework, monkeypatch):
        def failing_once(plan):
            homework.runs.append(plan)
            if len(homework.runs) == 1:
                raise SandboxError("gone")
            return run_here(plan)

        monkeypatch.setattr(homework, "run", failing_once)
        assert homework.row(homework.solved()).score == 5
        assert homework.sandboxes == 2

    def test_failing_sandbox_is_a_grader_failure_of_that_row_and_is_tried_again_next_time(
        self, homework, monkeypatch
    ):
        def failing(plan):
            raise SandboxError("gone")

        homework.hand_in("가", homework.solved())
        with monkeypatch.context() as patch:
            patch.setattr(homework, "run", failing)
            row = homework.grade()["가"]
        assert (row.outcome, row.score) == ("grader-failure", 0)
        assert set(scores(row).values()) == {None}
        assert "제출 횟수는 줄지 않습니다" in row.cells[0].message
        assert homework.grade()["가"].outcome == "graded"

    @pytest.mark.parametrize(
        ("outcome", "expected", "score"),
        [("limit", "limit", 0), ("not-run", "limit", 0), ("grader-failure", "grader-failure", None)],
    )
    def test_stopped_test_costs_its_own_points(self, homework, monkeypatch, outcome, expected, score):
        def stopping(plan):
            run = run_here(plan)
            cells = tuple(
                replace(one, outcome=CellOutcome(outcome), message="멈춤")
                if one.cell.grade_id == "add-check"
                else one
                for one in run.cells
            )
            return replace(run, cells=cells)

        monkeypatch.setattr(homework, "run", stopping)
        row = homework.row(homework.solved())
        assert row.outcome == expected
        assert scores(row) == {"add-check": score, "area-check": 3, "why": None}
        assert row.cells[0].message == "멈춤"


class TestRefusals:
    def test_folder_of_another_homeworks_results(self, three, tmp_path):
        three.grade()
        other = Homework(tmp_path / "other")
        other.source = other.source.rename(other.source.with_name("hw2"))
        other.out = three.out
        with pytest.raises(OutputUnusable, match="hw1"):
            other.row(other.solved())

    def test_file_in_place_of_the_folder(self, three):
        three.out.write_bytes(b"mine")
        with pytest.raises(OutputUnusable):
            three.grade()
        assert three.out.read_bytes() == b"mine"

    def test_two_runs_at_once(self, three):
        def again(progress):
            with pytest.raises(OutputUnusable, match="다른 채점"):
                three.grade()

        three.grade(listener=again)

    @pytest.mark.parametrize("source", ["nowhere", "99x", ""])
    def test_source_that_is_nothing(self, source, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        if source:
            with pytest.raises(NoSuchSource, match="--source"):
                read_assignment(source)

    def test_source_folder_without_notebook(self, tmp_path):
        (tmp_path / "hw1").mkdir()
        with pytest.raises(NoSuchSource, match="hw1"):
            read_assignment(str(tmp_path))

    def test_source_without_points(self, homework):
        homework.write(homework.source / "circle.ipynb", notebook(cell("1")))
        with pytest.raises(SourceFaults, match="점수가 하나도 없는"):
            homework.assignment  # noqa: B018
