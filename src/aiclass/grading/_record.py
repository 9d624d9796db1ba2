"""``OUT/.aiclass/report.json``: what a report needs beside the results, written down while the source is at hand."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

from aiclass.files import write_atomically
from aiclass.grading._assignment import Assignment, SourceNotebook
from aiclass.grading._cache import STATE
from aiclass.grading._exercises import misconceptions, notebook_title, scored_cells, titles_of

FORM: Final = 1
KEPT: Final = "report.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCell:
    """A code cell that a learner wrote; grade_id is "" where the source has no such cell."""

    grade_id: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """What is recorded of one submission.

    Attributes:
        page: address of its feedback page, relative to OUT, with forward slashes.
        digest: of all that the page was made from.
    """

    learner: str
    notebook: str
    page: str
    digest: str
    own: tuple[OwnCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNotebook:
    """What is recorded of a source notebook.

    Attributes:
        titles: exercise names by grade_id of scored and of answer cells.
        starter: code that every learner was given.
    """

    name: str
    title: str
    titles: Mapping[str, str]
    starter: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything of one output folder.

    Attributes:
        sentences: the course's misconceptions by code.
    """

    assignment: str
    notebooks: tuple[RecordNotebook, ...]
    sentences: Mapping[str, str]
    rows: tuple[RecordRow, ...]

    @classmethod
    def of(
        cls, assignment: Assignment, notebooks: tuple[RecordNotebook, ...], rows: tuple[RecordRow, ...]
    ) -> Self:
        """Return the record of an assignment; only a lesson of the course has misconceptions."""
        is_course = any(notebook.lesson for notebook in assignment.notebooks)
        sentences = misconceptions(assignment) if is_course else {}
        return cls(assignment=assignment.name, notebooks=notebooks, sentences=sentences, rows=rows)


def record_notebook(assignment: Assignment, source: SourceNotebook) -> RecordNotebook:
    """Return what is recorded of a source notebook."""
    return RecordNotebook(
        name=source.name,
        title=notebook_title(assignment, source),
        titles=titles_of(scored_cells(assignment, source)),
        starter=tuple(cell.released for cell in source.cells if cell.kind == "code"),
    )


def keep_record(out: Path, record: Record) -> None:
    """Write the record, whole or not at all."""
    text = json.dumps({"form": FORM, **asdict(record)}, ensure_ascii=False)
    write_atomically(out / STATE / KEPT, text.encode("utf-8", "replace"))


def kept_record(out: Path) -> Record | None:
    """Return the record of an output folder; None where there is none, or one that cannot be read."""
    try:
        document = json.loads((out / STATE / KEPT).read_bytes())
        return _record(document) if document["form"] == FORM else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _record(document: Mapping[str, Any]) -> Record:
    return Record(
        assignment=document["assignment"],
        notebooks=tuple(
            RecordNotebook(**{**one, "starter": tuple(one["starter"])}) for one in document["notebooks"]
        ),
        sentences=document["sentences"],
        rows=tuple(
            RecordRow(**{**row, "own": tuple(OwnCell(**cell) for cell in row["own"])})
            for row in document["rows"]
        ),
    )
