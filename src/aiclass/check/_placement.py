"""``placement``: a few questions before a lesson that tell where to begin, in the lesson or in the course."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiclass import course
from aiclass.check._answer_fields import answer_field, feedback_html
from aiclass.check._quiz_marking import HOW_TO_WRITE, Verdict, mark
from aiclass.check._session import session
from aiclass.check.errors import CheckFailed
from aiclass.course import QuizItem
from aiclass.messages import message

if TYPE_CHECKING:
    import ipywidgets

HOW_TO_ANSWER = {
    "choice": "고르기: 번호 하나",
    "several": "모두 고르기: [1, 3] 같은 번호들",
    **{kind: f"쓰기: {text}" for kind, text in HOW_TO_WRITE.items()},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A lesson, or a part of the open one, and whether every question about it was answered right."""

    title: str
    is_known: bool


def places(items: Sequence[QuizItem], verdicts: Sequence[Verdict]) -> tuple[Place, ...]:
    """Return what the questions are about, in course order; one begins at the first place that is not known.

    A question left blank counts like a wrong answer: whoever does not know should not have to guess.
    """
    known: dict[str, bool] = {}
    for item, verdict in zip(items, verdicts, strict=True):
        known[item.probes] = known.get(item.probes, True) and verdict.ok is True
    return tuple(Place(title=_title(probes), is_known=is_known) for probes, is_known in known.items())


def placement(answers: Sequence[object] | None = None) -> "Placement | None":
    """Return the placement questions of the open lesson as widgets; given the answers, print where to begin.

    Args:
        answers: one a question, for where widgets are not shown: the number of a choice as printed (a list of them
            for several), a number, a shape, or None for what one does not know.

    Raises:
        CheckFailed: LE-01 no lesson is open, PT-05 it has no placement questions, PT-04 another number of answers,
            PT-03 an answer cannot be read.
    """
    items = session.require_lesson().placement
    if not items:
        raise CheckFailed.of("PT-05", lesson=session.require_lesson().id)
    if answers is None:
        return Placement(items)
    if len(answers) != len(items):
        raise CheckFailed.of("PT-04", expected=len(items), actual=len(answers))
    verdicts = [mark(item, _read(item, answer)) for item, answer in zip(items, answers, strict=True)]
    unreadable = _unreadable(items, verdicts, [_is_blank(answer) for answer in answers])
    if unreadable:
        raise CheckFailed.of("PT-03", items=unreadable)
    _record(items, verdicts)
    print(_conclusion(items, verdicts))
    return None


class Placement:
    """The placement questions, shown as widgets where these are, else as text."""

    def __init__(self, items: Sequence[QuizItem]) -> None:
        self.box = _Form(items).box
        self._text = _as_text(items)

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return {**self.box._repr_mimebundle_(**options), "text/plain": self._text}


class _Form:
    """The widgets of all questions under one button; what was concluded stays, a new run begins anew."""

    def __init__(self, items: Sequence[QuizItem]) -> None:
        import ipywidgets as widgets

        self._items = items
        fields = [answer_field(item, can_pass=True) for item in items]
        self._answers: list[ipywidgets.Widget] = [field for field, _ in fields]
        self._readers: list[Callable[[], Sequence[int] | str]] = [read for _, read in fields]
        self._feedback = [widgets.HTML() for _ in items]
        self._button = widgets.Button(description="시작할 곳 보기", button_style="primary")
        self._conclusion = widgets.HTML()
        self._button.on_click(lambda _: self._judge())
        questions = [self._question(number) for number in range(len(items))]
        self.box = widgets.VBox([*questions, self._button, self._conclusion])

    def _question(self, position: int) -> "ipywidgets.Widget":
        import ipywidgets as widgets

        text = html.escape(self._items[position].text)
        heading = widgets.HTML(f"<p><strong>{position + 1}.</strong> {text}</p>")
        return widgets.VBox([heading, self._answers[position], self._feedback[position]])

    def _judge(self) -> None:
        answers = [read() for read in self._readers]
        verdicts = [mark(item, answer) for item, answer in zip(self._items, answers, strict=True)]
        unreadable = _unreadable(self._items, verdicts, [_is_blank(answer) for answer in answers])
        if unreadable:
            self._conclusion.value = feedback_html(Verdict(ok=None, text=message("PT-03", items=unreadable)))
            return
        _record(self._items, verdicts)
        for item, verdict, feedback in zip(self._items, verdicts, self._feedback, strict=True):
            feedback.value = feedback_html(_told(item, verdict))
        self._conclusion.value = feedback_html(Verdict(ok=None, text=_conclusion(self._items, verdicts)))
        for widget in (*_leaves(self._answers), self._button):
            widget.disabled = True


