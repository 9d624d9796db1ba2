"""From whatever an instructor has to one submission for each learner and notebook."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from aiclass.grading._assignment import Assignment, SourceNotebook
from aiclass.grading._entries import file_entry, folder_entries, open_zip, zip_entries
from aiclass.grading._found import ARCHIVE, NOTEBOOK, Found, Layout, without_class_folder
from aiclass.grading._learners import clean_learner
from aiclass.grading._mail import read_mail, read_mailbox
from aiclass.grading._notebook import parse_notebook
from aiclass.grading._submission import Submission
from aiclass.grading.errors import NotebookRejected, NothingSubmitted
from aiclass.messages import message


def collect(submitted: Path, assignment: Assignment) -> tuple[Submission, ...]:
    """Return what was handed in, sorted by learner, then in the order of the assignment's notebooks.

    A file that cannot be read is a submission with a fault; of several files of one learner the newest counts, which
    is said in ``flags``; a notebook that a learner left out is a submission without content.

    Args:
        submitted: nbgrader's ``submitted`` folder, one folder a learner, a flat folder, one notebook, one hand-in
            file, an archive of any of these, or saved e-mails.

    Raises:
        NothingSubmitted: there is nothing there that could be a hand-in.
    """
    found = _named_apart(list(_find(submitted, assignment)))
    if not found:
        raise NothingSubmitted(message("GD-22", place=submitted))
    learners: dict[str, list[Found]] = {}
    for one in found:
        learners.setdefault(one.learner, []).append(one)
    return tuple(
        submission
        for learner in sorted(learners)
        for submission in _of_learner(learner, learners[learner], assignment)
    )


def _find(submitted: Path, assignment: Assignment) -> Iterator[Found]:
    layout = Layout(assignment.name, assignment.names)
    suffix = submitted.suffix.lower()
    if submitted.is_dir():
        entries = without_class_folder(list(folder_entries(submitted)), "submitted")
        yield from layout.top(entries)
    elif not submitted.exists():
        raise NothingSubmitted(message("GD-22", place=submitted))
    elif suffix == ".mbox":
        for number, mail in enumerate(read_mailbox(partial(_opened, submitted)), start=1):
            yield from layout.mail(mail, f"{submitted.name}#{number}")
    elif suffix == ".eml":
        yield from layout.mail(read_mail(submitted.read_bytes), submitted.name)
    elif suffix == ARCHIVE:
        yield from _from_zip(submitted, layout)
    elif suffix == NOTEBOOK:
        yield from layout.file(file_entry(submitted))
    else:
        raise NothingSubmitted(message("GD-22", place=submitted))


def _from_zip(path: Path, layout: Layout) -> Iterator[Found]:
    """Yield from one hand-in file or from an archive of a whole class."""
    try:
        archive = open_zip(path)
        names = archive.namelist()
        if len(names) == 3 and "submission.json" in names:
            archive.close()
            yield from layout.file(file_entry(path))
            return
        entries = without_class_folder(zip_entries(archive, is_learners=False), path.stem)
    except NotebookRejected as error:
        yield Found(learner=clean_learner(path.stem), place=path.name, fault=str(error))
        return
    yield from layout.top(entries, is_zip=True)


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def _named_apart(found: list[Found]) -> list[Found]:
    """Return the hand-ins with the address beside a name under which several addresses wrote."""
    addresses: dict[str, set[str]] = {}
    for one in found:
        if one.address:
            addresses.setdefault(one.learner, set()).add(one.address)
    shared = {learner for learner, seen in addresses.items() if len(seen) > 1}
    return [
        replace(one, learner=clean_learner(f"{one.learner} ({one.address})"))
        if one.learner in shared and one.address
        else one
        for one in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answering:
    """A file and the notebook that it answers."""

    found: Found
    notebook: str


def _of_learner(learner: str, found: list[Found], assignment: Assignment) -> Iterator[Submission]:
    strong = [one for one in found if not one.is_weak]
    answering = list(_answering(strong or found[:1], assignment))
    unknown = [one for one in answering if not one.notebook]
    for notebook in assignment.notebooks:
        same = [one.found for one in answering if one.notebook == notebook.name]
        if same:
            yield _newest(learner, notebook, same)
        elif unknown:
            broken = unknown.pop(0).found
            yield Submission(
                learner=learner,
                notebook=notebook.name,
                place=broken.place,
                submitted_at=broken.submitted_at,
                flags=_said(broken),
                fault=broken.fault or _unknown(broken, assignment),
            )
        else:
            yield Submission(learner=learner, notebook=notebook.name, flags=("not-handed-in",))


def _answering(found: Iterable[Found], assignment: Assignment) -> Iterator[_Answering]:
    """Yield each file with its notebook: told by its name, else by its cells, else by there being no choice."""
    rest: list[_Answering] = []
    named: list[_Answering] = []
    for one in (_of_this_lesson(one, assignment) for one in found):
        name = _told_by_name(one.stem, assignment)
        (named if name else rest).append(_Answering(found=one, notebook=name))
    only = assignment.notebooks[0].name if len(assignment.notebooks) == 1 else ""
    if only and not named and len(rest) == 1:
        rest = [replace(rest[0], notebook=only)]
    elif not (only and named):
        rest = [replace(one, notebook=_told_by_cells(one.found, assignment)) for one in rest]
        if only and not any(one.notebook for one in rest):
            rest = [replace(one, notebook=only) for one in rest]
    else:
        rest = []  # beside a notebook of the right name, others are a learner's own
    yield from named
    yield from rest


def _of_this_lesson(found: Found, assignment: Assignment) -> Found:
    """Return the hand-in, with a fault where it says that it belongs to another lesson."""
    lessons = {notebook.lesson for notebook in assignment.notebooks}
    if found.fault or not found.lesson or found.lesson in lessons:
        return found
    return replace(found, fault=message("GD-18", file=found.place, wanted=assignment.name))


def _told_by_name(stem: str, assignment: Assignment) -> str:
    composed = unicodedata.normalize("NFC", stem)
    names = sorted((notebook.name for notebook in assignment.notebooks), key=len, reverse=True)
    for name in names:
        pattern = rf"(?<![^\W_]){re.escape(unicodedata.normalize('NFC', name))}(?![^\W_])"
        if re.search(pattern, composed):
            return name
    return ""


def _told_by_cells(found: Found, assignment: Assignment) -> str:
    if found.load is None or found.fault:
        return ""
    try:
        cells = parse_notebook(found.load()).cells
    except NotebookRejected:
        return ""
    ids = {cell.grade_id for cell in cells} | {cell.id for cell in cells}
    shared = {notebook.name: len(ids & notebook.known.keys()) for notebook in assignment.notebooks}
    best = max(shared, key=lambda name: shared[name])
    return best if shared[best] else ""


def _newest(learner: str, notebook: SourceNotebook, same: list[Found]) -> Submission:
    ordered = sorted(same, key=lambda one: one.newest_first)
    newest = ordered[-1]
    flags = _said(newest)
    if len(ordered) > 1:
        flags = (*flags, f"note:newest-of:{len(ordered)}:{newest.place}")
    return Submission(
        learner=learner,
        notebook=notebook.name,
        place=newest.place,
        load=newest.load,
        files=newest.files,
        submitted_at=newest.submitted_at,
        attempt=len(ordered),
        flags=flags,
        fault=newest.fault,
    )


def _said(found: Found) -> tuple[str, ...]:
    return (f"note:sender:{found.address}",) if found.address else ()


def _unknown(found: Found, assignment: Assignment) -> str:
    known = ", ".join(notebook.name for notebook in assignment.notebooks)
    return message("GD-09", file=found.place, known=known)
