"""What the start page is told."""

import json

import pytest
import tiny_course
from tiny_course import NOON, write_course

from aiclass.check import ProgressLog
from aiclass.workspace import course_notebooks, lay_out
from aiclass.workspace._data_state import data_notes
from aiclass.workspace._overview import overview


def log(workspace, kind, name, ok, lesson="03"):
    ProgressLog(workspace.root).append(lesson=lesson, kind=kind, id=name, ok=ok, now=NOON)


def states(workspace):
    (lesson,) = overview(workspace).lessons
    return {view.exercise.id: view.state for view in lesson.exercises}


def test_nothing_is_done_at_first(workspace):
    (lesson,) = overview(workspace).lessons
    assert states(workspace) == {"double": "open", "greet": "open", "essay": "manual"}
    assert (lesson.passed, lesson.judged, lesson.quiz_done) == (0, 2, 0)
    assert not lesson.is_begun
    assert overview(workspace).notices == ()


def test_failed_check_is_a_try_and_a_pass_stays_a_pass(workspace):
    log(workspace, "check", "double", ok=False)
    assert states(workspace)["double"] == "tried"
    log(workspace, "check", "double", ok=True)
    log(workspace, "check", "double", ok=False)
    assert states(workspace)["double"] == "passed"


def test_other_lessons_and_hints_do_not_count(workspace):
    log(workspace, "check", "double", ok=True, lesson="05")
    log(workspace, "hint", "greet", ok=True)
    log(workspace, "recheck", "greet", ok=False)
    assert set(states(workspace).values()) == {"open", "manual"}


def test_lesson_is_done_when_every_check_and_quiz_item_is(workspace):
    for name in ("double", "greet"):
        log(workspace, "check", name, ok=True)
    assert not overview(workspace).lessons[0].is_done
    log(workspace, "quiz", "q1", ok=True)
    assert overview(workspace).lessons[0].is_done


def test_damaged_progress_is_told_with_its_lines_and_the_rest_counts(workspace):
    log(workspace, "check", "double", ok=True)
    with (workspace.root / "progress.jsonl").open("ab") as stream:
        stream.write(b"rubbish\n")
    (notice,) = overview(workspace).notices
    assert "줄 번호: 2" in notice
    assert "[WS-30]" in notice
    assert states(workspace)["double"] == "passed"


def test_version_laid_beside_is_told(house, workspace, notebook):
    notebook.write_bytes(notebook.read_bytes() + b" ")
    write_course(house, "v2")
    lay_out(workspace, course_notebooks())
    view = overview(workspace)
    assert view.lessons[0].files == ("03-tiny.ipynb", "03-tiny (새 버전).ipynb")
    assert "03-tiny (새 버전).ipynb" in view.notices[0]


def test_missing_notebook_is_told(workspace, notebook):
    notebook.unlink()
    assert "[WS-32]" in overview(workspace).notices[0]
    assert overview(workspace).lessons[0].files == ()


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, "aiclass data get mnist"),
        ({"AICLASS_DATA_MIRROR": "/somewhere"}, "미러에서"),
        ({"AICLASS_TWIN": "1", "AICLASS_DATA_MIRROR": "/somewhere"}, "AICLASS_TWIN"),
        ({"AICLASS_OFFLINE": "1"}, "AICLASS_OFFLINE"),
    ],
)
def test_data_that_is_not_here_says_where_it_will_come_from(workspace, monkeypatch, variables, wanted):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    (note,) = overview(workspace).lessons[0].data_notes
    assert wanted in note


def test_data_without_a_public_address_is_told_before_it_is_missed(monkeypatch):
    monkeypatch.delenv("AICLASS_OFFLINE", raising=False)
    (note,) = data_notes(["admissions"])
    assert "공개 주소가 없는 데이터" in note
    assert "aiclass data get" not in note


def test_data_that_is_here_is_told(workspace, monkeypatch):
    from aiclass.workspace import _data_state

    entries = [
        _data_state.Entry(
            name="mnist",
            title="MNIST",
            twin="digits",
            size_bytes=1,
            state="cached",
            licence="?",
            is_public=True,
        )
    ]
    monkeypatch.setattr(_data_state, "inventory", lambda: entries)
    assert overview(workspace).lessons[0].data_notes == ("데이터 MNIST: 이 컴퓨터에 있습니다.",)


def test_course_without_lessons_is_no_fault(house, workspace):
    (house / "src" / "aiclass" / "_course" / "03.json").unlink()
    assert overview(workspace).lessons == ()


def test_course_file_of_the_tests_is_plain_json():
    assert json.loads(json.dumps(tiny_course.COURSE)) == tiny_course.COURSE
