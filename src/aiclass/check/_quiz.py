"""``quiz``: the lesson's questions as widgets, each answered and explained on its own."""

import html
from typing import TYPE_CHECKING

from aiclass.check._answer_fields import answer_field, feedback_html
from aiclass.check._quiz_marking import mark
from aiclass.check._session import session
from aiclass.course import QuizItem

if TYPE_CHECKING:
    import ipywidgets


def quiz() -> "ipywidgets.Widget":
    """Return the quiz of the open lesson; each answer is explained at once and goes to the progress log.

    Raises:
        CheckFailed: LE-01, no lesson is open.
    """
    import ipywidgets as widgets

    items = session.require_lesson().quiz
    return widgets.VBox([_question(number, item) for number, item in enumerate(items, start=1)])


def _question(number: int, item: QuizItem) -> "ipywidgets.Widget":
    import ipywidgets as widgets

    heading = widgets.HTML(f"<p><strong>{number}.</strong> {html.escape(item.text)}</p>")
    answer, read = answer_field(item)
    button = widgets.Button(description="확인", button_style="primary", tooltip=f"{number}번 문제의 답 확인")
    feedback = widgets.HTML()

    def judge(_: object) -> None:
        verdict = mark(item, read())
        if verdict.ok is not None:
            session.record("quiz", item.id, ok=verdict.ok, code=verdict.code)
        feedback.value = feedback_html(verdict)

    button.on_click(judge)
    return widgets.VBox([heading, answer, button, feedback])
