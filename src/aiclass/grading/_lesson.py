"""A lesson of the course as the source that grading needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiclass.authoring import (
    Cell,
    CheckCell,
    ExerciseCell,
    Project,
    build,
    build_course,
    nbgrader_source,
    notebook_bytes,
    read_lesson,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonSource:
    """A built source notebook.

    Attributes:
        name: notebook name without suffix.
        content: nbgrader source notebook, hidden tests included.
        seconds: grade_id to the time that its author gives a cell.
        folder: where ``grading.yaml`` would stand.
        course: built course files that the lesson needs when it runs, by name.
    """

    name: str
    content: bytes
    seconds: Mapping[str, float]
    folder: Path
    course: Mapping[str, bytes]


def lesson_source(lesson_id: str, lessons: Path | None) -> LessonSource:
    """Return the source of a lesson, from the class's own folder of lessons where one is named.

    Raises:
        NoSuchLesson, SourceFaults: see ``aiclass.authoring``.
    """
    project = Project.find(lessons)
    lesson = read_lesson(project, lesson_id, must_be_measured=False)
    times = {cell.role.id: cell.role.time_s for cell in lesson.cells if isinstance(cell.role, ExerciseCell)}
    seconds = {cell.id: times.get(_exercise(cell)) for cell in lesson.cells}
    outputs = [*build(project, lesson), build_course(project, lesson.course)]
    return LessonSource(
        name=lesson.name,
        content=notebook_bytes(nbgrader_source(lesson)),
        seconds={name: value for name, value in seconds.items() if value is not None},
        folder=project.folder(lesson_id),
        course={
            output.path.name: output.content for output in outputs if output.path.parent == project.course
        },
    )


def _exercise(cell: Cell) -> str:
    if isinstance(cell.role, ExerciseCell):
        return cell.role.id
    return cell.role.exercise if isinstance(cell.role, CheckCell) else ""
