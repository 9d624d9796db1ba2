"""The forms that one cell takes: as the learner gets it, as the solution runs, as nbgrader reads it."""

from collections.abc import Iterable, Iterator
from typing import Final

from aiclass.authoring._markers import Line, split_regions
from aiclass.authoring._prediction import fill_in
from aiclass.authoring._source import Cell, CheckCell, ExerciseCell, PredictionCell
from aiclass.nbgrader import AICLASS_STUBS

CODE_STUB: Final = AICLASS_STUBS.code.split("\n")
TEXT_STUB: Final = AICLASS_STUBS.text.split("\n")

Form = list[tuple[int | None, str]]
"""Lines of a built cell, each with its 0-based offset in the source or None for a line that a builder added."""


def learner_form(cell: Cell) -> Form:
    """Return the cell without solution and hidden tests: with a stub, or with the starter where it is broken."""
    lines = split_regions(cell.source)
    if isinstance(cell.role, ExerciseCell) and not cell.role.broken:
        return list(_with_stub(lines, TEXT_STUB if cell.kind == "markdown" else CODE_STUB))
    return [*_call(cell), *_keep(lines, {"visible", "starter"})]


def solution_form(cell: Cell) -> Form:
    """Return the cell with solution, hidden tests and prediction, without markers and starter."""
    if isinstance(cell.role, PredictionCell):
        answered = fill_in(cell.source, cell.role)
        return list(enumerate(answered.splitlines()))
    return [*_call(cell), *_keep(split_regions(cell.source), {"visible", "solution", "hidden"})]


def nbgrader_form(cell: Cell) -> Form:
    """Return the cell with the markers that nbgrader itself takes out; a starter goes there as it is."""
    if isinstance(cell.role, ExerciseCell) and cell.role.broken:
        return learner_form(cell)
    return [*_call(cell), *enumerate(cell.source.splitlines())]


def text_of(form: Form) -> str:
    """Return a form as the source of a cell."""
    return "\n".join(text for _, text in form).rstrip("\n")


def line_in_lesson(cell: Cell, form: Form, line: int) -> int:
    """Return the line of ``lesson.md`` behind a 1-based line of a built cell, as near as it can be told."""
    offsets = [offset for offset, _ in form[:line] if offset is not None]
    return cell.source_line + (offsets[-1] if offsets else 0)


def _call(cell: Cell) -> Form:
    return [(None, f'check("{cell.role.exercise}")')] if isinstance(cell.role, CheckCell) else []


def _keep(lines: Iterable[Line], regions: set[str]) -> Form:
    return [(line.offset, line.text) for line in lines if line.region in regions and line.edge is None]


def _with_stub(lines: Iterable[Line], stub: Iterable[str]) -> Iterator[tuple[int | None, str]]:
    for line in lines:
        if line.edge == "BEGIN":
            for text in stub:
                yield line.offset, line.indent + text
        elif line.region == "visible":
            yield line.offset, line.text
