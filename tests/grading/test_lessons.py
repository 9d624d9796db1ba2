"""Every lesson through release and grade: an untouched notebook earns nothing, the solution everything."""

import pytest

from aiclass.authoring import Project, notebook_bytes, read_lesson, solution_notebook
from aiclass.grading import Options, collect, grade, graders, read_assignment, release_lesson
from aiclass.grading._sandbox import isolation

from .conftest import outcomes

PROJECT = Project.find()
pytestmark = pytest.mark.skipif(
    not isolation().complete, reason="this machine cannot isolate: aiclass doctor"
)


@pytest.mark.slow
@pytest.mark.parametrize("lesson_id", PROJECT.lesson_ids())
def test_skeleton_earns_nothing_and_solution_everything(lesson_id, tmp_path):
    released = release_lesson(lesson_id, tmp_path / "과제")
    submitted = tmp_path / "제출"
    submitted.mkdir()
    (submitted / "백지.ipynb").write_bytes(released.learner.read_bytes())
    lesson = read_lesson(PROJECT, lesson_id, must_be_measured=False)
    (submitted / "풀이.ipynb").write_bytes(notebook_bytes(solution_notebook(lesson)))
    assignment = read_assignment(str(released.source))
    submissions = collect(submitted, assignment)
    with graders(assignment, Options(), workers=2) as working:
        results = grade(submissions, assignment, tmp_path / "결과", options=Options(), graders=working)
    skeleton, solution = results.submissions
    assert (skeleton.outcome, skeleton.score, skeleton.flags) == ("graded", 0, ())
    assert (solution.outcome, [flag for flag in solution.flags if not flag.startswith("note:")]) == (
        "graded",
        [],
    )
    assert set(outcomes(solution).values()) <= {"passed", "manual"}, outcomes(solution)


def test_lesson_number_and_its_released_source_are_the_same_assignment(tmp_path):
    by_number = read_assignment("03")
    by_folder = read_assignment(str(release_lesson("03", tmp_path).source))
    assert by_number.fingerprint(by_number.notebooks[0]) == by_folder.fingerprint(by_folder.notebooks[0])
    assert by_number == by_folder


def test_released_lesson_is_the_notebook_that_the_course_hands_out(tmp_path):
    released = release_lesson("03", tmp_path)
    assert released.learner.read_bytes() == (PROJECT.notebooks / released.learner.name).read_bytes()
