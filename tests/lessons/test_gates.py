"""Every lesson of the course passes every gate."""

from pathlib import Path

import pytest

from aiclass.authoring import (
    Project,
    build,
    build_course,
    check_lesson_files,
    differences,
    format_lesson,
    leftover_files,
    read_lesson,
    read_lessons,
    read_wrong_answers,
    walk,
)

ROOT = Path(__file__).parents[2]
WRONG_ANSWERS = Path(__file__).parent / "wrong_answers"
PROJECT = Project.find(ROOT / "lessons")

every_lesson = pytest.mark.parametrize("lesson_id", PROJECT.lesson_ids())


@pytest.fixture
def lesson(lesson_id):
    return read_lesson(PROJECT, lesson_id)


@pytest.fixture
def wrong_answers(lesson):
    path = WRONG_ANSWERS / f"{lesson.id}.yaml"
    answers, log = read_wrong_answers(path, path.relative_to(ROOT).as_posix(), lesson)
    assert [str(fault) for fault in log.faults] == []
    return answers


@every_lesson
def test_source_is_right_and_canonical(lesson):
    text, canonical = format_lesson(PROJECT, lesson.id)
    assert text == canonical, "run 'aiclass format'"


@every_lesson
def test_nothing_secret_reaches_a_learner_and_every_figure_is_measured(lesson):
    assert [str(fault) for fault in check_lesson_files(lesson)] == []


@every_lesson
def test_skeletons_and_wrong_answers_fail_and_solutions_pass_on_the_twin(lesson, wrong_answers):
    report = walk(lesson, wrong_answers)
    assert [str(fault) for fault in report.faults] == []


@pytest.mark.slow
@every_lesson
def test_all_cells_run_again_in_the_same_kernel(lesson):
    assert [str(fault) for fault in walk(lesson, {}, passes=2).faults] == []


@pytest.mark.slow
@pytest.mark.real_data
@every_lesson
def test_solutions_pass_on_real_data(lesson, real_mirror, monkeypatch):
    monkeypatch.setenv("AICLASS_DATA_MIRROR", str(real_mirror))
    report = walk(lesson, {}, twin=False)
    assert [str(fault) for fault in report.faults] == []
    outside = {
        figure.name: report.figures[0][figure.name]
        for figure in lesson.figures
        if abs(report.figures[0][figure.name] - lesson.measured["real"][figure.name]["value"])
        > figure.tolerance
    }
    assert outside == {}


def test_built_files_are_current():
    lessons = read_lessons(PROJECT)
    outputs = [output for lesson in lessons for output in build(PROJECT, lesson)]
    outputs.append(build_course(PROJECT, lessons[0].course))
    assert differences(outputs, leftover_files(PROJECT)) == ()
