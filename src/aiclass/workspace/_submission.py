"""Make one file to hand in, and read it again.

A hand-in is a zip archive of exactly three files: the notebook under its usual name, ``progress.jsonl`` (whole:
a part of a hash chain could not be checked) and ``submission.json``.
"""

import io
import json
import os
import zipfile
import zlib
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import aiclass
from aiclass.course import Lesson
from aiclass.course import lesson as find_lesson
from aiclass.files import write_atomically
from aiclass.messages import message
from aiclass.workspace._course_notebooks import sha256
from aiclass.workspace._folder import Workspace, absolute, refusing
from aiclass.workspace._learner import clean_name
from aiclass.workspace._notebook import Notebook, megabytes, source, sources
from aiclass.workspace._phrase import phrase
from aiclass.workspace._reset import check_lesson, learner_notebook, original_of
from aiclass.workspace.errors import SubmissionRefused

SCHEMA_VERSION = 1
NOTEBOOK_LIMIT_BYTES = 5_000_000
PROGRESS_LIMIT_BYTES = 20_000_000
MANIFEST_LIMIT_BYTES = 10_000
ARCHIVE_LIMIT_BYTES = 30_000_000
MANIFEST = "submission.json"
PROGRESS = "progress.jsonl"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that zip knows: same content, same bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What ``submission.json`` says.

    Attributes:
        schema: version of this file's form.
        created_at: ISO 8601 with time zone.
        aiclass: version of the package that made the hand-in.
        fingerprint: lesson version that the notebook names; empty where it names none.
        notebook: the notebook's file name.
        notebook_sha256: of the notebook's bytes.
        progress_sha256: of the progress log's bytes.
    """

    schema: int = SCHEMA_VERSION
    lesson: str
    learner: str
    created_at: str
    aiclass: str
    fingerprint: str
    notebook: str
    notebook_sha256: str
    progress_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """A hand-in that was made.

    Attributes:
        path: the zip file.
        exercises: ids of every exercise of the lesson.
        passed: those that the progress log shows as passed.
        untouched: those whose answer cell is as it was handed out, or missing.
        damaged_lines: 1-based lines of the progress log that cannot be read or were changed by hand.
    """

    path: Path
    manifest: Manifest
    exercises: tuple[str, ...]
    passed: tuple[str, ...]
    untouched: tuple[str, ...]
    damaged_lines: tuple[int, ...]

    @property
    def summary(self) -> str:
        """Return what the learner is told: where the file lies and what is in it."""
        counts = {
            "total": len(self.exercises),
            "passed": len(self.passed),
            "untouched": len(self.untouched),
        }
        made = phrase("SU-10", path=self.path, **counts)
        if not self.damaged_lines:
            return made
        return f"{made}\n{phrase('SU-12', lines=', '.join(map(str, self.damaged_lines)))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A hand-in as read."""

    manifest: Manifest
    notebook: bytes
    progress: bytes


def make_submission(
    workspace: Workspace,
    lesson_id: str,
    *,
    learner: str,
    now: datetime,
    output: Path | None = None,
    file: str | None = None,
) -> HandIn:
    """Write one zip file to hand in, under a name that no earlier one has.

    Args:
        learner: the learner's name, part of the file name.
        now: timezone-aware.
        output: folder for the file; ``제출`` in the learner's folder without it.
        file: which version of the notebook, where there are several; the usual one without it.

    Raises:
        CourseError: there is no such lesson.
        NotebookUnusable: the notebook is missing, unreadable, or another lesson's.
        SubmissionRefused: nothing was changed in it yet, it is too large, or the name cannot be used.
        FolderUnusable: the file cannot be written.
    """
    from aiclass.check import ProgressLog

    lesson, learner = find_lesson(lesson_id), clean_name(learner)
    path = learner_notebook(workspace, lesson, file)
    notebook = Notebook.read(path)
    check_lesson(notebook, lesson)
    original = original_of(workspace, path.name, lesson)
    _refuse_untouched(notebook, original, lesson)
    if len(notebook.content) > NOTEBOOK_LIMIT_BYTES:
        size, limit = megabytes(len(notebook.content)), megabytes(NOTEBOOK_LIMIT_BYTES)
        raise SubmissionRefused(message("SU-02", file=path.name, size=size, limit=limit))
    progress, log = _progress_bytes(workspace), ProgressLog(workspace.root).read()
    manifest = Manifest(
        lesson=lesson.id,
        learner=learner,
        created_at=now.isoformat(timespec="seconds"),
        aiclass=aiclass.__version__,
        fingerprint=notebook.fingerprint,
        notebook=f"{lesson.name}.ipynb",
        notebook_sha256=sha256(notebook.content),
        progress_sha256=sha256(progress),
    )
    archive = _archive(manifest, notebook.content, progress)
    folder = absolute(output) if output else workspace.submissions
    with refusing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        target = _write_anew(folder, f"{lesson.name}-{learner}", archive)
    return HandIn(
        path=target,
        manifest=manifest,
        exercises=tuple(exercise.id for exercise in lesson.exercises),
        passed=tuple(e.id for e in lesson.exercises if e.id in log.passed(lesson.id)),
        untouched=_untouched(notebook, original, lesson),
        damaged_lines=log.damaged_lines,
    )


