"""Lay the course's notebooks out in a learner's folder and never overwrite what a learner has touched."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import count

from aiclass.files import write_atomically
from aiclass.workspace._course_notebooks import CourseNotebook, fingerprint, sha256
from aiclass.workspace._folder import Workspace, refusing

SCHEMA_VERSION = 1


class Action(StrEnum):
    """What laying out did with one notebook."""

    NEW = "new"
    REPLACED = "replaced"
    KEPT = "kept"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """What became of one notebook.

    Attributes:
        name: the course's file name.
        file: the file that now holds the course's version, or the learner's own where that is current.
    """

    name: str
    action: Action
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was once written into a file of the learner's folder.

    Attributes:
        origin: the course's file name; differs from the file's own for a version laid beside.
        sha256: of the bytes as laid out.
        fingerprint: lesson version that these bytes name.
    """

    origin: str
    sha256: str
    fingerprint: str


def lay_out(workspace: Workspace, notebooks: Sequence[CourseNotebook]) -> tuple[Laid, ...]:
    """Bring the folder up to date with the course.

    A notebook whose bytes are as they were laid out is replaced by a newer version. Any other stays, and the
    newer version is laid beside it. What is missing is laid out again.

    Raises:
        FolderUnusable: the folder cannot be written, the disk is full, or another process keeps the lock.
    """
    with workspace.lock(), refusing(workspace.root):
        records = dict(read_records(workspace))
        try:
            return tuple(_lay(workspace, notebook, records) for notebook in notebooks)
        finally:
            _write_records(workspace, records)


def read_records(workspace: Workspace) -> Mapping[str, Record]:
    """Return what was laid out, by file name.

    A damaged record counts as none: then every file that differs from the course's counts as touched.
    """
    try:
        files = json.loads(workspace.layout_file.read_bytes())["files"]
        return {name: Record(**record) for name, record in files.items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def versions(workspace: Workspace, name: str) -> tuple[str, ...]:
    """Return the files that hold a version of this notebook, the usual one first.

    Args:
        name: the course's file name.
    """
    laid = sorted(file for file, record in read_records(workspace).items() if record.origin == name)
    names = dict.fromkeys((name, *laid))
    return tuple(file for file in names if (workspace.root / file).is_file())


def _lay(workspace: Workspace, notebook: CourseNotebook, records: dict[str, Record]) -> Laid:
    """Lay out one notebook and note it in ``records``."""
    content = _content(workspace, notebook.name)
    if content is None or _untouched(content, records.get(notebook.name)):
        return _put(workspace, notebook, notebook.name, records)
    if _is_current(content, notebook, records.get(notebook.name)):
        if sha256(content) == notebook.sha256:
            _note(workspace, notebook, notebook.name, records)
        return Laid(name=notebook.name, action=Action.KEPT, file=notebook.name)
    return _lay_beside(workspace, notebook, records)


def _lay_beside(workspace: Workspace, notebook: CourseNotebook, records: dict[str, Record]) -> Laid:
    """Lay the new version under the first name that no touched file has."""
    for number in count(1):
        file = beside_name(notebook.name, number)
        content, record = _content(workspace, file), records.get(file)
        if content is not None and _is_current(content, notebook, record):
            return Laid(name=notebook.name, action=Action.BESIDE, file=file)
        if content is None or _untouched(content, record):
            _put(workspace, notebook, file, records)
            return Laid(name=notebook.name, action=Action.BESIDE, file=file)
    raise AssertionError("count() never ends")


def beside_name(name: str, number: int) -> str:
    """Return the file name of the n-th version beside a notebook.

    >>> beside_name("03-x.ipynb", 2)
    '03-x (새 버전 2).ipynb'
    """
    stem, _, suffix = name.rpartition(".")
    return f"{stem} (새 버전{'' if number == 1 else f' {number}'}).{suffix}"


def _put(workspace: Workspace, notebook: CourseNotebook, file: str, records: dict[str, Record]) -> Laid:
    content = _content(workspace, file)
    if content != notebook.content:
        write_atomically(workspace.root / file, notebook.content)
    _note(workspace, notebook, file, records)
    actions = {None: Action.NEW, notebook.content: Action.KEPT}
    return Laid(name=notebook.name, action=actions.get(content, Action.REPLACED), file=file)


def _note(workspace: Workspace, notebook: CourseNotebook, file: str, records: dict[str, Record]) -> None:
    """Note what the file holds and keep the original for ``aiclass reset``."""
    original = workspace.originals / file
    if not original.is_file() or original.read_bytes() != notebook.content:
        write_atomically(original, notebook.content)
    records[file] = Record(
        origin=notebook.name, sha256=notebook.sha256, fingerprint=fingerprint(notebook.content)
    )


def _content(workspace: Workspace, file: str) -> bytes | None:
    try:
        return (workspace.root / file).read_bytes()
    except FileNotFoundError:
        return None


def _untouched(content: bytes, record: Record | None) -> bool:
    return record is not None and sha256(content) == record.sha256


def _is_current(content: bytes, notebook: CourseNotebook, record: Record | None) -> bool:
    """Tell whether a learner's file grew from the course's present version.

    The record decides as long as the file still names the version that was recorded; a file that was put in
    its place since then (a renamed new version, a lost record) is judged by the version that it names itself.
    """
    if sha256(content) == notebook.sha256:
        return True
    named = fingerprint(content)
    if record is not None and named == record.fingerprint:
        return record.sha256 == notebook.sha256
    return bool(named) and named == fingerprint(notebook.content)


def _write_records(workspace: Workspace, records: Mapping[str, Record]) -> None:
    document = {"schema": SCHEMA_VERSION, "files": {name: asdict(records[name]) for name in sorted(records)}}
    content = json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
    if not workspace.layout_file.is_file() or workspace.layout_file.read_bytes() != content:
        write_atomically(workspace.layout_file, content)
