"""Hand-ins in every form in which they come: folders, flat files, archives, hand-in files, e-mails."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiclass.grading._entries import Entry, open_zip, zip_entries
from aiclass.grading._learners import clean_learner, learner_in_file_name
from aiclass.grading._mail import Mail, mails_of
from aiclass.grading.errors import NotebookRejected
from aiclass.messages import message
from aiclass.workspace import Submission as HandedIn
from aiclass.workspace import SubmissionRefused, read_submission

NOTEBOOK: Final = ".ipynb"
ARCHIVE: Final = ".zip"
MAILS: Final = (".eml", ".mbox")
TIMESTAMP: Final = "timestamp.txt"
HAND_IN_PARTS: Final = {"submission.json", "progress.jsonl"}
WRONG_KINDS: Final = frozenset(
    {
        ".7z",
        ".alz",
        ".doc",
        ".docx",
        ".egg",
        ".gz",
        ".htm",
        ".html",
        ".hwp",
        ".hwpx",
        ".pdf",
        ".py",
        ".rar",
        ".tar",
        ".tgz",
    }
)
BESIDE_LIMIT_BYTES: Final = 64_000_000
LISTED: Final = 5  # names in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One file that a learner handed in, before it is known which notebook it answers.

    Attributes:
        learner: cleaned name.
        place: where it lies, for people.
        stem: file name without suffix.
        load: gives its bytes; None where there is only a fault.
        modified: for telling which of two is newer.
        submitted_at: where something trustworthy enough says it: ``timestamp.txt``, an e-mail, a hand-in file.
        address: the sender's, of an e-mail.
        lesson: that a hand-in file names; "" otherwise.
        is_weak: counts only where the learner has nothing better, such as an e-mail without attachment.
    """

    learner: str
    place: str
    stem: str = ""
    load: Callable[[], bytes] | None = None
    files: Callable[[], Mapping[str, bytes]] = dict
    modified: datetime | None = None
    submitted_at: datetime | None = None
    address: str = ""
    lesson: str = ""
    fault: str = ""
    is_weak: bool = False

    @property
    def newest_first(self) -> tuple[float, float, str]:
        """Return what tells which of two files counts: a stated time, else the file's own, else its name."""
        stated = self.submitted_at or self.modified
        return (stated.timestamp() if stated else 0.0, _stamp(self.modified), self.place)


