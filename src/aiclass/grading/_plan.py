"""What the grader asks the sandbox to run, and what comes back: the border between trusted and untrusted code.

A plan is made by trusted code from the source and the submission. Inside the sandbox the learner's cells run in order;
at each test cell the child forks, and only that fork is given that one test, when the last learner's cell is over and
the child is gone. A test with hidden parts (left between nbgrader's markers in the plan) runs twice: its outputs,
message and value's words come from a run without the hidden lines, its verdict from a run in full. Everything in a
``Run`` has left the sandbox as size-limited JSON and has been checked; strings in it are still a learner's and must be
escaped.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class CellKind(StrEnum):
    """Who wrote a cell, and so where it may run."""

    LEARNER = "learner"  # runs in the child; may raise, the next cells still run
    TEST = "test"  # trusted text, runs in a fork of the child that reports and dies


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCell:
    """One code cell in the order in which it runs.

    Attributes:
        index: place in the submitted notebook, or -1 for a test whose cell the learner deleted.
        kind: LEARNER or TEST.
        grade_id: nbgrader's id, "" for a plain cell.
        source: what runs: the learner's text, or for a test the text of the release, hidden tests included.
        seconds: wall time that the cell may take.
        given: a LEARNER cell whose text is the source's own (locked, restored): the functions and classes that it
            defines are the author's, and tests go on to mean those whatever a later cell binds the names to.
    """

    index: int
    kind: CellKind
    source: str
    seconds: float
    grade_id: str = ""
    given: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a whole notebook may use; a cell's own seconds are in the plan."""

    seconds: float = 300.0
    memory_mib: int = 2048
    processes: int = 64
    file_mib: int = 64  # largest single file and the whole scratch folder
    output_bytes: int = 1_000_000  # of one cell, before it is cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that one submission runs.

    Attributes:
        cells: learner cells and tests, in order.
        limits: of the notebook.
        files: name (relative, forward slashes) to content, laid in the working folder beside the notebook.
        lesson: id of an aiclass lesson, "" for a foreign notebook.
        imports: import statements of the source's own cells (not of solutions), one a line. Tests mean what these
            bind, also where the learner has rebound a name or lost the cell.
        answers: names that the source's solutions bind, so that a learner may define a ``sum`` or ``max`` of their
            own where the exercise asks for it; any other shadowed name that a test relies on is put right and flagged.
    """

    cells: tuple[PlannedCell, ...]
    limits: Limits = Limits()
    files: dict[str, bytes] = field(default_factory=dict)
    lesson: str = ""
    imports: str = ""
    answers: frozenset[str] = frozenset()


class CellOutcome(StrEnum):
    """How running one cell ended."""

    OK = "ok"
    ERROR = "error"  # the cell raised
    LIMIT = "limit"  # stopped: time, memory, processes, output
    NOT_RUN = "not-run"  # the notebook was over before its turn
    GRADER_FAILURE = "grader-failure"  # ours, never the learner's


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRun:
    """What one planned cell gave.

    Attributes:
        cell: the planned cell.
        outcome: OK, ERROR, LIMIT, NOT_RUN or GRADER_FAILURE.
        outputs: nbformat 4 outputs, cut to the limit. Of a test: without hidden text, tracebacks folded away.
        value: of a test whose last expression is a number: that number (nbgrader's partial credit); else None.
        error_name, message: of an error: the exception's name and, for our checks, the Korean text; for a foreign
            assert what was compared. Never a hidden test's source.
        code: stable code of a check's message, such as "SM-02", or "".
        stderr: True if the cell wrote to stderr (nbgrader's compatible scoring needs it).
        limit: which limit stopped the cell ("seconds", "memory", "processes", "output"), or "".
        seconds: wall time.
    """

    cell: PlannedCell
    outcome: CellOutcome
    outputs: tuple[dict[str, Any], ...] = ()
    value: float | None = None
    error_name: str = ""
    message: str = ""
    code: str = ""
    stderr: bool = False
    limit: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a whole plan gave.

    Attributes:
        cells: one for each planned cell, in the same order.
        flags: what the instructor should look at, such as "patched-judge"; those that begin with "note:" inform only.
        seconds: wall time of the whole submission.
    """

    cells: tuple[CellRun, ...]
    flags: tuple[str, ...] = ()
    seconds: float = 0.0
