"""Every file that is built from a lesson, and whether the ones on disk are current."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aiclass.authoring._course_file import lesson_bytes, misconceptions_bytes, model_answers
from aiclass.authoring._notebooks import learner_notebook, nbgrader_source, notebook_bytes, solution_notebook
from aiclass.authoring._project import FOLDER, Project
from aiclass.authoring._source import CourseSource, LessonSource
from aiclass.files import write_atomically

LESSON_FILE = re.compile(r"([0-9]{2}|[A-Z])\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One built file.

    Attributes:
        is_committed: it is kept in the repository, so a check looks at it.
    """

    path: Path
    content: bytes
    is_committed: bool


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Difference:
    """A committed file that is not what the sources give."""

    path: Path
    state: Literal["stale", "missing", "left over"]


def build(project: Project, lesson: LessonSource) -> tuple[Output, ...]:
    """Return every file built from a lesson without running it; the same source gives the same bytes."""
    notebook, answers = f"{lesson.name}.ipynb", model_answers(lesson)
    answers_bytes = (json.dumps(answers, ensure_ascii=False, indent=1) + "\n").encode()
    files = [
        (project.notebooks / notebook, notebook_bytes(learner_notebook(lesson)), True),
        (project.course / f"{lesson.id}.json", lesson_bytes(lesson), True),
        (project.solutions / notebook, notebook_bytes(solution_notebook(lesson)), False),
        (project.solutions / f"{lesson.id}.json", answers_bytes, False),
        (project.sources / lesson.id / notebook, notebook_bytes(nbgrader_source(lesson)), False),
    ]
    return tuple(Output(path=path, content=content, is_committed=kept) for path, content, kept in files)


def build_course(project: Project, course: CourseSource) -> Output:
    """Return the file that is built from the course-wide list of misconceptions."""
    path = project.course / "misconceptions.json"
    return Output(path=path, content=misconceptions_bytes(course), is_committed=True)


def write_outputs(outputs: Sequence[Output]) -> tuple[Path, ...]:
    """Write what differs and return its paths."""
    return tuple(output.path for output in outputs if write_atomically(output.path, output.content))


def differences(outputs: Sequence[Output], leftovers: Sequence[Path]) -> tuple[Difference, ...]:
    """Return the committed files that are missing, differ from the sources, or have none any more."""
    found = [Difference(path=path, state="left over") for path in leftovers]
    for output in outputs:
        if not output.is_committed:
            continue
        if not output.path.is_file():
            found.append(Difference(path=output.path, state="missing"))
        elif output.path.read_bytes().replace(b"\r\n", b"\n") != output.content:
            found.append(Difference(path=output.path, state="stale"))
    return tuple(sorted(found))


def leftover_files(project: Project, lesson_id: str | None = None) -> tuple[Path, ...]:
    """Return built files whose lesson, or whose name of it, no longer exists.

    Args:
        lesson_id: only those of this lesson; all where None.
    """
    current = {folder.name for folder in project.lessons.iterdir() if (folder / "lesson.md").is_file()}
    ids = {name.partition("-")[0] for name in current}
    notebooks = [
        path
        for path in project.notebooks.glob("*.ipynb")
        if FOLDER.fullmatch(path.stem) and path.stem not in current
    ]
    course_files = [
        path
        for path in project.course.glob("*.json")
        if LESSON_FILE.fullmatch(path.name) and path.stem not in ids
    ]
    found = sorted([*notebooks, *course_files])
    return tuple(path for path in found if lesson_id in (None, path.stem.partition("-")[0]))
