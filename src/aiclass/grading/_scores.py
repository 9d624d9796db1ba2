"""From what ran to points: nbgrader's rules, cell by cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from aiclass.grading._assignment import SourceNotebook
from aiclass.grading._plan import CellOutcome, CellRun, Run
from aiclass.grading._planning import Planned, StepKind
from aiclass.grading._release import SourceCell
from aiclass.messages import message
from aiclass.nbgrader import AICLASS_STUBS, NBGRADER_STUBS, checksum


class ScoreOutcome(StrEnum):
    """What became of one cell that earns points."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    LIMIT = "limit"
    MANUAL = "manual"  # a person marks it
    MISSING = "missing"  # nothing was there
    GRADER_FAILURE = "grader-failure"  # ours, never the learner's


@dataclass(frozen=True, slots=True, kw_only=True)
class CellScore:
    """One cell's points.

    Attributes:
        score: None where a person must mark or nothing was there.
        message: Korean, for the learner; "" where there is nothing to say.
    """

    grade_id: str
    score: float | None
    max_score: float
    outcome: ScoreOutcome
    message: str = ""


def score_cells(source: SourceNotebook, planned: Planned, run: Run, *, compat: bool) -> tuple[CellScore, ...]:
    """Return the points of every cell that earns some, in the source's order.

    With ``compat``, partial credit out of range ends the scoring where nbgrader stops: later cells have none.
    """
    runs = {
        step.grade_id: cell
        for step, cell in zip(planned.steps, run.cells, strict=True)
        if step.kind is not StepKind.ECHO and step.grade_id
    }
    cells = tuple(_score(cell, planned, runs.get(cell.grade_id), compat=compat) for cell in source.scored)
    return _until_out_of_range(cells, planned, runs) if compat else cells


def out_of_range(cells: Iterable[CellScore], runs: Iterable[CellRun]) -> tuple[CellScore, ...]:
    """Return the cells whose test gave partial credit that is none: the grader's fault, not the sandbox's."""
    failed = {run.cell.grade_id for run in runs if run.outcome is CellOutcome.GRADER_FAILURE}
    return tuple(
        cell for cell in cells if cell.outcome is ScoreOutcome.GRADER_FAILURE and cell.grade_id not in failed
    )


def score_nothing(source: SourceNotebook, text: str, *, score: float | None = None) -> tuple[CellScore, ...]:
    """Return the cells of a submission of which nothing ran.

    Args:
        score: 0 for a notebook that was not handed in, as nbgrader has it; None for one that cannot be read.
    """
    return tuple(
        CellScore(
            grade_id=cell.grade_id,
            score=score,
            max_score=cell.metadata.points,
            outcome=ScoreOutcome.MISSING,
            message=text,
        )
        for cell in source.scored
    )


def score_failure(source: SourceNotebook) -> tuple[CellScore, ...]:
    """Return the cells of a submission that the grader failed on."""
    return tuple(
        _outcome(cell, None, ScoreOutcome.GRADER_FAILURE, message("GD-49")) for cell in source.scored
    )


def _score(cell: SourceCell, planned: Planned, run: CellRun | None, *, compat: bool) -> CellScore:
    place = planned.matching.places.get(cell.grade_id)
    if place is None and (compat or not cell.metadata.is_test):
        return _outcome(cell, None, ScoreOutcome.MISSING, message("GD-41"))
    if cell.metadata.is_manual:
        assert place is not None
        return _manual(cell, planned, place, compat=compat)
    if run is None:
        return _outcome(cell, None, ScoreOutcome.MISSING, message("GD-41"))
    return _compat_test(cell, run) if compat else _test(cell, run)


def _manual(cell: SourceCell, planned: Planned, place: int, *, compat: bool) -> CellScore:
    text = planned.notebook.cells[place].source
    is_same = checksum(text, cell.kind, cell.metadata.entry) == cell.metadata.checksum
    if not compat:  # nbgrader calls an answer changed that was released with other words in the stub
        is_same = is_same or _without_stubs(text) == _without_stubs(cell.released)
    if is_same and not cell.metadata.task:
        return _outcome(cell, 0.0, ScoreOutcome.FAILED, message("GD-40"))
    return _outcome(cell, None, ScoreOutcome.MANUAL)


