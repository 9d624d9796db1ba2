"""Write an assignment out: what learners get, and what grading needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from aiclass.files import write_atomically
from aiclass.grading._assignment import COURSE
from aiclass.grading._lesson import lesson_source
from aiclass.grading._policy import POLICY_FILE
from aiclass.grading._release import release_notebook
from aiclass.grading.errors import NoSuchSource, OutputUnusable
from aiclass.messages import message

RELEASE: Final = "release"
SOURCE: Final = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What was written.

    Attributes:
        assignment: name of its folder in ``release`` and ``source``.
        learner: the notebook to hand out.
        source: the folder to name as ``--source``; never to be handed out.
    """

    assignment: str
    learner: Path
    source: Path


def release_lesson(
    lesson_id: str, out: Path, *, lessons: Path | None = None, force: bool = False
) -> Released:
    """Write a lesson's homework in nbgrader's layout.

    Args:
        out: gets ``release/NN/`` for learners and ``source/NN/`` for grading.
        lessons: folder of lesson sources, for a class with private tests.
        force: overwrite files that differ.

    Raises:
        OutputUnusable: another file stands in the place, and ``force`` is not given.
        NoSuchLesson, SourceFaults of authoring: see ``aiclass.authoring``.
    """
    built = lesson_source(lesson_id, lessons)
    beside = {f"{COURSE}/{name}": content for name, content in built.course.items()}
    beside[POLICY_FILE] = _policy_text(built.folder / POLICY_FILE, dict(built.seconds))
    return _write(lesson_id, built.name, built.content, beside, out, force=force)


def release_source(notebook: Path, out: Path, *, force: bool = False) -> Released:
    """Write the homework of an nbgrader source notebook.

    The assignment is named by the folder where that is nbgrader's ``source/<assignment>/``, else by the notebook.

    Raises:
        NoSuchSource: there is no such notebook.
        SourceFaults: cells of it break rules.
        OutputUnusable: see ``release_lesson``.
    """
    if not notebook.is_file():
        raise NoSuchSource(message("GD-20", source=notebook))
    folder = notebook.resolve().parent
    name = folder.name if folder.parent.name == SOURCE else notebook.stem
    beside = {POLICY_FILE: _policy_text(folder / POLICY_FILE, {})}
    return _write(name, notebook.stem, notebook.read_bytes(), beside, out, force=force)


def _write(
    name: str, stem: str, content: bytes, beside: Mapping[str, bytes], out: Path, *, force: bool
) -> Released:
    source = out / SOURCE / name
    released = Released(assignment=name, learner=out / RELEASE / name / f"{stem}.ipynb", source=source)
    files = {
        released.learner: release_notebook(content, f"{stem}.ipynb"),
        source / f"{stem}.ipynb": content,
    }
    files |= {source / name: content for name, content in beside.items() if content}
    for path, wanted in files.items():
        if path.exists() and not force and path.read_bytes() != wanted:
            raise OutputUnusable(message("GD-29", path=path))
    for path, wanted in files.items():
        write_atomically(path, wanted)
    return released


def _policy_text(path: Path, seconds: dict[str, float]) -> bytes:
    """Return ``grading.yaml`` as it lies beside the source, with the times that a lesson's author gives cells."""
    content = path.read_bytes() if path.is_file() else b""
    if not seconds:
        return content
    document = yaml.safe_load(content) or {}
    cells = {name: {"seconds": value} for name, value in seconds.items()} | (document.get("cells") or {})
    return yaml.safe_dump({**document, "cells": cells}, allow_unicode=True, sort_keys=False).encode()
