"""A graded submission: what results, feedback and reports are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from aiclass.grading._scores import CellScore, ScoreOutcome


class Outcome(StrEnum):
    """How grading a submission ended."""

    GRADED = "graded"
    LIMIT = "limit"  # graded, but something was stopped by a limit
    INVALID = "invalid"  # nothing to grade: the learner's or the instructor's to repair
    GRADER_FAILURE = "grader-failure"  # ours; never costs an attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One cell as feedback may show it: nothing in it tells of a hidden test.

    Attributes:
        kind: "code", "markdown" or "raw".
        role: "" for a learner's own text, "given" for a restored read-only cell, "test" for a test.
        source: the learner's text, or what was released to learners.
        outputs: nbformat 4 outputs; a learner's, so to be escaped and sanitised.
        grade_id: "" for a plain cell.
        is_restored: the learner had deleted the cell.
        outcome: of a code cell that ran, see ``CellOutcome``; "" otherwise.
        message: Korean, of a cell that did not pass.
        code: stable code of a check's message.
    """

    kind: str
    source: str
    role: str = ""
    outputs: tuple[Mapping[str, Any], ...] = ()
    grade_id: str = ""
    is_restored: bool = False
    outcome: str = ""
    message: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Points that a person gave to a cell; ``key`` is that of the submission that they had seen."""

    points: float
    comment: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """One row of the results.

    Attributes:
        late_seconds: 0 where it came in time or nobody knows when it came.
        score: points given automatically.
        penalty: points that lateness takes off the total.
        cells: in the source's order; a marked one carries the person's points.
        marked: grade_ids that a person marked.
        key: hash of all that the grade depends on; names the views in the cache; "" where nothing ran.
    """

    learner: str
    notebook: str
    submitted_at: datetime | None
    attempt: int
    late_seconds: float
    outcome: Outcome
    score: float
    penalty: float
    max_score: float
    seconds: float
    flags: tuple[str, ...]
    cells: tuple[CellScore, ...]
    marked: frozenset[str] = frozenset()
    key: str = ""

    @property
    def total(self) -> float:
        """Return the points of all cells, a person's included, less the penalty."""
        return max(0.0, self.earned - self.penalty)

    @property
    def earned(self) -> float:
        """Return the points of all cells, a person's included."""
        return sum(cell.score for cell in self.cells if cell.score is not None)

    @property
    def to_mark(self) -> tuple[CellScore, ...]:
        """Return the cells that still wait for a person."""
        return tuple(
            cell for cell in self.cells if cell.outcome is ScoreOutcome.MANUAL and cell.score is None
        )