def _without_stubs(text: str) -> str:
    lines = [
        line for stubs in (NBGRADER_STUBS, AICLASS_STUBS) for line in (stubs.code.split("\n")[0], stubs.text)
    ]
    for line in lines:
        text = text.replace(line, "")
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _test(cell: SourceCell, run: CellRun) -> CellScore:
    return _numbered(cell, run, run.value) if run.outcome is CellOutcome.OK else _not_passed(cell, run)


def _compat_test(cell: SourceCell, run: CellRun) -> CellScore:
    """Return nbgrader's score: an error or anything on stderr is 0, a number from 0 on is partial credit."""
    if run.outcome is CellOutcome.OK and not run.stderr:
        value = run.value if _shows_a_number(run) else None
        return _numbered(cell, run, value if value is not None and value >= 0 else None)
    if run.outcome in (CellOutcome.OK, CellOutcome.ERROR):
        return _stderr_or_error(cell, run)
    return _not_passed(cell, run)


def _numbered(cell: SourceCell, run: CellRun, value: float | None) -> CellScore:
    """Return the score of a test that did not fail, whose last expression gave this number or none."""
    most = cell.metadata.points
    if value is None:
        return _outcome(cell, most, ScoreOutcome.PASSED)
    if not 0 <= value <= most:
        text = message("GD-50", value=f"{value:g}", most=f"{most:g}")
        return _outcome(cell, None, ScoreOutcome.GRADER_FAILURE, text)
    return _graded(cell, value, run.message)


def _shows_a_number(run: CellRun) -> bool:
    """Return whether the value reads as a number, which NumPy's ``np.float64(0.5)`` does not."""
    shown = [output for output in run.outputs if output.get("output_type") == "execute_result"]
    text = shown[-1].get("data", {}).get("text/plain") if shown else None
    return not (isinstance(text, str) and text.startswith("np."))


def _until_out_of_range(
    cells: tuple[CellScore, ...], planned: Planned, runs: Mapping[str, CellRun]
) -> tuple[CellScore, ...]:
    places = planned.matching.places
    stops = [places[cell.grade_id] for cell in out_of_range(cells, runs.values())]
    first = min(stops, default=len(planned.notebook.cells))
    return tuple(
        replace(cell, score=None, outcome=ScoreOutcome.MISSING)
        if places.get(cell.grade_id, 0) > first
        else cell
        for cell in cells
    )


def _stderr_or_error(cell: SourceCell, run: CellRun) -> CellScore:
    if run.outcome is CellOutcome.ERROR:
        return _not_passed(cell, run)
    return _outcome(cell, 0.0, ScoreOutcome.FAILED, message("GD-51"))


def _not_passed(cell: SourceCell, run: CellRun) -> CellScore:
    if run.outcome is CellOutcome.GRADER_FAILURE:
        return _outcome(cell, None, ScoreOutcome.GRADER_FAILURE, run.message or message("GD-49"))
    if run.outcome in (CellOutcome.LIMIT, CellOutcome.NOT_RUN):
        return _outcome(cell, 0.0, ScoreOutcome.LIMIT, run.message)
    text = run.message or message("GD-43", error=run.error_name or "Error")
    return _outcome(cell, 0.0, ScoreOutcome.FAILED, text)


def _graded(cell: SourceCell, score: float, text: str = "") -> CellScore:
    if score == cell.metadata.points:
        return _outcome(cell, score, ScoreOutcome.PASSED, text)
    outcome = ScoreOutcome.PARTIAL if score > 0 else ScoreOutcome.FAILED
    return _outcome(cell, score, outcome, text)


def _outcome(cell: SourceCell, score: float | None, outcome: ScoreOutcome, text: str = "") -> CellScore:
    return CellScore(
        grade_id=cell.grade_id, score=score, max_score=cell.metadata.points, outcome=outcome, message=text
    )
