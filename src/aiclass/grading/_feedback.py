"""``OUT/feedback/<learner>/<notebook>.html``: what a learner gets back, one page that stands alone."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from aiclass.files import write_atomically
from aiclass.grading._assignment import Assignment, SourceNotebook
from aiclass.grading._cache import Verdict
from aiclass.grading._exercises import ScoredCell, notebook_title, scored_cells, titles_of
from aiclass.grading._feedback_cards import Card, Judged, cards, judged_cells
from aiclass.grading._flags import flag_detail, flag_name
from aiclass.grading._graded import CellView, Graded, Outcome
from aiclass.grading._hidden import Hidden
from aiclass.grading._pages import render, stylesheet, without_code
from aiclass.grading._plain_text import plain_text
from aiclass.grading._record import OwnCell, Record, RecordRow, keep_record, kept_record, record_notebook
from aiclass.messages import message

FEEDBACK: Final = "feedback"
AT_ONCE: Final = 4
FORM: Final = 2  # of the pages; another number means written anew
RESERVED: Final = frozenset(  # Windows gives these names to devices
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))]
)
KIND_WORDS: Final = {  # flags that concern the learner
    "note:deleted": "GF-10",
    "note:duplicate": "GF-11",
    "note:late-penalty": "GF-12",
    "note:moved": "GF-13",
    "note:newest-of": "GF-14",
    "note:recognised": "GF-15",
    "note:restored": "GF-16",
    "note:retyped": "GF-17",
    "note:processes-left": "GF-18",
    "recognised": "GF-15",
    "several-answers": "GF-19",
    "shadowed": "GF-20",
    "untrusted-value": "GF-21",
}
SAID_ELSEWHERE: Final = ("invalid", "not-handed-in", "marked-before-change", "partial-credit-out-of-range")
A_PERSON_LOOKS: Final = "GF-22"  # never what was noticed: that is for the instructor to judge

Known = Callable[[str], Verdict | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What one page says.

    Attributes:
        reason: why nothing could be graded, "" where something was.
        notes: what was noticed, as one would say it to the learner.
    """

    title: str
    row: Graded
    judged: tuple[Judged, ...]
    cards: tuple[Card, ...]
    reason: str
    notes: tuple[str, ...]

    @property
    def waiting(self) -> float:
        """Return the points that a person still has to give."""
        return sum(cell.max_score for cell in self.row.to_mark)

    @property
    def to_repair(self) -> tuple[Judged, ...]:
        """Return what the learner could work on next."""
        return tuple(one for one in self.judged if one.outcome in ("failed", "partial", "limit", "missing"))


class FeedbackPages:
    """Writes the pages of an output folder, and what ``aiclass report`` needs beside the results.

    Args:
        learners: everyone's names; those that a file system may take for one another get folders of their own.
        known: gives the verdict, with its cells, that is kept under a row's key.
    """

    def __init__(self, out: Path, assignment: Assignment, learners: Iterable[str], known: Known) -> None:
        self._out, self._assignment = out, assignment
        self._folders = learner_folders(learners)
        self._writers = {
            source.name: _Writer(out, assignment, source, known) for source in assignment.notebooks
        }
        before = kept_record(out)
        self._made = {(row.learner, row.notebook): row for row in before.rows} if before else {}

    def write(self, row: Graded) -> RecordRow:
        """Write one row's page where it is not there as it should be; return what is recorded of it."""
        name = (row.learner, row.notebook)
        writer, folder = self._writers[row.notebook], self._folders[row.learner]
        self._made[name] = writer.write(row, folder, self._made.get(name))
        return self._made[name]

    def finish(self, rows: Iterable[Graded]) -> None:
        """Write what is still missing of these rows' pages, and the record of them."""
        with ThreadPoolExecutor(AT_ONCE) as pool:  # one waits for the disk while another is made
            made = tuple(pool.map(self.write, rows))
        notebooks = tuple(record_notebook(self._assignment, source) for source in self._assignment.notebooks)
        keep_record(self._out, Record.of(self._assignment, notebooks, made))