def read_submission(source: Path | BinaryIO, *, name: str = "") -> Submission:
    """Return what a hand-in holds, after checking that it is one; nothing is unpacked to the disk.

    Args:
        source: the file, or its bytes as a stream.
        name: file name for messages; that of the path where it is not given.

    Raises:
        SubmissionRefused: it is no hand-in, is larger than the limits, or its parts do not belong together.
    """
    path = source if isinstance(source, Path) else Path(name)
    try:
        size_bytes = path.stat().st_size if isinstance(source, Path) else source.seek(0, io.SEEK_END)
        if size_bytes > ARCHIVE_LIMIT_BYTES:
            raise _broken(path, f"파일 크기가 {megabytes(ARCHIVE_LIMIT_BYTES)} 한도보다 큽니다")
        with zipfile.ZipFile(source) as archive:
            return _read(path, archive)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise _broken(path, f"zip 파일로 읽을 수 없습니다 ({type(error).__name__})") from error


def _read(path: Path, archive: zipfile.ZipFile) -> Submission:
    names = archive.namelist()
    if len(names) != 3 or len(set(names)) != 3 or not {MANIFEST, PROGRESS} < set(names):
        raise _broken(path, f"노트, {PROGRESS}, {MANIFEST} 세 파일만 들어 있어야 합니다")
    manifest = _manifest(path, _member(path, archive, MANIFEST, MANIFEST_LIMIT_BYTES))
    if manifest.notebook not in names or "/" in manifest.notebook or "\\" in manifest.notebook:
        raise _broken(path, f"{MANIFEST}에 적힌 노트가 없습니다")
    notebook = _member(path, archive, manifest.notebook, NOTEBOOK_LIMIT_BYTES)
    progress = _member(path, archive, PROGRESS, PROGRESS_LIMIT_BYTES)
    if (sha256(notebook), sha256(progress)) != (manifest.notebook_sha256, manifest.progress_sha256):
        raise _broken(path, f"내용이 {MANIFEST}에 적힌 해시와 다릅니다")
    return Submission(manifest=manifest, notebook=notebook, progress=progress)


def _member(path: Path, archive: zipfile.ZipFile, name: str, limit_bytes: int) -> bytes:
    """Return one file of the archive, reading no more than the limit whatever its header claims."""
    with archive.open(name) as stream:
        content = stream.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise _broken(path, f"{name}의 크기가 {megabytes(limit_bytes)} 한도보다 큽니다")
    return content


def _manifest(path: Path, content: bytes) -> Manifest:
    try:
        document: dict[str, Any] = json.loads(content)
        manifest = Manifest(**document)
    except (ValueError, TypeError, RecursionError):
        raise _broken(path, f"{MANIFEST}의 형식이 잘못되었습니다") from None
    kinds = {field.name: int if field.name == "schema" else str for field in fields(Manifest)}
    sound = all(type(getattr(manifest, name)) is kind for name, kind in kinds.items())
    if not sound or manifest.schema != SCHEMA_VERSION:
        raise _broken(path, f"{MANIFEST}의 형식이 잘못되었습니다")
    return manifest


def _broken(path: Path, reason: str) -> SubmissionRefused:
    return SubmissionRefused(message("SU-03", file=path.name, reason=reason))


def _refuse_untouched(notebook: Notebook, original: Notebook, lesson: Lesson) -> None:
    if sources(notebook.cells) == sources(original.cells):
        raise SubmissionRefused(message("SU-01", file=notebook.name, lesson=lesson.id))


def _untouched(notebook: Notebook, original: Notebook, lesson: Lesson) -> tuple[str, ...]:
    ids = (exercise.id for exercise in lesson.exercises)
    return tuple(name for name in ids if _answer(notebook, name) in {"", _answer(original, name)})


def _answer(notebook: Notebook, name: str) -> str:
    cell = notebook.cell(name)
    return "" if cell is None else source(cell).strip()


def _progress_bytes(workspace: Workspace) -> bytes:
    """Return the progress log; a line that another process is writing right now is left out."""
    log = workspace.root / PROGRESS
    with refusing(log):
        content = log.read_bytes() if log.exists() else b""
    if len(content) > PROGRESS_LIMIT_BYTES:
        size, limit = megabytes(len(content)), megabytes(PROGRESS_LIMIT_BYTES)
        raise SubmissionRefused(message("SU-05", file=PROGRESS, size=size, limit=limit))
    return content[: content.rfind(b"\n") + 1]


def _archive(manifest: Manifest, notebook: bytes, progress: bytes) -> bytes:
    """Return the zip archive; the same parts give the same bytes."""
    members = {
        manifest.notebook: notebook,
        PROGRESS: progress,
        MANIFEST: json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode() + b"\n",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix, on every system, or the bytes would differ
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def _write_anew(folder: Path, stem: str, content: bytes) -> Path:
    """Write under the first free name; the name is taken before anything is written, so nobody else gets it."""
    for number in count(1):
        path = folder / f"{stem}{'' if number == 1 else f'-{number}'}.zip"
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        except FileExistsError:
            continue
        try:
            write_atomically(path, content)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path
    raise AssertionError("count() never ends")
