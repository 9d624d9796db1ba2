"""Grade one submission: read, plan, run, score."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Protocol

from aiclass.grading._assignment import Assignment, SourceNotebook
from aiclass.grading._cache import Verdict, verdict_key
from aiclass.grading._compat import plan_as_nbgrader
from aiclass.grading._graded import Outcome
from aiclass.grading._notebook import parse_notebook
from aiclass.grading._plan import CellOutcome, Plan, Run
from aiclass.grading._planning import Planned, plan_submission
from aiclass.grading._policy import Policy
from aiclass.grading._scores import out_of_range, score_cells, score_failure, score_nothing
from aiclass.grading._submission import Submission
from aiclass.grading._views import cell_views
from aiclass.grading.errors import NotebookRejected
from aiclass.messages import message


class Runner(Protocol):
    """Where plans run: the sandbox, or a stand-in for it in tests."""

    isolated: bool

    def run(self, plan: Plan) -> Run:
        """Run one plan."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run of the grader differs from the author's defaults.

    Attributes:
        cell_seconds, memory_mib: override those of ``grading.yaml``; None leaves them.
        compat: nbgrader's rules to the letter.
        unsafe: without isolation where the machine has none.
    """

    cell_seconds: float | None = None
    memory_mib: int | None = None
    compat: bool = False
    unsafe: bool = False

    def limits(self, policy: Policy) -> Policy:
        """Return the limits of this run; a time for every cell given here goes before the author's."""
        if self.cell_seconds is not None:
            policy = replace(policy, cell_seconds=self.cell_seconds, cells={})
        return replace(policy, memory_mib=self.memory_mib or policy.memory_mib)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A submission that was read and can be run, or of which the verdict is known without running.

    Attributes:
        key: hash of all that the verdict depends on; "" where there is nothing to keep.
        planned: None where ``verdict`` is already there.
    """

    key: str = ""
    planned: Planned | None = None
    verdict: Verdict | None = None


def make_ready(
    submission: Submission, assignment: Assignment, options: Options, known: Callable[[str], Verdict | None]
) -> Ready:
    """Return the submission read and planned, or its verdict.

    Args:
        known: gives the verdict kept under a key, None where there is none.
    """
    source = assignment.notebook(submission.notebook)
    if submission.fault:
        return Ready(verdict=invalid(source, submission.fault))
    if submission.load is None:
        cells = score_nothing(source, message("GD-42"), score=0.0)
        return Ready(verdict=Verdict(outcome=Outcome.GRADED, cells=cells, flags=(), seconds=0.0))
    try:
        content, files = submission.load(), submission.files()
        key = verdict_key(content, files, assignment.fingerprint(source), asdict(options))
        if (kept := known(key)) is not None:
            return Ready(key=key, verdict=kept)
        planned = _planned(content, files, source, assignment, options, place=submission.place)
    except NotebookRejected as error:
        return Ready(verdict=invalid(source, str(error)))
    return Ready(key=key, planned=planned)


def run_ready(ready: Ready, source: SourceNotebook, options: Options, runner: Runner) -> Verdict:
    """Return the verdict on a submission after running it.

    Raises:
        SandboxError: the sandbox failed.
    """
    assert ready.planned is not None
    run = runner.run(ready.planned.plan)
    cells = score_cells(source, ready.planned, run, compat=options.compat)
    stray = out_of_range(cells, run.cells)
    flags = [*ready.planned.flags, *run.flags]
    flags += [f"partial-credit-out-of-range:{cell.grade_id}" for cell in stray]
    if not runner.isolated:
        flags.append("note:not-isolated")
    return Verdict(
        outcome=Outcome.INVALID if stray and options.compat else _outcome(run),
        cells=cells,
        flags=tuple(dict.fromkeys(flags)),
        seconds=run.seconds,
        views=cell_views(ready.planned, run),
        isolated=runner.isolated,
    )


def invalid(source: SourceNotebook, text: str) -> Verdict:
    """Return the verdict on what cannot be graded; the text says why and what to do."""
    cells = score_nothing(source, text)
    return Verdict(outcome=Outcome.INVALID, cells=cells, flags=(f"invalid:{text}",), seconds=0.0)


def failure(source: SourceNotebook) -> Verdict:
    """Return the verdict where the grader itself failed."""
    return Verdict(outcome=Outcome.GRADER_FAILURE, cells=score_failure(source), flags=(), seconds=0.0)


def _planned(
    content: bytes,
    files: Mapping[str, bytes],
    source: SourceNotebook,
    assignment: Assignment,
    options: Options,
    *,
    place: str,
) -> Planned:
    notebook = parse_notebook(content)
    limits = options.limits(assignment.policy)
    if options.compat:
        return plan_as_nbgrader(source, notebook, assignment, limits=limits, files=files)
    return plan_submission(source, notebook, assignment, limits=limits, place=place, files=files)


def _outcome(run: Run) -> Outcome:
    outcomes = {cell.outcome for cell in run.cells}
    if CellOutcome.GRADER_FAILURE in outcomes:
        return Outcome.GRADER_FAILURE
    if outcomes & {CellOutcome.LIMIT, CellOutcome.NOT_RUN}:
        return Outcome.LIMIT
    return Outcome.GRADED
