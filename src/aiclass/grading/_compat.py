"""Exactly what nbgrader 0.9.6 does with a submission, its whims included: for moving a class over."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from aiclass.grading._assignment import Assignment, SourceNotebook
from aiclass.grading._match import Matching
from aiclass.grading._notebook import Notebook, NotebookCell
from aiclass.grading._planning import Planned, Step, StepKind, echo, make_plan
from aiclass.grading._policy import Policy
from aiclass.grading._release import SourceCell
from aiclass.grading.errors import NotebookRejected
from aiclass.messages import message
from aiclass.nbgrader import CellMetadata, MetadataFault, checksum, read_metadata

NOTHING: Final = CellMetadata()


def plan_as_nbgrader(
    source: SourceNotebook,
    submitted: Notebook,
    assignment: Assignment,
    *,
    limits: Policy,
    files: Mapping[str, bytes],
) -> Planned:
    """Return what nbgrader would run: cells by their ids alone, deleted ones not brought back.

    Raises:
        NotebookRejected: nbgrader would give the whole submission no score; says why.
    """
    restored = [_Restored(cell, source) for cell in submitted.cells]
    _refuse_duplicates(restored)
    places = {one.metadata.grade_id: one.cell.index for one in restored if one.metadata.is_known}
    steps: list[Step] = []
    for one in restored:
        if step := one.step():
            steps.append(step)
            if step.kind is StepKind.TEST and step.shown.strip():
                steps.append(echo(step))
    owners = {index: name for name, index in places.items()}
    matching = Matching(places=places, owners=owners)
    plan = make_plan(source, tuple(steps), limits, {**files, **assignment.files})
    return Planned(notebook=submitted, matching=matching, steps=tuple(steps), plan=plan, flags=())


class _Restored:
    """A submitted cell after nbgrader's OverwriteCells.

    Attributes:
        metadata: the learner's flags with the source's points and checksum.
    """

    def __init__(self, cell: NotebookCell, source: SourceNotebook) -> None:
        self.cell, self.kind, self.text = cell, cell.kind, cell.source
        self.original: SourceCell | None = None
        entry = dict(cell.entry) if cell.entry is not None else None
        if entry is not None and "grade_id" in entry:
            self.original = source.known.get(cell.grade_id)
            if self.original:
                self._overwrite(entry, self.original)
            else:
                del entry["grade_id"]
        self.metadata = _read(entry, self)

    def step(self) -> Step | None:
        """Return the cell as it runs; None where it is no code."""
        if self.kind != "code" or not self.text.strip():
            return None
        name = self.metadata.grade_id if self.metadata.is_known else ""
        kind, shown = StepKind.LEARNER, self.text
        if self.original and self.original.metadata.is_locked and self.metadata.is_locked:
            kind = StepKind.TEST if self.metadata.is_test else StepKind.GIVEN
            shown = self.original.released
        return Step(kind=kind, index=self.cell.index, source=self.text, shown=shown, grade_id=name)

    def _overwrite(self, entry: dict[str, Any], original: SourceCell) -> None:
        if self.kind != original.kind:
            if not self.cell.id:
                raise _refusal(self, "'id' is a required property")
            self.kind = original.kind
        is_grade, is_solution = bool(entry.get("grade")), bool(entry.get("solution"))
        is_locked = not is_solution and (is_grade or bool(entry.get("locked")))
        if is_locked != original.metadata.is_locked:
            entry["locked"] = original.metadata.is_locked
        if is_grade:
            if not original.metadata.grade:
                raise _refusal(self, "no such grade cell in the source")
            entry["points"] = original.metadata.points
        entry["checksum"] = original.metadata.checksum
        if original.metadata.is_locked:
            self.text = original.graded
            if checksum(self.text, self.kind, entry) != original.metadata.checksum:
                raise _refusal(self, "Inconsistent checksums")


def _read(entry: Mapping[str, Any] | None, cell: _Restored) -> CellMetadata:
    """Return the metadata as nbgrader's last check finds it."""
    if entry is None:
        return NOTHING
    try:
        metadata = read_metadata(entry, cell.kind)
    except MetadataFault as error:
        if error.rule == "kind" and cell.kind == "raw":  # nbgrader looks at markdown only
            return NOTHING
        raise _refusal(cell, str(error)) from None
    return replace(metadata) if metadata.is_known else NOTHING


def _refuse_duplicates(restored: list[_Restored]) -> None:
    seen: set[str] = set()
    for one in reversed(restored):
        if one.metadata.is_known and not one.metadata.task:
            if one.metadata.grade_id in seen:
                raise _refusal(
                    one, "the id stands twice; nbgrader empties the earlier cell and then refuses it"
                )
            seen.add(one.metadata.grade_id)


def _refusal(cell: _Restored, reason: str) -> NotebookRejected:
    number = cell.cell.index + 1
    return NotebookRejected(message("GD-31", cell=number, grade_id=cell.cell.grade_id or "-", reason=reason))
