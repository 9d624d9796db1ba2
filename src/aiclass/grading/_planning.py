"""From a submission and its source to what the sandbox runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aiclass.grading._assignment import Assignment, SourceNotebook
from aiclass.grading._match import Matching, match_cells
from aiclass.grading._notebook import Notebook, NotebookCell
from aiclass.grading._plan import CellKind, Limits, Plan, PlannedCell
from aiclass.grading._policy import Policy
from aiclass.grading._python import bound_names, free_names, import_lines
from aiclass.grading.errors import NotebookRejected
from aiclass.messages import message

NOT_THERE: Final = -1


class StepKind(StrEnum):
    """Why a cell stands in a plan."""

    LEARNER = "learner"  # the learner's own text
    GIVEN = "given"  # a read-only cell, as the source has it
    TEST = "test"
    ECHO = "echo"  # what the learner has of a test, run again for the names that later cells use


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One cell of a plan and where it comes from.

    Attributes:
        index: place in the submitted notebook; -1 for a cell that the learner deleted.
        grade_id: of the source cell; "" for a plain one.
        source: what runs.
        shown: what feedback may show of it: never a hidden test.
    """

    kind: StepKind
    index: int
    source: str
    shown: str
    grade_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A submission ready to run.

    Attributes:
        steps: one for each cell of ``plan``, in the same order.
        flags: what was found out of place.
    """

    notebook: Notebook
    matching: Matching
    steps: tuple[Step, ...]
    plan: Plan
    flags: tuple[str, ...]


def plan_submission(
    source: SourceNotebook,
    submitted: Notebook,
    assignment: Assignment,
    *,
    limits: Policy,
    place: str,
    files: Mapping[str, bytes],
) -> Planned:
    """Return what runs: every cell of the learner's, in order, tests and read-only cells as the source has them.

    A test runs where the learner has it, but not before the answer that it tests; where it was deleted, it runs
    before the next cell of the source. Copies of tests do not run.

    Args:
        limits: policy with the limits of this run.
        place: for messages.
        files: handed in beside the notebook; those of the source replace them.

    Raises:
        NotebookRejected: the notebook is another assignment's.
    """
    _refuse_another(source, submitted, assignment, place)
    matching = match_cells(source, submitted)
    steps = tuple(_with_echoes(_arranged(source, submitted, matching)))
    flags = matching.flags
    return Planned(
        notebook=submitted,
        matching=matching,
        steps=steps,
        plan=make_plan(source, steps, limits, {**files, **assignment.files}),
        flags=flags,
    )


def make_plan(
    source: SourceNotebook, steps: tuple[Step, ...], limits: Policy, files: Mapping[str, bytes]
) -> Plan:
    """Return the sandbox's plan for these steps."""
    cells = tuple(
        PlannedCell(
            index=step.index,
            kind=CellKind.TEST if step.kind is StepKind.TEST else CellKind.LEARNER,
            source=step.source,
            seconds=limits.cells.get(step.grade_id, limits.cell_seconds),
            grade_id=step.grade_id,
            given=step.kind in (StepKind.GIVEN, StepKind.ECHO),
        )
        for step in steps
    )
    own = [cell for cell in source.cells if cell.kind == "code" and not cell.metadata.solution]
    lines = dict.fromkeys(line for cell in own for line in import_lines(cell.graded))
    answers = [cell for cell in source.cells if cell.kind == "code" and cell.metadata.solution]
    return Plan(
        cells=cells,
        limits=Limits(seconds=limits.seconds, memory_mib=limits.memory_mib),
        files=dict(files),
        lesson=source.lesson,
        imports="\n".join(lines),
        answers=frozenset(name for cell in answers for name in bound_names(cell.written)),
    )


