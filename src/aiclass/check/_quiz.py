"""``quiz``: the lesson's questions as widgets, each answered and explained on its own."""

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from aiclass.check._quiz_marking import Verdict, mark
from aiclass.check._session import session
from aiclass.course import QuizItem

if TYPE_CHECKING:
    import ipywidgets

Reader = Callable[[], Sequence[int] | str]
TYPED_PLACEHOLDER = {"number": "숫자", "shape": "(32, 10)"}


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
    answer, read = (
        _several(item) if item.kind == "several" else _choice(item) if item.kind == "choice" else _typed(item)
    )
    button = widgets.Button(description="확인", button_style="primary", tooltip=f"{number}번 문제의 답 확인")
    feedback = widgets.HTML()

    def judge(_: object) -> None:
        verdict = mark(item, read())
        if verdict.ok is not None:
            session.record("quiz", item.id, ok=verdict.ok, code=verdict.code)
        feedback.value = _feedback(verdict)

    button.on_click(judge)
    return widgets.VBox([heading, answer, button, feedback])


def _feedback(verdict: Verdict) -> str:
    mark_sign = {True: "✓", False: "✗", None: "·"}[verdict.ok]
    text = html.escape(verdict.text).replace("\n", "<br>")
    return f'<div role="status" aria-live="polite">{mark_sign} {text}</div>'


def _choice(item: QuizItem) -> tuple["ipywidgets.Widget", Reader]:
    import ipywidgets as widgets

    options = [(str(item.choices[index]["text"]), index) for index in item.shown_order]
    radio = widgets.RadioButtons(options=options, value=None, layout={"width": "auto"})
    return radio, lambda: [] if radio.value is None else [radio.value]


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