def _leaves(widgets: Sequence["ipywidgets.Widget"]) -> list["ipywidgets.Widget"]:
    """Return the fields themselves, taken out of the boxes that hold several."""
    return [leaf for widget in widgets for leaf in getattr(widget, "children", None) or (widget,)]


def _told(item: QuizItem, verdict: Verdict) -> Verdict:
    """Return the verdict with the place that teaches it, where it was not right."""
    if verdict.ok:
        return verdict
    text = message("PT-06", place=_title(item.probes))
    return Verdict(ok=verdict.ok, text=text if verdict.ok is None else f"{verdict.text}\n{text}")


def _conclusion(items: Sequence[QuizItem], verdicts: Sequence[Verdict]) -> str:
    found = places(items, verdicts)
    to_learn = [place.title for place in found if not place.is_known]
    known = [place.title for place in found if place.is_known]
    right = sum(verdict.ok is True for verdict in verdicts)
    if not to_learn:
        return message("PT-02", total=len(items), skip=_listed(known))
    return message(
        "PT-01",
        right=right,
        total=len(items),
        begin=to_learn[0],
        learn=_listed(to_learn),
        skip=_listed(known),
    )


def _listed(titles: Sequence[str]) -> str:
    return "".join(f"\n    {title}" for title in titles) if titles else "없음"


def _title(probes: str) -> str:
    """Return the name of a place: a heading of the open lesson as it is, another lesson by number and title."""
    if not course.LESSON_ID.fullmatch(probes):
        return probes
    known = {lesson.id: lesson.title for lesson in course.lessons()}
    return f"{probes}강 {known[probes]}" if probes in known else f"{probes}강"


def _record(items: Sequence[QuizItem], verdicts: Sequence[Verdict]) -> None:
    for item, verdict in zip(items, verdicts, strict=True):
        session.record("placement", item.id, ok=verdict.ok is True, code=verdict.code)


def _is_blank(answer: object) -> bool:
    return answer is None or (isinstance(answer, str | list | tuple) and not str(answer).strip(" []"))


def _unreadable(items: Sequence[QuizItem], verdicts: Sequence[Verdict], blank: Sequence[bool]) -> str:
    """Return a line for each answer that is there and cannot be read; empty when all can."""
    return "".join(
        f"\n  {number}번. {HOW_TO_ANSWER[item.kind]}"
        for number, (item, verdict, is_blank) in enumerate(zip(items, verdicts, blank, strict=True), start=1)
        if verdict.ok is None and not is_blank
    )


def _read(item: QuizItem, answer: object) -> Sequence[int] | str:
    """Return an answer given as a value as `mark` takes it; nothing where it is blank or no choice's number."""
    if item.kind not in {"choice", "several"}:
        return "" if answer is None else str(answer)
    shown = item.shown_order
    given = answer if isinstance(answer, list | tuple) else [answer]
    numbers = [number for number in given if isinstance(number, int) and 1 <= number <= len(shown)]
    return [shown[number - 1] for number in numbers] if len(numbers) == len(given) else []


def _as_text(items: Sequence[QuizItem]) -> str:
    """Return the questions as text, for a front end without widgets."""
    lines: list[str] = []
    for number, item in enumerate(items, start=1):
        lines.append(f"{number}. {item.text} ({HOW_TO_ANSWER[item.kind]})")
        shown = enumerate(item.shown_order, start=1)
        lines += [f"   {place}) {item.choices[index]['text']}" for place, index in shown]
    return "\n".join([*lines, message("PT-07", total=len(items))])