class Layout:
    """Finds hand-ins among entries.

    Args:
        assignment: its name, which a subfolder of a learner's may bear.
        names: what may stand for the assignment in a file's name, longest first.
    """

    def __init__(self, assignment: str, names: tuple[str, ...]) -> None:
        self.assignment, self.names = unicodedata.normalize("NFC", assignment), names

    def top(self, entries: Iterable[Entry], *, is_zip: bool = False) -> Iterator[Found]:
        """Yield what a folder or an archive of a whole class holds."""
        flat, folders = _grouped(entries)
        for entry in flat:
            yield from self.file(entry, is_nested=is_zip)
        for name, inner in folders.items():
            yield from self.learner(clean_learner(name), name, inner, is_nested=is_zip)

    def file(self, entry: Entry, *, is_nested: bool = False) -> Iterator[Found]:
        """Yield what one file among many holds; its name tells whose it is."""
        learner = self._learner(entry)
        if entry.suffix == NOTEBOOK:
            yield self._notebook(learner, entry, entry.path.as_posix())
        elif entry.suffix == ARCHIVE:
            yield from self._archive(learner, entry, entry.path.as_posix(), is_nested=is_nested)
        elif entry.suffix in MAILS:
            yield from self._mails(entry)
        elif entry.suffix in WRONG_KINDS:
            yield _fault(learner, entry.path.as_posix(), message("GD-08", file=entry.name), is_weak=True)

    def learner(
        self, learner: str, place: str, entries: list[Entry], *, is_nested: bool = False
    ) -> Iterator[Found]:
        """Yield what one learner's folder or archive holds, all of it theirs; at least one thing."""
        entries = self._of_this_assignment(entries)
        found = list(self._inside(learner, place, entries, is_nested=is_nested))
        if not found:
            inside = ", ".join(entry.path.as_posix() for entry in entries[:LISTED]) or "없음"
            found = [_fault(learner, place, message("GD-07", place=place, found=inside))]
        yield from found

    def mail(self, mail: Mail, place: str) -> Iterator[Found]:
        """Yield what one e-mail holds; its sender is the learner unless a hand-in file says another name."""
        learner = clean_learner(mail.name)
        sent = [
            replace(found, submitted_at=mail.arrived_at or found.submitted_at, address=mail.address)
            for entry in mail.attachments
            for found in self._attached(learner, entry, place)
        ]
        if not sent:
            text = message("GD-15", subject=mail.subject)
            sent = [replace(_fault(learner, place, text, is_weak=True), address=mail.address)]
        yield from sent

    def _learner(self, entry: Entry) -> str:
        return learner_in_file_name(entry.path.stem, self.names) or clean_learner(entry.path.stem)

    def _of_this_assignment(self, entries: list[Entry]) -> list[Entry]:
        """Return the entries without those in folders of other assignments, where this one has a folder."""
        deep = [entry for entry in entries if len(entry.path.parts) > 1]
        own = [entry for entry in deep if entry.path.parts[0] == self.assignment]
        return [*own, *(entry for entry in entries if len(entry.path.parts) == 1)] if own else entries

    def _inside(self, learner: str, place: str, entries: list[Entry], *, is_nested: bool) -> Iterator[Found]:
        for entry in entries:
            where = f"{place}/{entry.path.as_posix()}"
            if entry.suffix == NOTEBOOK:
                yield self._notebook(learner, entry, where, entries)
            elif entry.suffix == ARCHIVE:
                yield from self._archive(learner, entry, where, is_nested=is_nested)
            elif entry.suffix in MAILS:
                yield from (replace(found, learner=learner) for found in self._mails(entry))
            elif entry.suffix in WRONG_KINDS:
                yield _fault(learner, where, message("GD-08", file=entry.name), is_weak=True)

    def _attached(self, learner: str, entry: Entry, place: str) -> Iterator[Found]:
        where = f"{place}/{entry.name}"
        if entry.suffix == ARCHIVE:
            yield from self._archive(learner, entry, where, is_nested=False)
        else:
            yield self._notebook(learner, entry, where)

    def _notebook(self, learner: str, entry: Entry, place: str, around: Iterable[Entry] = ()) -> Found:
        siblings = [other for other in around if other.path.parent == entry.path.parent]
        return Found(
            learner=learner,
            place=place,
            stem=entry.path.stem,
            load=None if entry.fault else entry.read,
            files=lambda: _files(entry.path.parent, around),
            modified=entry.modified,
            submitted_at=_timestamp(siblings),
            fault=entry.fault,
        )

    def _archive(self, learner: str, entry: Entry, place: str, *, is_nested: bool) -> Iterator[Found]:
        try:
            with open_zip(entry.read()) as archive:
                names = set(archive.namelist())
                if names > HAND_IN_PARTS and len(names) == 3:
                    yield _hand_in(entry, place)
                    return
                if is_nested:
                    raise NotebookRejected(message("GD-12", file=entry.path.as_posix()))
                inner = zip_entries(archive, is_learners=True)
        except NotebookRejected as error:
            yield replace(_fault(learner, place, str(error)), modified=entry.modified)
            return
        reopened = [_reopening(entry, one) for one in inner]
        yield from self.learner(learner, place, _without_common_folder(reopened), is_nested=True)

    def _mails(self, entry: Entry) -> Iterator[Found]:
        place = entry.path.as_posix()
        try:
            for number, mail in enumerate(mails_of(entry), start=1):
                yield from self.mail(mail, place if entry.suffix == ".eml" else f"{place}#{number}")
        except (NotebookRejected, OSError) as error:
            yield _fault(self._learner(entry), place, str(error))


def without_class_folder(entries: list[Entry], archive_stem: str) -> list[Entry]:
    """Return the entries without the folder that packing a class's folder puts around all of them."""
    tops = {entry.path.parts[0] for entry in entries}
    if len(tops) != 1 or any(len(entry.path.parts) == 1 for entry in entries):
        return entries
    below = {entry.path.parts[1] for entry in entries}
    if tops <= {"submitted", unicodedata.normalize("NFC", archive_stem)} or (
        len(below) > 1 and _are_learners(entries)
    ):
        return _without_common_folder(entries)
    return entries


def _are_learners(entries: list[Entry]) -> bool:
    """Return whether the second level looks like many learners: several folders, each with something handed in."""
    folders = {entry.path.parts[1] for entry in entries if len(entry.path.parts) > 2}
    files = {entry.path.parts[1] for entry in entries if len(entry.path.parts) == 2}
    return len(folders) > 1 or (not folders and len(files) > 1)


