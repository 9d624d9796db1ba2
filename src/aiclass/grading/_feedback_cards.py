"""A graded notebook as a learner reads it: exercises with their checks, own cells, the lesson's cells folded."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, takewhile, zip_longest
from typing import Final

from markupsafe import Markup

from aiclass.grading._assignment import SourceNotebook
from aiclass.grading._exercises import ScoredCell, titles_of
from aiclass.grading._graded import CellView
from aiclass.grading._hidden import Hidden
from aiclass.grading._outputs import Piece, pieces
from aiclass.grading._pages import without_code
from aiclass.grading._plain_text import plain_text
from aiclass.grading._sanitise import safe_markdown
from aiclass.grading._scores import CellScore, ScoreOutcome
from aiclass.messages import message

SIGNS: Final = {
    ScoreOutcome.PASSED: ("✓", "통과"),
    ScoreOutcome.PARTIAL: ("△", "부분 점수"),
    ScoreOutcome.FAILED: ("✗", "다시 보기"),
    ScoreOutcome.LIMIT: ("◐", "시간이나 메모리 한도"),
    ScoreOutcome.MANUAL: ("✎", "강사가 채점"),
    ScoreOutcome.MISSING: ("–", "셀이 없음"),
    ScoreOutcome.GRADER_FAILURE: ("!", "채점기 문제"),
}
MARKED: Final = ("✎", "강사가 채점함")
HEADING: Final = re.compile(r"^#{1,3}\s+(.+?)\s*#*$", re.MULTILINE)
HANGUL: Final = re.compile("[가-힣]")
STOPPED: Final = ("limit", "not-run")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of one scored cell.

    Attributes:
        anchor: id of its place in the page, made by us.
        text, code: what the check says and its stable code.
    """

    anchor: str
    title: str
    sign: str
    label: str
    outcome: str
    score: float | None
    max_score: float
    text: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One cell.

    Attributes:
        role: "" for a learner's own, "given", "test".
        text: Markdown as HTML; None for code.
        note: what is to be said about the cell itself, such as that it was stopped.
    """

    role: str
    source: str
    outputs: tuple[Piece, ...] = ()
    text: Markup | None = None
    note: str = ""
    has_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Cells that belong together.

    Attributes:
        kind: "exercise", "own", "given" (folded), "heading".
        judged: the scored cells of an exercise.
    """

    kind: str
    title: str = ""
    cells: tuple[Shown, ...] = ()
    judged: tuple[Judged, ...] = ()

    @property
    def errors(self) -> int:
        """Return how many of its cells ended in an error."""
        return sum(cell.has_error for cell in self.cells)


def judged_cells(
    exercises: Iterable[ScoredCell], scores: Iterable[CellScore], hidden: Hidden
) -> dict[str, Judged]:
    """Return what became of each scored cell, by grade_id, in the source's order."""
    by_id = {score.grade_id: score for score in scores}
    return {
        cell.grade_id: _judged(number, cell, by_id[cell.grade_id], hidden)
        for number, cell in enumerate(exercises, start=1)
        if cell.grade_id in by_id
    }


def cards(
    views: Iterable[CellView],
    source: SourceNotebook,
    *,
    exercises: Iterable[ScoredCell],
    judged: Mapping[str, Judged],
    hidden: Hidden,
) -> tuple[Card, ...]:
    """Return the notebook's cells in its order, the lesson's own text left out but for its headings."""
    exercises = tuple(exercises)
    titles = titles_of(exercises)
    bare = {cell.title for cell in exercises if not cell.answers}
    released = {cell.released.strip() for cell in source.cells}
    found = (_card(view, titles, released, judged, hidden) for view in views)
    made = list(_joined(_without_idle_headings([card for card in found if card])))
    return tuple(_joined(_adopted(made, bare)))


def _judged(number: int, cell: ScoredCell, score: CellScore, hidden: Hidden) -> Judged:
    is_marked = score.outcome is ScoreOutcome.MANUAL and score.score is not None
    sign, label = MARKED if is_marked else SIGNS[score.outcome]
    text, code = without_code(hidden.cover(plain_text(score.message)))
    if text and not HANGUL.search(text):  # an exception's own words
        text = f"{without_code(message('GF-30'))[0]}\n{text}"
    return Judged(
        anchor=f"q{number}",
        title=cell.title,
        sign=sign,
        label=label,
        outcome="marked" if is_marked else score.outcome.value,
        score=score.score,
        max_score=score.max_score,
        text=text,
        code=code,
    )


def _card(
    view: CellView,
    titles: Mapping[str, str],
    released: set[str],
    judged: Mapping[str, Judged],
    hidden: Hidden,
) -> Card | None:
    if view.grade_id in titles:
        found = judged.get(view.grade_id)
        return Card(
            kind="exercise",
            title=titles[view.grade_id],
            cells=(_shown(view, hidden, is_test=view.role == "test"),),
            judged=(found,) if found else (),
        )
    is_given = view.role == "given" or view.source.strip() in released
    if view.kind != "code":
        if not is_given:
            return Card(kind="own", cells=(_shown(view, hidden),)) if view.source.strip() else None
        headings = HEADING.findall(view.source)
        return Card(kind="heading", title=plain_text(headings[-1])) if headings else None
    return Card(kind="given" if is_given else "own", cells=(_shown(view, hidden),))


def _shown(view: CellView, hidden: Hidden, *, is_test: bool = False) -> Shown:
    if view.kind == "markdown":
        return Shown(role=view.role, source=view.source, text=safe_markdown(view.source))
    outputs = [one for one in view.outputs if not (is_test and one.get("output_type") == "error")]
    note = without_code(hidden.cover(plain_text(view.message)))[0] if view.outcome in STOPPED else ""
    if note:
        outputs = [one for one in outputs if one.get("output_type") != "error"]
    return Shown(
        role=view.role,
        source=view.source,
        outputs=pieces(outputs, hidden),
        note="" if is_test else note,
        has_error=view.outcome == "error",
    )


def _without_idle_headings(made: list[Card]) -> Iterator[Card]:
    """Yield the cards without headings under which the learner wrote nothing."""
    for index, card in enumerate(made):
        under = takewhile(lambda one: one.kind != "heading", made[index + 1 :])
        if card.kind != "heading" or any(one.kind != "given" for one in under):
            yield card


def _adopted(made: list[Card], bare: set[str]) -> Iterator[Card]:
    """Yield the cards; what a learner wrote right before the test of a plain cell is its answer."""
    for card, following in zip_longest(made, made[1:]):
        is_answer = (
            card.kind == "own" and following and following.kind == "exercise" and following.title in bare
        )
        yield replace(card, kind="exercise", title=following.title) if is_answer else card


def _joined(made: Iterable[Card]) -> Iterator[Card]:
    """Yield the cards, neighbours of one kind and title as one."""
    for _, group in groupby(made, key=lambda card: (card.kind, card.title)):
        first, *others = group
        yield replace(
            first,
            cells=sum((card.cells for card in others), first.cells),
            judged=sum((card.judged for card in others), first.judged),
        )
