"""Put one exercise back as it was handed out, and nothing else."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiclass.course import Exercise, Lesson
from aiclass.course import lesson as find_lesson
from aiclass.files import write_atomically
from aiclass.messages import message
from aiclass.workspace._course_notebooks import notebooks_folder
from aiclass.workspace._folder import Workspace, refusing
from aiclass.workspace._layout import versions
from aiclass.workspace._notebook import Cell, Notebook, identities, source, sources
from aiclass.workspace.errors import NotebookUnusable


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPlan:
    """What a reset will do.

    Attributes:
        path: the learner's notebook.
        exercise: the one to be put back.
        restored: names of cells whose text will be put back.
        inserted: names of cells that the learner deleted and that will come back.
        notebook: the notebook as it will be.
    """

    path: Path
    exercise: Exercise
    restored: tuple[str, ...]
    inserted: tuple[str, ...]
    notebook: Notebook

    @property
    def is_needed(self) -> bool:
        """Tell whether anything differs from what was handed out."""
        return bool(self.restored or self.inserted)


def plan_reset(
    workspace: Workspace, lesson_id: str, exercise_id: str, *, file: str | None = None
) -> ResetPlan:
    """Return what a reset would do, without doing it.

    Args:
        file: which version of the notebook, where there are several; the usual one without it.

    Raises:
        CourseError: there is no such lesson or exercise.
        NotebookUnusable: the notebook is missing, unreadable, another lesson's, or its cells have lost their names.
    """
    lesson = find_lesson(lesson_id)
    exercise = lesson.exercise(exercise_id)
    path = learner_notebook(workspace, lesson, file)
    learner, original = Notebook.read(path), original_of(workspace, path.name, lesson)
    check_lesson(learner, lesson)
    if not _names(learner) & _names(original):
        raise NotebookUnusable(message("WS-15", file=path.name, name=lesson.name))
    notebook = Notebook(name=learner.name, content=learner.content, document=copy.deepcopy(learner.document))
    restored, inserted = [], []
    for name in (exercise.id, *exercise.checks):
        wanted = original.cell(name)
        if wanted is None:
            raise NotebookUnusable(message("WS-16", file=path.name, exercise=exercise.id))
        present = notebook.cell(name)
        if present is None:
            _insert(notebook, wanted, original)
            inserted.append(name)
        elif sources([present]) != sources([wanted]) or _grader(present) != _grader(wanted):
            _restore(present, wanted)
            restored.append(name)
    return ResetPlan(
        path=path, exercise=exercise, restored=tuple(restored), inserted=tuple(inserted), notebook=notebook
    )


def reset_exercise(
    workspace: Workspace, lesson_id: str, exercise_id: str, *, now: datetime, file: str | None = None
) -> Path | None:
    """Put the exercise back and return the dated copy of the notebook before; None where nothing differed.

    Args:
        now: timezone-aware; names the copy.

    Raises:
        FolderUnusable: the folder cannot be written; the notebook is then as it was.
        CourseError, NotebookUnusable: as ``plan_reset``.
    """
    with workspace.lock(), refusing(workspace.root):
        plan = plan_reset(workspace, lesson_id, exercise_id, file=file)
        if not plan.is_needed:
            return None
        backup = _backup(workspace, plan.notebook, now)
        write_atomically(plan.path, plan.notebook.encoded())
        return backup


def learner_notebook(workspace: Workspace, lesson: Lesson, file: str | None) -> Path:
    """Return the path of the learner's notebook of a lesson.

    Raises:
        NotebookUnusable: ``file`` is none of its versions; names those that there are.
    """
    name = f"{lesson.name}.ipynb"
    if file is not None and file not in (known := versions(workspace, name)):
        raise NotebookUnusable(message("WS-17", file=file, known="\n    ".join(known) or "없음"))
    return workspace.root / (file or name)


def original_of(workspace: Workspace, file: str, lesson: Lesson) -> Notebook:
    """Return the notebook as it was laid out in this file, else the course's present one."""
    laid = workspace.originals / file
    return Notebook.read(laid if laid.is_file() else notebooks_folder() / f"{lesson.name}.ipynb")


def check_lesson(notebook: Notebook, lesson: Lesson) -> None:
    """Make sure that a notebook belongs to the lesson; one that names no lesson is judged by its cells.

    Raises:
        NotebookUnusable: it belongs to another lesson, or to none.
    """
    wanted = {exercise.id for exercise in lesson.exercises}
    if notebook.lesson != lesson.id and (notebook.lesson or not _names(notebook) & wanted):
        found = f"{notebook.lesson}강" if notebook.lesson else "알 수 없음"
        raise NotebookUnusable(message("WS-14", file=notebook.name, lesson=lesson.id, found=found))


def _restore(present: Cell, wanted: Cell) -> None:
    """Put text and grader metadata back; results of the text that is gone go with it."""
    present["source"] = copy.deepcopy(wanted["source"])
    if (grader := _grader(wanted)) is not None:
        present["metadata"]["nbgrader"] = copy.deepcopy(grader)
    present["cell_type"] = wanted["cell_type"]
    for key in ("outputs", "execution_count", "attachments"):
        present.pop(key, None)
        if key in wanted:
            present[key] = copy.deepcopy(wanted[key])


def _insert(notebook: Notebook, wanted: Cell, original: Notebook) -> None:
    """Put a deleted cell behind the nearest cell that stood before it and is still there."""
    cell = copy.deepcopy(wanted)
    taken = {other.get("id") for other in notebook.cells}
    if not notebook.keeps_cell_ids or cell.get("id") in taken:
        cell.pop("id", None)
    notebook.cells.insert(_place(notebook.cells, original.cells, wanted), cell)


def _place(cells: Sequence[Cell], originals: Sequence[Cell], wanted: Cell) -> int:
    """Return where ``wanted`` belongs; cells that lost their names are known by an unchanged text."""
    before = originals[: next(index for index, cell in enumerate(originals) if cell is wanted)]
    for earlier in reversed(before):
        for is_same in (_same_name, _same_text):
            for index, cell in enumerate(cells):
                if is_same(cell, earlier):
                    return index + 1
    return 0


def _same_name(cell: Cell, other: Cell) -> bool:
    return bool(identities(cell) & identities(other))


def _same_text(cell: Cell, other: Cell) -> bool:
    return bool(source(cell).strip()) and sources([cell]) == sources([other])


def _names(notebook: Notebook) -> frozenset[str]:
    return frozenset(name for cell in notebook.cells for name in identities(cell))


def _grader(cell: Cell) -> object:
    return cell["metadata"].get("nbgrader")


def _backup(workspace: Workspace, notebook: Notebook, now: datetime) -> Path:
    stem = f"{notebook.name.removesuffix('.ipynb')}.{now:%Y-%m-%d_%H-%M-%S}"
    backup = workspace.backups / f"{stem}.ipynb"
    number = 1
    while backup.exists():
        number += 1
        backup = workspace.backups / f"{stem}-{number}.ipynb"
    write_atomically(backup, notebook.content)
    return backup
