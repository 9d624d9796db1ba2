"""A trace as a table: one line an operation, modules as headings."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aiclass.shapes._text_width import text_width
from aiclass.shapes._trace._alike import counted
from aiclass.shapes._trace._folding import Flow, Fold, flows, fold
from aiclass.shapes._trace._record import Record, Value

HEADINGS: Final = ("연산", "들어온 모양", "나온 모양", "이름")
MULTIPLY: Final = frozenset({"conv1d", "conv2d", "conv3d", "conv_transpose2d", "embedding", "linear"})
OPEN_ROWS: Final = 40  # a table of more rows begins folded
NOTHING: Final = "적은 연산이 없습니다."
CELL: Final = 'style="text-align: left; padding: .2em 1em .2em 0"'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line.

    Attributes:
        inside: the rows of a fold; empty for an operation.
    """

    cells: tuple[str, str, str, str]
    inside: tuple["_Row", ...] = ()


class Table:
    """The operations of a trace in order; text where there is no HTML, modules folded where there is.

    ``print(t.table())`` writes it, a notebook shows it.
    """

    def __init__(self, record: Record, *, depth: int | None = None) -> None:
        self._rows = _rows(record, fold(record))
        self._notes = record.notes
        self._is_long = sum(1 for _ in _flat(self._rows)) > OPEN_ROWS
        self._depth = depth if depth is not None else (1 if self._is_long else None)

    def __repr__(self) -> str:
        lines = [HEADINGS, *_flat(self._rows, depth=self._depth)] if self._rows else []
        widths = [max(map(text_width, column)) for column in zip(*lines, strict=True)]
        text = ["  ".join(map(_padded, line, widths)).rstrip() for line in lines]
        return "\n".join([*(text or [NOTHING]), *self._notes])

    def _repr_html_(self) -> str:
        if not self._rows:
            return f"<p>{NOTHING}</p>"
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in self._notes)
        return f'<div style="overflow-x: auto">{_html(self._rows, is_open=not self._is_long)}</div>{notes}'


def named_shape(value: Value) -> str:
    """Return a shape with the names of its axes where they are known.

    >>> named_shape(Value(shape=(32, 10), axes=("N", None), name="", dtype="", origin="input"))
    '(N=32, 10)'
    """
    parts = [
        f"{axis}={length}" if axis else str(length)
        for axis, length in zip(value.axes, value.shape, strict=True)
    ]
    return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"


def _rows(record: Record, level: Fold) -> tuple[_Row, ...]:
    return tuple(
        _row(record, level, item, flow)
        for item, flow in zip(level.items, flows(record, level.items), strict=True)
    )


def _row(record: Record, level: Fold, item: int | Fold, flow: Flow) -> _Row:
    taken, given = _shapes(record, shown_inputs(record, item, flow)), _shapes(record, flow.outputs)
    named = dict.fromkeys(record.values[each].name for each in flow.outputs if record.values[each].name)
    names = ", ".join(named)
    if isinstance(item, int):
        return _Row(cells=(step_title(record, level, item), taken, given, names))
    return _Row(cells=(fold_title(item), taken, given, names), inside=_rows(record, item))


def step_title(record: Record, level: Fold, position: int) -> str:
    """Return what an operation is called; one that is all that its module does bears the module's name."""
    step = record.steps[position]
    is_own = step.group == level.group
    return step.label if is_own else f"{record.groups[step.group].title}: {step.label}"


def fold_title(item: Fold) -> str:
    """Return what a fold is called, and how much is in it."""
    kind = f" ({item.kind})" if item.kind and item.kind != item.title else ""
    return f"{item.title}{kind}, 연산 {sum(1 for _ in item.steps())}개"


def shown_inputs(record: Record, item: int | Fold, flow: Flow) -> tuple[int, ...]:
    """Return the inputs that are worth telling: of a module's parameters only weights that are multiplied."""
    values = record.values
    multiplies = isinstance(item, int) and record.steps[item].operation in MULTIPLY
    return tuple(
        each
        for each in flow.inputs
        if values[each].origin != "parameter"
        or not values[each].is_of_module
        or (multiplies and _is_weight(values[each]))
    )


def _is_weight(value: Value) -> bool:
    return value.name.endswith("weight")


def _shapes(record: Record, positions: Sequence[int]) -> str:
    return ", ".join(counted(named_shape(record.values[each]) for each in positions))


def _flat(rows: Sequence[_Row], *, depth: int | None = None, level: int = 0) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield ("  " * level + row.cells[0], *row.cells[1:])
        if depth is None or level + 1 < depth:
            yield from _flat(row.inside, depth=depth, level=level + 1)


def _html(rows: Sequence[_Row], *, is_open: bool) -> str:
    """Return tables, and folds between them that open on a click or by keyboard."""
    parts: list[str] = []
    waiting: list[_Row] = []
    for row in rows:
        if not row.inside:
            waiting.append(row)
            continue
        parts += [*_table(waiting), _details(row, is_open=is_open)]
        waiting = []
    return "".join([*parts, *_table(waiting)])


def _details(row: _Row, *, is_open: bool) -> str:
    title, taken, given, _ = map(html.escape, row.cells)
    state = " open" if is_open else ""
    return (
        f'<details{state} style="margin: .3em 0"><summary><strong>{title}</strong> {taken} → {given}</summary>'
        f'<div style="margin-left: 1.2em">{_html(row.inside, is_open=is_open)}</div></details>'
    )


def _table(rows: Sequence[_Row]) -> list[str]:
    if not rows:
        return []
    head = "".join(f'<th scope="col" {CELL}>{each}</th>' for each in HEADINGS)
    body = "".join(
        "<tr>" + "".join(f"<td {CELL}>{html.escape(each)}</td>" for each in row.cells) + "</tr>"
        for row in rows
    )
    return [f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - text_width(text))
