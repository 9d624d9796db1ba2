"""Questions with their choices, each followed by its answer: the placement of a lesson, and the quiz on paper."""

from collections.abc import Iterator, Sequence

from aiclass.authoring._blocks import answer, literal
from aiclass.authoring._quiz_page import KINDS, shown_answer
from aiclass.course import LESSON_ID, QuizItem


def questions(items: Sequence[QuizItem]) -> str:
    """Return the questions as MyST Markdown."""
    return "\n\n".join(_question(number, item) for number, item in enumerate(items, start=1))


def _question(number: int, item: QuizItem) -> str:
    head = f"**{number}. {literal(item.text)}** ({KINDS[item.kind]})"
    choices = "\n".join(f"- {literal(str(choice['text']))}" for choice in item.shown_choices)
    told = answer("답 보기", "\n\n".join(_told(item)))
    return "\n\n".join(filter(None, [head, choices, told]))


def _told(item: QuizItem) -> Iterator[str]:
    yield f"**{literal(_right(item))}**"
    yield literal(item.explain)
    if item.probes:
        place = f"{item.probes}강" if LESSON_ID.fullmatch(item.probes) else item.probes
        yield f"배우는 곳: {literal(place)}"


def _right(item: QuizItem) -> str:
    if item.choices:
        return " / ".join(str(choice["text"]) for choice in item.shown_choices if choice.get("right"))
    return shown_answer(item.answer)
