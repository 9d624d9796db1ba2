"""The course files inside the wheel: what a learner may know of a lesson, without its source."""

import json
from dataclasses import asdict
from typing import Any

from aiclass.authoring._forms import solution_form, text_of
from aiclass.authoring._source import CheckCell, CourseSource, ExerciseCell, LessonSource, PredictionCell
from aiclass.course import Exercise, Lesson, Prediction


def course_lesson(lesson: LessonSource) -> Lesson:
    """Return the lesson as ``aiclass.course`` knows it."""
    roles = [cell.role for cell in lesson.cells]
    return Lesson(
        id=lesson.id,
        slug=lesson.slug,
        title=lesson.title,
        summary=lesson.summary,
        minutes=lesson.minutes,
        level=lesson.level,
        data=lesson.data,
        requires=lesson.requires,
        exercises=tuple(_exercise(lesson, role) for role in roles if isinstance(role, ExerciseCell)),
        predictions=tuple(
            Prediction(id=role.id, explain=role.explain) for role in roles if isinstance(role, PredictionCell)
        ),
        quiz=lesson.quiz,
        placement=lesson.placement,
        fingerprint=lesson.fingerprint,
    )


def model_answers(lesson: LessonSource) -> dict[str, str]:
    """Return the solution of every exercise by its id, for ``solution()`` in a learner's workspace."""
    exercises = (cell for cell in lesson.cells if isinstance(cell.role, ExerciseCell))
    return {cell.id: text_of(solution_form(cell)) for cell in exercises}


def lesson_bytes(lesson: LessonSource) -> bytes:
    """Return the content of ``_course/NN.json``."""
    return _json_bytes(asdict(course_lesson(lesson)))


def misconceptions_bytes(course: CourseSource) -> bytes:
    """Return the content of ``_course/misconceptions.json``."""
    return _json_bytes([asdict(entry) for entry in course.misconceptions])


def _exercise(lesson: LessonSource, role: ExerciseCell) -> Exercise:
    checks = lesson.checks_of(role.id)
    points = sum(cell.role.points for cell in checks if isinstance(cell.role, CheckCell))
    return Exercise(
        id=role.id,
        title=role.title,
        tier=role.tier,
        points=role.points if role.manual else points,
        skills=role.skills,
        hints=role.hints,
        checks=tuple(cell.id for cell in checks),
        manual=role.manual,
        broken=role.broken,
        time_s=role.time_s,
    )


def _json_bytes(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
