"""``results.json``, ``results.csv`` and the list of what a person marks: each written whole or not at all."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from aiclass.files import write_atomically
from aiclass.grading._assignment import Assignment
from aiclass.grading._flags import flag_text
from aiclass.grading._graded import Graded, Outcome
from aiclass.grading.errors import OutputUnusable
from aiclass.messages import message

SCHEMA: Final = 1
RESULTS: Final = "results.json"
TABLE: Final = "results.csv"
TO_MARK: Final = "to-mark.csv"
SCHEMA_FILE: Final = "results.schema.json"
DIGITS: Final = 6  # of a score, so that a third has an end
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
EXCEL: Final = "utf-8-sig"  # without the mark, Excel shows Hangul as noise
HEAD: Final = (
    "learner", "notebook", "submitted_at", "attempt", "late_seconds", "outcome",
    "score", "penalty", "total", "max_score", "to_mark", "seconds",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The results of an assignment, sorted by learner, then in the order of its notebooks."""

    assignment: str
    submissions: tuple[Graded, ...]

    @property
    def is_complete(self) -> bool:
        """Return whether every submission could be graded."""
        return all(row.outcome in (Outcome.GRADED, Outcome.LIMIT) for row in self.submissions)

    def document(self) -> dict[str, Any]:
        """Return what ``results.json`` holds; its schema is ``results_schema()``."""
        return {
            "schema": SCHEMA,
            "assignment": self.assignment,
            "submissions": [_row(row) for row in self.submissions],
        }


def results_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``results.json``."""
    schema: dict[str, Any] = json.loads(files(__package__).joinpath(SCHEMA_FILE).read_text(encoding="utf-8"))
    return schema


def write_results(out: Path, results: Results, assignment: Assignment) -> None:
    """Write every file of results into a folder that exists."""
    text = json.dumps(results.document(), ensure_ascii=False, indent=1)
    write_atomically(out / RESULTS, text.encode() + b"\n")
    write_atomically(out / TABLE, csv_bytes(_table(results, assignment)))
    waiting = list(_to_mark(results))
    if waiting:
        write_atomically(
            out / TO_MARK,
            csv_bytes([("learner", "notebook", "grade_id", "points", "comment", "max_score"), *waiting]),
        )
    else:
        (out / TO_MARK).unlink(missing_ok=True)


def refuse_another_assignment(out: Path, assignment: Assignment) -> None:
    """Raise where the folder already holds results of another assignment.

    Raises:
        OutputUnusable: see above.
    """
    try:
        found = json.loads((out / RESULTS).read_bytes())["assignment"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if found != assignment.name:
        raise OutputUnusable(message("GD-26", folder=out, found=found, wanted=assignment.name))


def _row(row: Graded) -> dict[str, Any]:
    return {
        "learner": row.learner,
        "notebook": row.notebook,
        "submitted_at": row.submitted_at.isoformat() if row.submitted_at else None,
        "attempt": row.attempt,
        "late_seconds": _short(row.late_seconds),
        "outcome": row.outcome.value,
        "score": _short(row.score),
        "max_score": _short(row.max_score),
        "seconds": round(row.seconds, 3),
        "flags": list(row.flags),
        "cells": [
            {
                "grade_id": cell.grade_id,
                "score": None if cell.score is None else _short(cell.score),
                "max_score": _short(cell.max_score),
                "outcome": cell.outcome.value,
                "message": cell.message,
            }
            for cell in row.cells
        ],
    }


def _table(results: Results, assignment: Assignment) -> Iterator[Sequence[Any]]:
    columns = [
        (notebook.name, cell.grade_id) for notebook in assignment.notebooks for cell in notebook.scored
    ]
    is_one = len(assignment.notebooks) == 1
    yield [*HEAD, *(name if is_one else f"{notebook}/{name}" for notebook, name in columns), "flags"]
    for row in results.submissions:
        scores = {(row.notebook, cell.grade_id): cell.score for cell in row.cells}
        yield [
            row.learner,
            row.notebook,
            row.submitted_at.isoformat(sep=" ", timespec="seconds") if row.submitted_at else "",
            row.attempt,
            _short(row.late_seconds),
            row.outcome.value,
            _short(row.score),
            _short(row.penalty),
            _short(row.total),
            _short(row.max_score),
            len(row.to_mark),
            round(row.seconds, 3),
            *("" if (score := scores.get(column)) is None else _short(score) for column in columns),
            " / ".join(" ".join(flag_text(flag).split()) for flag in row.flags),
        ]


def _to_mark(results: Results) -> Iterator[Sequence[Any]]:
    for row in results.submissions:
        for cell in row.to_mark:
            yield (row.learner, row.notebook, cell.grade_id, "", "", _short(cell.max_score))


def csv_bytes(rows: Iterator[Sequence[Any]] | list[Sequence[Any]]) -> bytes:
    """Return a table that Excel opens as it is: Hangul readable, nothing taken for a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for row in rows:
        writer.writerow([_inert(value) for value in row])
    return stream.getvalue().encode(EXCEL, "replace")


def _inert(value: Any) -> Any:
    """Return a text that no spreadsheet takes for a formula: names come from learners."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _short(value: float) -> float | int:
    rounded = round(value, DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def totals(results: Results) -> Mapping[Outcome, int]:
    """Return how many submissions ended how."""
    counts = dict.fromkeys(Outcome, 0)
    for row in results.submissions:
        counts[row.outcome] += 1
    return counts
