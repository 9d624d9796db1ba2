"""The trusted side of homework: source notebooks, files beside them, and how the assignment is timed."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from aiclass.grading._policy import POLICY_FILE, Policy, read_policy
from aiclass.grading._release import SourceCell, read_source
from aiclass.grading.errors import NoSuchSource, SourceFaults
from aiclass.messages import message

LESSON_ID: Final = re.compile(r"[0-9]{2}|[A-Z]")
FILES_LIMIT_BYTES: Final = 64_000_000
SOURCE_KIND: Final = "*.ipynb"
COURSE: Final = ".course"  # folder beside a released lesson's source


@dataclass(frozen=True, kw_only=True)
class SourceNotebook:
    """One notebook of an assignment.

    Attributes:
        name: file name without suffix, by which submissions are recognised.
        lesson: id of an aiclass lesson, "" for a foreign notebook.
        content: its bytes, part of what a cached grade depends on.
    """

    name: str
    cells: tuple[SourceCell, ...]
    lesson: str = ""
    content: bytes = field(default=b"", repr=False)

    @cached_property
    def known(self) -> Mapping[str, SourceCell]:
        """Return the cells that nbgrader keeps track of, by grade_id, in order."""
        return {cell.grade_id: cell for cell in self.cells if cell.metadata.is_known}

    @cached_property
    def scored(self) -> tuple[SourceCell, ...]:
        """Return the cells that earn points, in order."""
        return tuple(cell for cell in self.known.values() if cell.metadata.grade or cell.metadata.task)

    @property
    def max_score(self) -> float:
        """Return the points of all cells together."""
        return sum(cell.metadata.points for cell in self.scored)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Everything that submissions are graded against.

    Attributes:
        name: nbgrader's assignment name, or a lesson's id.
        files: laid beside every submission: relative name with forward slashes to content.
        course: built course files for ``lesson("NN")``, by name; empty for those of the package.
    """

    name: str
    notebooks: tuple[SourceNotebook, ...]
    policy: Policy = field(default_factory=Policy)
    files: Mapping[str, bytes] = field(default_factory=dict)
    course: Mapping[str, bytes] = field(default_factory=dict)

    def notebook(self, name: str) -> SourceNotebook:
        """Return the notebook of this name.

        Raises:
            KeyError: there is none.
        """
        for notebook in self.notebooks:
            if notebook.name == name:
                return notebook
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Return what may stand for this assignment in a file's name, longest first."""
        lessons = [notebook.lesson for notebook in self.notebooks if notebook.lesson]
        names = {self.name, *(notebook.name for notebook in self.notebooks), *lessons}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    def fingerprint(self, notebook: SourceNotebook) -> str:
        """Return a hash of all that is fixed about grading this notebook."""
        digest = hashlib.sha256(notebook.content)
        for name, content in sorted({**self.course, **self.files}.items()):
            digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
        limits = (self.policy.cell_seconds, self.policy.seconds, self.policy.memory_mib)
        digest.update(repr((limits, sorted(self.policy.cells.items()))).encode())
        return digest.hexdigest()


def read_assignment(source: str, *, lessons: Path | None = None) -> Assignment:
    """Return the assignment that SOURCE names.

    Args:
        source: an nbgrader source notebook, a folder of them, or a lesson number.
        lessons: folder of lesson sources, where SOURCE is a lesson number.

    Raises:
        NoSuchSource: it names none of these.
        SourceFaults: cells of it break rules, or nothing in it earns points.
        PolicyFaults: ``grading.yaml`` beside it breaks rules.
        NoSuchLesson, SourceFaults of authoring: see ``aiclass.authoring``.
    """
    path = Path(source)
    if path.is_dir():
        return _from_folder(path)
    if path.is_file() and path.suffix == ".ipynb":
        return _from_files(path.resolve().parent, [path], name=path.stem)
    if LESSON_ID.fullmatch(source):
        return _from_lesson(source, lessons)
    raise NoSuchSource(message("GD-20", source=source))


def _from_folder(folder: Path) -> Assignment:
    paths = sorted(folder.glob(SOURCE_KIND))
    if not paths:
        found = ", ".join(sorted(entry.name for entry in folder.iterdir())[:8]) or "없음"
        raise NoSuchSource(message("GD-21", folder=folder, found=found))
    return _from_files(folder, paths, name=folder.resolve().name)


def _from_files(folder: Path, paths: list[Path], *, name: str) -> Assignment:
    notebooks = [source_notebook(path.stem, path.read_bytes(), place=path.name) for path in paths]
    return _assignment(name, notebooks, folder, files=_files_beside(folder), course=_course_beside(folder))


def _from_lesson(lesson_id: str, lessons: Path | None) -> Assignment:
    from aiclass.grading._lesson import lesson_source

    built = lesson_source(lesson_id, lessons)
    notebook = source_notebook(built.name, built.content, place=f"{built.name}.ipynb")
    return _assignment(lesson_id, [notebook], built.folder, seconds=built.seconds, course=built.course)


def _assignment(
    name: str,
    notebooks: list[SourceNotebook],
    folder: Path,
    *,
    files: Mapping[str, bytes] | None = None,
    seconds: Mapping[str, float] | None = None,
    course: Mapping[str, bytes] | None = None,
) -> Assignment:
    if not any(notebook.scored for notebook in notebooks):
        raise SourceFaults(message("GD-28", source=name))
    known = frozenset(name for notebook in notebooks for name in notebook.known)
    policy = read_policy(folder / POLICY_FILE, known_cells=known)
    if seconds:
        policy = replace(policy, cells={**seconds, **policy.cells})
    return Assignment(
        name=name, notebooks=tuple(notebooks), policy=policy, files=files or {}, course=course or {}
    )


def source_notebook(name: str, content: bytes, *, place: str) -> SourceNotebook:
    """Return one source notebook.

    Raises:
        SourceFaults: it cannot be read, or cells break rules.
    """
    notebook, cells = read_source(content, place)
    return SourceNotebook(name=name, cells=cells, lesson=notebook.lesson, content=content)


def _files_beside(folder: Path) -> dict[str, bytes]:
    """Return what nbgrader copies beside each submission: everything but notebooks and hidden files."""
    files: dict[str, bytes] = {}
    room = FILES_LIMIT_BYTES
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_hidden = any(part.startswith((".", "__pycache__")) for part in name.split("/"))
        if is_hidden or not path.is_file() or path.suffix == ".ipynb" or name == POLICY_FILE:
            continue
        room -= path.stat().st_size
        if room < 0:
            raise SourceFaults(message("GD-30", folder=folder, limit=f"{FILES_LIMIT_BYTES // 1_000_000}MB"))
        files[name] = path.read_bytes()
    return files


def _course_beside(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / COURSE).glob("*.json"))}
