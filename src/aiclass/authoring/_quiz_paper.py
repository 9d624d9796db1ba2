"""A lesson's quiz on paper: every question with its choices, answers at the end of the PDF."""

from aiclass.authoring._blocks import answer, literal
from aiclass.authoring._quiz_page import KINDS, shown_answer
from aiclass.authoring._source import LessonSource
from aiclass.course import QuizItem


def paper_quiz(lesson: LessonSource) -> str:
    """Return the questions as MyST Markdown."""
    return "\n\n".join(_question(number, item) for number, item in enumerate(lesson.quiz, start=1))


def _question(number: int, item: QuizItem) -> str:
    head = f"**{number}. {literal(item.text)}** ({KINDS[item.kind]})"
    choices = "\n".join(f"- {literal(str(choice['text']))}" for choice in item.shown_choices)
    told = answer("답 보기", f"**{literal(_right(item))}**\n\n{literal(item.explain)}")
    return "\n\n".join(filter(None, [head, choices, told]))


def _right(item: QuizItem) -> str:
    if item.choices:
        return " / ".join(str(choice["text"]) for choice in item.shown_choices if choice.get("right"))
    return shown_answer(item.answer)