def _refuse_another(source: SourceNotebook, submitted: Notebook, assignment: Assignment, place: str) -> None:
    ids = {cell.grade_id for cell in submitted.cells if cell.grade_id}
    ours = ids & source.known.keys() or {cell.id for cell in submitted.cells} & source.known.keys()
    is_other_lesson = bool(submitted.lesson and source.lesson) and submitted.lesson != source.lesson
    if not ours and (len(ids) > 1 or is_other_lesson):
        raise NotebookRejected(message("GD-18", file=place, wanted=assignment.name))


def _arranged(source: SourceNotebook, submitted: Notebook, matching: Matching) -> list[Step]:
    """Return the steps in the order in which they run."""
    positions = _positions(source, matching, len(submitted.cells))
    own = ((cell, _learner_step(cell, source, matching)) for cell in submitted.cells)
    placed: list[tuple[tuple[float, int, int], Step]] = [
        ((cell.index, 0, 0), step) for cell, step in own if step
    ]
    for given in source.known.values():
        if given.kind == "code" and given.metadata.is_locked:
            kind = StepKind.TEST if given.metadata.is_test else StepKind.GIVEN
            index = matching.places.get(given.grade_id, NOT_THERE)
            step = Step(
                kind=kind, index=index, source=given.graded, shown=given.released, grade_id=given.grade_id
            )
            placed.append(((positions[given.grade_id], 1, given.index), step))
    return [step for _, step in sorted(placed, key=lambda item: item[0])]


def _learner_step(cell: NotebookCell, source: SourceNotebook, matching: Matching) -> Step | None:
    """Return the learner's own cell; None where it is no code, or is the source's to give."""
    owner = source.known.get(matching.owners.get(cell.index, ""))
    kind = owner.kind if owner and not matching.is_copy(cell.index) else cell.kind
    if kind != "code" or not cell.source.strip():
        return None
    if owner and owner.metadata.is_locked:
        is_same = cell.source.strip() in (owner.released.strip(), owner.graded.strip())
        if is_same or not matching.is_copy(cell.index):
            return None
    grade_id = owner.grade_id if owner and owner.metadata.solution else ""
    return Step(
        kind=StepKind.LEARNER, index=cell.index, source=cell.source, shown=cell.source, grade_id=grade_id
    )


def _positions(source: SourceNotebook, matching: Matching, end: int) -> dict[str, float]:
    """Return for each read-only cell and test behind which submitted cell it runs."""
    positions: dict[str, float] = {}
    known = list(source.known.values())
    answered = before = -0.5
    for number, cell in enumerate(known):
        place = matching.places.get(cell.grade_id)
        if cell.metadata.solution:
            answered = max(answered, place) if place is not None else answered
            before = place if place is not None else before
            continue
        if place is None:
            after = (matching.places.get(one.grade_id) for one in known[number + 1 :])
            following = next((one for one in after if one is not None), end)
            is_setup = not cell.metadata.is_test
            position = before if is_setup or following <= before else following - 0.5
        else:
            position = place
        if cell.metadata.is_test:
            position = max(position, answered)
            answered = -0.5
        positions[cell.grade_id] = before = position
    return positions


def _with_echoes(steps: list[Step]) -> Iterator[Step]:
    """Yield the steps, and behind a test what the learner has of it, where later cells use its names.

    In a notebook, a name that a test cell binds lives on; a test in the sandbox leaves nothing behind.
    """
    live: frozenset[str] = frozenset()
    arranged: list[Step] = []
    for step in reversed(steps):
        if step.kind is StepKind.TEST:
            if bound_names(step.shown) & live:
                arranged.append(echo(step))
                live = free_names(step.shown) | (live - bound_names(step.shown))
            live |= free_names(step.source)
        else:
            live = free_names(step.source) | (live - bound_names(step.source))
        arranged.append(step)
    return reversed(arranged)


def echo(step: Step) -> Step:
    """Return the visible part of a test as a cell that runs for its names only."""
    return Step(
        kind=StepKind.ECHO, index=step.index, source=step.shown, shown=step.shown, grade_id=step.grade_id
    )
