"""A lesson's quiz as a page of the book: each choice is a fold that says what choosing it reveals."""

from collections.abc import Mapping
from typing import Any, Final

from aiclass.authoring._fold import folded_text, inline
from aiclass.authoring._source import LessonSource
from aiclass.course import Misconception, QuizItem

KINDS: Final = {
    "choice": "하나 고르기",
    "several": "모두 고르기",
    "number": "숫자 쓰기",
    "shape": "모양 쓰기",
}
HOW_TO: Final = """\
먼저 답을 정한 다음 펼쳐 보세요. 보기를 펼치면 맞았는지, 틀렸다면 무엇을 헷갈렸는지 나옵니다.
노트에서 `quiz()`를 실행하면 답을 고르고 기록할 수 있습니다."""


def quiz_page(lesson: LessonSource) -> str:
    """Return the page as MyST Markdown."""
    known = {entry.id: entry for entry in lesson.course.misconceptions}
    questions = [_question(number, item, known) for number, item in enumerate(lesson.quiz, start=1)]
    back = f"강의로 돌아가기: {{doc}}`/lessons/{lesson.name}`"
    return "\n\n".join([f"# {lesson.id}강 퀴즈: {lesson.title}", HOW_TO, *questions, back]) + "\n"


def _question(number: int, item: QuizItem, known: Mapping[str, Misconception]) -> str:
    heading = f"## {number}번 ({KINDS[item.kind]})"
    text = f'<p class="question">{inline(item.text)}</p>'
    folds = (
        [_choice(item, choice, known) for choice in item.shown_choices]
        if item.choices
        else [_typed(item, known)]
    )
    return "\n\n".join([heading, text, '<div class="choices">' + "".join(folds) + "</div>"])


def _choice(item: QuizItem, choice: Mapping[str, Any], known: Mapping[str, Misconception]) -> str:
    if choice.get("right"):
        return folded_text(str(choice["text"]), f"맞습니다. {item.explain}", css_class="choice right")
    told = _told(choice, known)
    return folded_text(str(choice["text"]), *told, css_class="choice wrong")


def _typed(item: QuizItem, known: Mapping[str, Misconception]) -> str:
    wrong = (
        folded_text(
            f"이렇게 썼다면: {shown_answer(slip['value'])}", *_told(slip, known), css_class="choice wrong"
        )
        for slip in item.mistakes
    )
    return folded_text("답 보기", f"정답: {shown_answer(item.answer)}", item.explain, inside="".join(wrong))


def _told(slip: Mapping[str, Any], known: Mapping[str, Misconception]) -> tuple[str, str]:
    """Return what a wrong answer reveals, and what to look at."""
    misconception = known[slip["misconception"]]
    return f"{misconception.text} [{misconception.id}]", str(slip["look"])


def shown_answer(value: Any) -> str:
    """Return the answer to a typed question as a learner would type it."""
    return str(tuple(value)) if isinstance(value, list | tuple) else f"{value:g}"
