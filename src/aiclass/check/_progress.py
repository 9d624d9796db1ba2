"""The learner's progress log: one line an outcome, each holding the hash of the one before.

The chain shows by accident or by hand changed lines; it is no secret, so it proves nothing against someone who
rewrites the whole file.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

FILE_NAME = "progress.jsonl"
SCHEMA_VERSION = 1
LOCK_TIMEOUT_S = 10
BLOCK_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One outcome.

    Attributes:
        v: schema version.
        time: ISO 8601 with time zone.
        kind: lesson, check, recheck (the same failing answer again), predict, hint, solution, quiz, placement or
            drill.
        id: exercise, prediction, quiz, placement or drill item; empty for a lesson.
        ok: passed, right, or simply done.
        code: message or misconception code of a failure, else empty.
        prev: hash of the entry before; empty for the first.
        hash: SHA-256 of the other fields as canonical JSON.
    """

    v: int = SCHEMA_VERSION
    time: str
    lesson: str
    kind: str
    id: str
    ok: bool
    code: str
    prev: str
    hash: str = ""

    def sealed(self) -> "Entry":
        """Return this entry with its hash computed."""
        fields = {key: value for key, value in asdict(self).items() if key != "hash"}
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return Entry(**fields, hash=hashlib.sha256(text.encode()).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A progress log as read.

    Attributes:
        entries: every line that could be read, in order.
        damaged_lines: 1-based numbers of lines that are no entry or break the chain.
    """

    entries: tuple[Entry, ...] = ()
    damaged_lines: tuple[int, ...] = ()

    def of_lesson(self, lesson: str) -> tuple[Entry, ...]:
        """Return the entries of one lesson."""
        return tuple(entry for entry in self.entries if entry.lesson == lesson)

    def passed(self, lesson: str, kind: str = "check") -> frozenset[str]:
        """Return the ids of this kind that were right at least once."""
        kinds = {"check", "recheck"} if kind == "check" else {kind}
        return frozenset(entry.id for entry in self.of_lesson(lesson) if entry.ok and entry.kind in kinds)


class ProgressLog:
    """Appends outcomes to ``progress.jsonl`` in a folder, safe with several notebooks at once."""

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock  # not where a check only runs: it makes every fork dearer

        self.path = folder / FILE_NAME
        self._lock = FileLock(folder / f".{FILE_NAME}.lock", timeout=LOCK_TIMEOUT_S)

    def append(self, *, lesson: str, kind: str, id: str, ok: bool, code: str = "", now: datetime) -> Entry:  # noqa: A002
        """Append one outcome and return it.

        Args:
            now: timezone-aware.

        Raises:
            OSError: the folder cannot be written.
            filelock.Timeout: another process held the lock for LOCK_TIMEOUT_S.
        """
        with self._lock:
            last = _newest(self.path)
            entry = Entry(
                time=now.isoformat(timespec="seconds"),
                lesson=lesson,
                kind=kind,
                id=id,
                ok=ok,
                code=code,
                prev=last.hash if last else "",
            ).sealed()
            self._write(entry)
        return entry

    def read(self) -> Progress:
        """Return what the log holds; a missing file is an empty log."""
        entries: list[Entry] = []
        damaged: list[int] = []
        for number, entry in _lines(self.path):
            if entry is None:
                damaged.append(number)
                continue
            if entry.prev != (entries[-1].hash if entries else ""):
                damaged.append(number)
            entries.append(entry)
        return Progress(entries=tuple(entries), damaged_lines=tuple(damaged))

    def _write(self, entry: Entry) -> None:
        text = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "rb+") as stream:
            stream.seek(0, os.SEEK_END)
            if stream.tell() > 0:  # a line that a crash cut short must not swallow this one
                stream.seek(-1, os.SEEK_END)
                text = text if stream.read(1) == b"\n" else f"\n{text}"
            stream.write(text.encode())


def progress_folder() -> Path | None:
    """Return the folder that holds the log, or None where logging is off (AICLASS_PROGRESS=off)."""
    if os.environ.get("AICLASS_PROGRESS", "").lower() == "off":
        return None
    return Path(os.environ.get("AICLASS_WORKSPACE") or Path.cwd())


def _lines(path: Path) -> Iterator[tuple[int, Entry | None]]:
    """Yield each line's number and its entry, None where it is none or was changed after it was sealed."""
    if path.is_file():
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):
            yield number, _entry(line)


def _newest(path: Path) -> Entry | None:
    """Return the newest entry, looked for from the end: a log grows for months and every check appends to it."""
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        start, tail = stream.seek(0, os.SEEK_END), b""
        while start > 0:
            size = min(BLOCK_BYTES, start)
            start = stream.seek(start - size)
            tail = stream.read(size) + tail
            whole = tail.splitlines()[
                0 if start == 0 else 1 :
            ]  # the first may have begun in the block before
            if found := next(filter(None, map(_entry, reversed(whole))), None):
                return found
    return None


def _entry(line: bytes) -> Entry | None:
    """Return the entry that a line holds, None where it is none or was changed after it was sealed."""
    try:
        entry = Entry(**json.loads(line))
        return entry if entry.sealed().hash == entry.hash else None
    except (RecursionError, TypeError, ValueError):
        return None
