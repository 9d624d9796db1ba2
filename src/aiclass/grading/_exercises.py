"""What people call the cells that earn points: exercises with a title and the answers that belong to them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aiclass.course import Lesson, lesson, lessons
from aiclass.course import misconceptions as known_misconceptions
from aiclass.grading._assignment import Assignment, SourceNotebook


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredCell:
    """One cell that earns points.

    Attributes:
        title: the exercise's name in the course, else the grade_id without what only says that it is a test.
        answers: grade_ids of the cells in which a learner answers; empty for a task, and where the answer
            is a plain cell.
    """

    grade_id: str
    title: str
    max_score: float
    answers: tuple[str, ...]


def scored_cells(assignment: Assignment, source: SourceNotebook) -> tuple[ScoredCell, ...]:
    """Return the cells of a notebook that earn points, in its order."""
    found = _lesson(assignment, source)
    titles = _titles(found) if found else {}
    owners = {check: (one.id,) for one in found.exercises for check in one.checks} if found else {}
    return tuple(
        ScoredCell(
            grade_id=cell.grade_id,
            title=titles.get(cell.grade_id) or _title(cell.grade_id),
            max_score=cell.metadata.points,
            answers=tuple(name for name in owners.get(cell.grade_id, answers) if name in source.known),
        )
        for cell, answers in _with_answers(source)
    )


def titles_of(cells: Iterable[ScoredCell]) -> dict[str, str]:
    """Return the exercises' names by grade_id of scored and of answer cells."""
    cells = tuple(cells)
    answers = {
        name: cell.title for cell in reversed(cells) for name in cell.answers
    }  # the first test names them
    return answers | {cell.grade_id: cell.title for cell in cells}


def notebook_title(assignment: Assignment, source: SourceNotebook) -> str:
    """Return what the notebook is called in front of people."""
    found = _lesson(assignment, source)
    return f"{found.id}강 {found.title}" if found else source.name


def misconceptions(assignment: Assignment) -> Mapping[str, str]:
    """Return a sentence for each misconception of the course, by code."""
    if content := assignment.course.get("misconceptions.json"):
        return {entry["id"]: entry["text"] for entry in json.loads(content)}
    return {name: entry.text for name, entry in known_misconceptions().items()}


def _with_answers(source: SourceNotebook) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Yield each scored cell with the answers since the last one; a second test of an exercise shares its answers."""
    answers: list[str] = []
    is_fresh = True
    for cell in source.known.values():
        if cell.metadata.solution and not cell.metadata.grade:
            answers = [cell.grade_id] if is_fresh else [*answers, cell.grade_id]
            is_fresh = False
        elif cell.metadata.is_manual:
            yield cell, (cell.grade_id,) if cell.metadata.solution else ()
        elif cell.metadata.grade:
            yield cell, tuple(answers)
            is_fresh = True


def _titles(found: Lesson) -> dict[str, str]:
    titles = {exercise.id: exercise.title for exercise in found.exercises}
    for exercise in found.exercises:
        for number, check in enumerate(exercise.checks, start=1):
            titles[check] = exercise.title if number == 1 else f"{exercise.title} {number}"
    return titles


def _lesson(assignment: Assignment, source: SourceNotebook) -> Lesson | None:
    if not source.lesson:
        return None
    if content := assignment.course.get(f"{source.lesson}.json"):
        return Lesson.from_json(json.loads(content))
    known = {one.id for one in lessons()}
    return lesson(source.lesson) if source.lesson in known else None


def _title(grade_id: str) -> str:
    return re.sub(r"[-_]?(?:check|tests?)(?=[-_]?\d*$)", "", grade_id).strip("-_") or grade_id