def feedback(
    row: Graded,
    *,
    title: str,
    source: SourceNotebook,
    views: Iterable[CellView],
    exercises: tuple[ScoredCell, ...],
    hidden: Hidden,
) -> Feedback:
    """Return what the page of one row says."""
    judged = judged_cells(exercises, row.cells, hidden)
    return Feedback(
        title=title,
        row=row,
        judged=tuple(judged.values()),
        cards=cards(views, source, exercises=exercises, judged=judged, hidden=hidden),
        reason=_reason(row),
        notes=_notes(row, exercises),
    )


def learner_folders(learners: Iterable[str]) -> dict[str, str]:
    """Return a folder's name for each learner; names that a file system may take for one another get a number.

    >>> learner_folders(["Kim", "kim", "con"])
    {'Kim': 'Kim', 'kim': 'kim (2)', 'con': 'con_'}
    """
    folders: dict[str, str] = {}
    taken: set[str] = set()
    for learner in dict.fromkeys(learners):
        stem = f"{learner}_" if learner.casefold().partition(".")[0] in RESERVED else learner
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number})"
        taken.add(name.casefold())
        folders[learner] = name
    return folders


class _Writer:
    """Writes the pages of one notebook."""

    def __init__(self, out: Path, assignment: Assignment, source: SourceNotebook, known: Known) -> None:
        self._out, self._assignment, self._source, self._known = out, assignment, source, known
        self._exercises = scored_cells(assignment, source)
        self._hidden = Hidden.of(source)
        self._released = {cell.released.strip() for cell in source.cells}
        fixed = (FORM, version("aiclass"), stylesheet(), assignment.fingerprint(source))
        self._fixed = hashlib.sha256(repr(fixed).encode()).hexdigest()

    def write(self, row: Graded, folder: str, old: RecordRow | None) -> RecordRow:
        """Write one page where it is not there yet, and return what is recorded of the row."""
        page = f"{FEEDBACK}/{folder}/{row.notebook}.html"
        content = repr((self._fixed, row)).encode("utf-8", "replace")
        digest = hashlib.sha256(content).hexdigest()
        if old and (old.page, old.digest) == (page, digest) and (self._out / page).is_file():
            return old
        verdict = self._known(row.key) if row.key else None
        views = verdict.views if verdict else ()
        made = feedback(
            row,
            title=notebook_title(self._assignment, self._source),
            source=self._source,
            views=views,
            exercises=self._exercises,
            hidden=self._hidden,
        )
        write_atomically(self._out / page, render("feedback.html", page=made))
        return RecordRow(
            learner=row.learner, notebook=row.notebook, page=page, digest=digest, own=self._own(views)
        )

    def _own(self, views: Iterable[CellView]) -> tuple[OwnCell, ...]:
        """Return the code that the learner wrote."""
        return tuple(
            OwnCell(grade_id=view.grade_id, source=view.source)
            for view in views
            if view.kind == "code" and not view.role and view.source.strip() not in self._released
        )


def _reason(row: Graded) -> str:
    if row.outcome is Outcome.GRADER_FAILURE:
        return message("GF-01")
    for flag in row.flags:
        if flag_name(flag) == "invalid":
            return plain_text(without_code(flag_detail(flag))[0])
        if flag_name(flag) == "not-handed-in":
            return message("GF-02")
    return message("GF-03") if row.outcome is Outcome.INVALID else ""


def _notes(row: Graded, exercises: Iterable[ScoredCell]) -> tuple[str, ...]:
    """Return each thing to know once, with all the exercises that it concerns."""
    titles = titles_of(exercises)
    details: dict[str, list[str]] = {}
    for flag in row.flags:
        name, detail = flag_name(flag), plain_text(flag_detail(flag))
        code = KIND_WORDS.get(name)
        if code is None:
            code = "" if name.startswith("note:") or name in SAID_ELSEWHERE else A_PERSON_LOOKS
        if code:
            details.setdefault(code, []).append(titles.get(detail, detail))
    return tuple(
        without_code(message(code, detail=", ".join(dict.fromkeys(concerned))))[0]
        for code, concerned in details.items()
    )