def _without_common_folder(entries: list[Entry]) -> list[Entry]:
    tops = {entry.path.parts[0] for entry in entries if len(entry.path.parts) > 1}
    if len(tops) != 1 or any(len(entry.path.parts) == 1 for entry in entries):
        return entries
    return [replace(entry, path=PurePosixPath(*entry.path.parts[1:])) for entry in entries]


def _grouped(entries: Iterable[Entry]) -> tuple[list[Entry], dict[str, list[Entry]]]:
    flat: list[Entry] = []
    folders: dict[str, list[Entry]] = {}
    for entry in entries:
        if len(entry.path.parts) == 1:
            flat.append(entry)
        else:
            inner = replace(entry, path=PurePosixPath(*entry.path.parts[1:]))
            folders.setdefault(entry.path.parts[0], []).append(inner)
    return flat, folders


def _hand_in(entry: Entry, place: str) -> Found:
    """Return what ``aiclass submit`` packed.

    Raises:
        NotebookRejected: its parts do not belong together.
    """
    read = _read_hand_in(entry)
    try:
        created = datetime.fromisoformat(read.manifest.created_at)
    except ValueError:
        created = None
    return Found(
        learner=clean_learner(read.manifest.learner),
        place=place,
        stem=PurePosixPath(read.manifest.notebook).stem,
        load=lambda: _read_hand_in(entry).notebook,
        modified=entry.modified,
        submitted_at=created if created and created.tzinfo else None,
        lesson=read.manifest.lesson,
    )


def _read_hand_in(entry: Entry) -> HandedIn:
    try:
        return read_submission(BytesIO(entry.read()), name=entry.name)
    except SubmissionRefused as error:
        raise NotebookRejected(str(error)) from None


def _reopening(outer: Entry, entry: Entry) -> Entry:
    """Return an entry that opens its archive anew for each read, so that none is kept in memory."""

    def load(limit_bytes: int) -> bytes:
        with open_zip(outer.read()) as archive:
            for same in zip_entries(archive, is_learners=True):
                if same.path == entry.path:
                    return same.load(limit_bytes)
        raise NotebookRejected(message("GD-10", reason=entry.path.as_posix()))

    return replace(entry, load=load)


def _fault(learner: str, place: str, text: str, *, is_weak: bool = False) -> Found:
    return Found(learner=learner, place=place, fault=text, is_weak=is_weak)


def _files(folder: PurePosixPath, around: Iterable[Entry]) -> dict[str, bytes]:
    """Return what was handed in beside a notebook: no other notebooks or archives, up to a limit."""
    files: dict[str, bytes] = {}
    room = BESIDE_LIMIT_BYTES
    for entry in around:
        if entry.suffix in {NOTEBOOK, ARCHIVE, *MAILS} or entry.name == TIMESTAMP or entry.fault:
            continue
        if not entry.path.is_relative_to(folder):
            continue
        room -= entry.size_bytes
        if room < 0:
            break
        files[entry.path.relative_to(folder).as_posix()] = entry.read()
    return files


def _timestamp(siblings: Iterable[Entry]) -> datetime | None:
    """Return what nbgrader's ``timestamp.txt`` says."""
    for entry in siblings:
        if entry.name == TIMESTAMP:
            try:
                return parse_timestamp(entry.read().decode("utf-8-sig"))
            except (NotebookRejected, UnicodeDecodeError):
                return None
    return None


def parse_timestamp(text: str) -> datetime | None:
    """Return the time in nbgrader's form, ``YYYY-mm-dd HH:MM:SS[.f] TZ``, or ISO 8601; UTC where no zone is named.

    >>> parse_timestamp("2015-02-02 15:58:23.948203 America/Los_Angeles").isoformat()
    '2015-02-02T15:58:23.948203-08:00'
    """
    words = text.split()
    if not words:
        return None
    zone = words[2] if len(words) == 3 else "UTC"
    try:
        when = datetime.fromisoformat(" ".join(words[:2]))
        if when.tzinfo:
            return when
        if zone[:1] in "+-" and zone[1:].isdigit():
            return datetime.fromisoformat(f"{' '.join(words[:2])}{zone[:3]}:{zone[3:5] or '00'}")
        return when.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None


def _stamp(when: datetime | None) -> float:
    return when.timestamp() if when else 0.0
