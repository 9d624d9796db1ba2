"""A run as feedback shows it: the learner's notebook in its order, with what it gave."""

from collections.abc import Iterator

from aiclass.grading._graded import CellView
from aiclass.grading._plan import CellOutcome, CellRun, Run
from aiclass.grading._planning import Planned, Step, StepKind

ROLES = {StepKind.LEARNER: "", StepKind.GIVEN: "given", StepKind.TEST: "test"}


def cell_views(planned: Planned, run: Run) -> tuple[CellView, ...]:
    """Return every cell of the learner's notebook in its order, restored ones where they ran."""
    return tuple(_views(planned, run))


def _views(planned: Planned, run: Run) -> Iterator[CellView]:
    shown = 0
    ran = {step.index for step in planned.steps if step.kind is not StepKind.ECHO}
    for step, cell in zip(planned.steps, run.cells, strict=True):
        if step.kind is StepKind.ECHO:
            continue
        if step.index >= shown:
            yield from _unrun(planned, shown, step.index, ran)
            shown = step.index + 1
        yield _ran(step, cell)
    yield from _unrun(planned, shown, len(planned.notebook.cells), ran)


def _unrun(planned: Planned, start: int, stop: int, ran: set[int]) -> Iterator[CellView]:
    for cell in planned.notebook.cells[start:stop]:
        if cell.index not in ran:
            owner = planned.matching.owners.get(cell.index, "")
            grade_id = "" if planned.matching.is_copy(cell.index) else owner
            yield CellView(kind=cell.kind, source=cell.source, grade_id=grade_id)


def _ran(step: Step, cell: CellRun) -> CellView:
    return CellView(
        kind="code",
        source=step.shown,
        role=ROLES[step.kind],
        outputs=cell.outputs,
        grade_id=step.grade_id,
        is_restored=step.index < 0,
        outcome=cell.outcome.value,
        message="" if cell.outcome is CellOutcome.OK else cell.message,
        code=cell.code,
    )
