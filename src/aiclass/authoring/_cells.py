"""Raw cells made into typed ones, and the rules that hold across cells."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aiclass.authoring._faults import FaultLog, did_you_mean
from aiclass.authoring._markers import check_markers
from aiclass.authoring._metadata import read_figures, read_role
from aiclass.authoring._myst import RawCell
from aiclass.authoring._prediction import check_prediction
from aiclass.authoring._source import Cell, CheckCell, PredictionCell, Role
from aiclass.authoring._syntax import check_syntax


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An exercise, check or prediction as its cell names it, whether or not the rest of the cell is right."""

    kind: str
    id: str
    line: int
    is_manual: bool


def read_cells(raw_cells: Sequence[RawCell], log: FaultLog) -> tuple[Cell, ...]:
    """Return the typed cells and note the faults that lie within one cell."""
    checks: Counter[str] = Counter()
    cells = []
    for position, raw in enumerate(raw_cells, start=1):
        before = len(log.faults)
        role = read_role(raw.options, raw.kind, log) if raw.options else None
        figures = read_figures(raw.options, raw.kind, log) if raw.options else ()
        is_readable = raw.options is not None and len(log.faults) == before
        if isinstance(role, CheckCell):
            checks[role.exercise] += 1
        cell = Cell(
            id=_cell_id(role, position, checks),
            kind=raw.kind,
            line=raw.line,
            source_line=raw.source_line,
            source=raw.source,
            section=raw.section,
            tags=tuple(raw.options.value.get("tags", ())) if raw.options and is_readable else (),
            role=role,
            figures=figures,
        )
        if is_readable:
            _check_source(cell, log)
        cells.append(cell)
    return tuple(cells)


def check_names(raw_cells: Sequence[RawCell], log: FaultLog, *, is_whole: bool) -> None:
    """Note ids that are used twice, checks and exercises that miss each other, results defined twice.

    Args:
        is_whole: False where a cell's metadata could not be read: what seems to be missing may stand there.
    """
    named = [entry for raw in raw_cells for entry in _named(raw)]
    _check_unique(named, log)
    if is_whole:
        _check_pairs(named, log)
    _check_results(raw_cells, log)


def _cell_id(role: Role, position: int, checks: Counter[str]) -> str:
    if role is None:
        return f"c{position:03}"
    if isinstance(role, CheckCell):
        count = checks[role.exercise]
        return f"{role.exercise}-check" if count == 1 else f"{role.exercise}-check-{count}"
    return role.id


def _check_source(cell: Cell, log: FaultLog) -> None:
    """Note what is wrong in the text of a cell whose metadata is right."""
    before = len(log.faults)
    check_markers(cell.source, cell.source_line, cell.role, log)
    if isinstance(cell.role, PredictionCell):
        check_prediction(cell.source, cell.source_line, cell.role, log)
    if cell.kind == "code" and len(log.faults) == before:
        check_syntax(cell, log)


def _named(raw: RawCell) -> list[Named]:
    values = raw.options.value if raw.options else {}
    return [
        Named(
            kind=kind,
            id=values[kind],
            line=raw.options.line(kind) if raw.options else raw.line,
            is_manual=values.get("manual") is True,
        )
        for kind in ("exercise", "check", "predict")
        if isinstance(values.get(kind), str)
    ]


def _check_unique(named: Sequence[Named], log: FaultLog) -> None:
    first: dict[str, int] = {}
    for entry in named:
        if entry.kind == "check":
            continue
        if entry.id in first:
            text = f"id {entry.id!r} is already used on line {first[entry.id]}. Give one of them another id."
            log.add(entry.line, "id-duplicate", text)
        first.setdefault(entry.id, entry.line)


def _check_pairs(named: Sequence[Named], log: FaultLog) -> None:
    exercises = {entry.id: entry for entry in named if entry.kind == "exercise"}
    checked = {entry.id for entry in named if entry.kind == "check"}
    for entry in named:
        if entry.kind == "check" and entry.id not in exercises:
            text = f"check {entry.id!r} has no exercise of this id. {did_you_mean(entry.id, exercises)}"
            log.add(entry.line, "check-without-exercise", text)
        elif entry.kind == "check" and entry.line < exercises[entry.id].line:
            text = f"check {entry.id!r} stands before its exercise of line {exercises[entry.id].line}. Move it below."
            log.add(entry.line, "check-order", text)
        elif entry.kind == "check" and exercises[entry.id].is_manual:
            text = f"check {entry.id!r} tests an exercise that a person marks. Remove the check or 'manual: true'."
            log.add(entry.line, "check-manual", text)
        elif entry.kind == "exercise" and not entry.is_manual and entry.id not in checked:
            text = (
                f"exercise {entry.id!r} has no check. Add a cell with 'check: {entry.id}', or 'manual: true'."
            )
            log.add(entry.line, "exercise-without-check", text)


def _check_results(raw_cells: Sequence[RawCell], log: FaultLog) -> None:
    first: dict[str, int] = {}
    for raw in raw_cells:
        entries = raw.options.value.get("results") if raw.options else None
        for name in map(str, entries if isinstance(entries, dict) else ()):
            line = raw.options.line("results", name) if raw.options else raw.line
            if name in first:
                text = (
                    f"result {name!r} is already taken on line {first[name]}. Give one of them another name."
                )
                log.add(line, "results-duplicate", text)
            first.setdefault(name, line)
