"""Nearly identical submissions as a report shows them: both sides, what they share marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from aiclass.grading._plain_text import plain_text
from aiclass.grading._record import OwnCell, Record
from aiclass.grading._similarity import Alike, alike_pairs, shared_spans

MOST_PAIRS: Final = 40  # that are shown side by side; more are listed
MOST_CELLS: Final = 40  # of a pair
MOST_CHARS: Final = 8_000  # of a cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of code; ``is_shared`` where the other side has it too."""

    text: str
    is_shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facing:
    """One cell of both sides; a side that has no such cell is empty."""

    title: str
    left: tuple[Part, ...]
    right: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikePair:
    """Two learners whose code is nearly the same."""

    pair: Alike
    left_page: str
    right_page: str
    cells: tuple[Facing, ...]


def alike_in_notebook(record: Record, notebook: str) -> tuple[AlikePair, ...]:
    """Return the pairs of one notebook, the likest first; only the first ones with their code."""
    source = next(one for one in record.notebooks if one.name == notebook)
    rows = {row.learner: row for row in record.rows if row.notebook == notebook}
    found = alike_pairs(
        {learner: [cell.source for cell in row.own] for learner, row in rows.items() if row.own},
        source.starter,
    )
    return tuple(
        AlikePair(
            pair=pair,
            left_page=rows[pair.left].page,
            right_page=rows[pair.right].page,
            cells=_facing(rows[pair.left].own, rows[pair.right].own, source.titles)
            if number < MOST_PAIRS
            else (),
        )
        for number, pair in enumerate(found)
    )


def _facing(
    left: Iterable[OwnCell], right: Iterable[OwnCell], titles: Mapping[str, str]
) -> tuple[Facing, ...]:
    ours, theirs = _by_exercise(left), _by_exercise(right)
    names = [name for name in ours if name in theirs][:MOST_CELLS]
    made = []
    for name in names:
        one, other = plain_text(ours[name][:MOST_CHARS]), plain_text(theirs[name][:MOST_CHARS])
        spans, other_spans = shared_spans(one, other)
        if spans:
            title = titles.get(name, name) or "그 밖의 셀"
            made.append(Facing(title=title, left=_parts(one, spans), right=_parts(other, other_spans)))
    return tuple(made)


def _by_exercise(cells: Iterable[OwnCell]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for cell in cells:
        found.setdefault(cell.grade_id, []).append(cell.source)
    return {name: "\n\n".join(sources) for name, sources in found.items()}


def _parts(source: str, spans: Iterable[tuple[int, int]]) -> tuple[Part, ...]:
    parts: list[Part] = []
    end = 0
    for start, stop in sorted(spans):
        parts += [
            Part(text=source[end:start], is_shared=False),
            Part(text=source[start:stop], is_shared=True),
        ]
        end = stop
    parts.append(Part(text=source[end:], is_shared=False))
    return tuple(part for part in parts if part.text)
