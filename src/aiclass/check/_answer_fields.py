"""Widgets that take the answer to a question, and what is written below it."""

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from aiclass.check._quiz_marking import Verdict
from aiclass.course import QuizItem

if TYPE_CHECKING:
    import ipywidgets

Reader = Callable[[], Sequence[int] | str]
TYPED_PLACEHOLDER = {"number": "숫자", "shape": "(32, 10)"}
PASS = ("모르겠습니다", -1)


def answer_field(item: QuizItem, *, can_pass: bool = False) -> tuple["ipywidgets.Widget", Reader]:
    """Return the widget that takes an answer, and how to read it as `mark` wants it.

    Args:
        can_pass: offer "I do not know" as a choice, since a radio button once chosen cannot be cleared.
    """
    if item.kind == "several":
        return _several(item)
    return _choice(item, can_pass=can_pass) if item.kind == "choice" else _typed(item)


def feedback_html(verdict: Verdict) -> str:
    """Return a verdict as HTML that a screen reader speaks when it changes."""
    mark_sign = {True: "✓", False: "✗", None: "·"}[verdict.ok]
    style = "white-space: pre-wrap; line-height: 1.5"
    return (
        f'<div role="status" aria-live="polite" style="{style}">{mark_sign} {html.escape(verdict.text)}</div>'
    )


def _choice(item: QuizItem, *, can_pass: bool) -> tuple["ipywidgets.Widget", Reader]:
    import ipywidgets as widgets

    options = [(str(item.choices[index]["text"]), index) for index in item.shown_order]
    options += [PASS] if can_pass else []
    radio = widgets.RadioButtons(options=options, value=None, layout={"width": "auto"})
    return radio, lambda: [] if radio.value in {None, PASS[1]} else [radio.value]


def _several(item: QuizItem) -> tuple["ipywidgets.Widget", Reader]:
    import ipywidgets as widgets

    boxes = {
        index: widgets.Checkbox(
            description=str(item.choices[index]["text"]), indent=False, layout={"width": "auto"}
        )
        for index in item.shown_order
    }
    return widgets.VBox(list(boxes.values())), lambda: [index for index, box in boxes.items() if box.value]


def _typed(item: QuizItem) -> tuple["ipywidgets.Widget", Reader]:
    import ipywidgets as widgets

    text = widgets.Text(placeholder=TYPED_PLACEHOLDER[item.kind], description="답")
    return text, lambda: text.value
