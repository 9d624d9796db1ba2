"""``results.json``: the figures of a lesson's prose, as they were last measured."""

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aiclass.authoring._forms import learner_form, text_of
from aiclass.authoring._run import Run
from aiclass.authoring._source import LessonSource
from aiclass.authoring._syntax import as_python

SEEDING: Final = {"default_rng", "manual_seed", "seed"}
Document = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A stored figure that a new measurement does not bear out.

    Attributes:
        kind: "real" or "twin".
        stored: value in ``results.json``; None where it has none.
        measured: value now; None where the lesson no longer takes the figure.
    """

    kind: str
    name: str
    stored: float | None
    measured: float | None
    tolerance: float


def results_document(lesson: LessonSource, *, real: Run, twin: Run | None, now: datetime) -> Document:
    """Return the content of ``results.json``.

    Args:
        twin: None for a lesson that loads no data, whose real figures are all there are.
        now: date of the measurement.
    """
    seeds = lesson_seeds(lesson)
    return {
        "real": _entries(lesson, real, seeds, now),
        "twin": _entries(lesson, twin, seeds, now) if twin else {},
    }


def results_text(document: Document) -> str:
    """Return ``results.json`` laid out for review: what is measured on one line, where and when on the next."""
    kinds = (f' "{kind}": {{{_laid_out(entries)}}}' for kind, entries in document.items())
    return "{\n" + ",\n".join(kinds) + "\n}\n"


def deviations(lesson: LessonSource, measured: Document) -> tuple[Deviation, ...]:
    """Return the stored figures that lie outside their tolerance of the measured ones, or have no counterpart."""
    found = []
    for kind, entries in measured.items():
        stored = lesson.measured.get(kind, {})
        for name in [*entries, *(stored.keys() - entries.keys())]:
            old, new = (source[name]["value"] if name in source else None for source in (stored, entries))
            tolerance = (entries.get(name) or stored[name])["tolerance"]
            if old is None or new is None or abs(old - new) > tolerance:
                found.append(Deviation(kind=kind, name=name, stored=old, measured=new, tolerance=tolerance))
    return tuple(found)


def lesson_seeds(lesson: LessonSource) -> tuple[int, ...]:
    """Return the seeds that the lesson sets in view: numbers given to ``default_rng`` or ``manual_seed``.

    Seeds of hidden tests are not in view and decide no figure.
    """
    sources = (as_python(text_of(learner_form(cell))) for cell in lesson.cells if cell.kind == "code")
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    constants = dict(_constants(nodes))
    calls = (node for node in nodes if isinstance(node, ast.Call) and node.args and _called(node) in SEEDING)
    seeds = (constants.get(ast.unparse(call.args[0]), _integer(call.args[0])) for call in calls)
    return tuple(sorted({seed for seed in seeds if seed is not None}))


def _entries(
    lesson: LessonSource, run: Run, seeds: tuple[int, ...], now: datetime
) -> dict[str, dict[str, Any]]:
    common = {
        "data": run.data,
        **({"seed": seeds[0] if len(seeds) == 1 else list(seeds)} if seeds else {}),
        "versions": dict(run.versions),
        "device": run.device,
        "date": now.date().isoformat(),
    }
    return {
        figure.name: {
            "value": run.results[figure.name],
            "text": figure.text.format(run.results[figure.name]),
            "tolerance": figure.tolerance,
            **common,
        }
        for figure in lesson.figures
    }


def _laid_out(entries: Mapping[str, Mapping[str, Any]]) -> str:
    lines = []
    for name, entry in sorted(entries.items()):
        head = {key: entry[key] for key in ("value", "text", "tolerance")}
        rest = {key: value for key, value in entry.items() if key not in head}
        parts = (json.dumps(part, ensure_ascii=False)[1:-1] for part in (head, rest))
        lines.append(f'  "{name}": {{\n   ' + ",\n   ".join(parts) + "\n  }")
    return "\n" + ",\n".join(lines) + "\n " if lines else ""


def _constants(nodes: list[ast.AST]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = _integer(node.value)
            if value is not None:
                yield node.targets[0].id, value


def _integer(node: ast.expr) -> int | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


def _called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]
