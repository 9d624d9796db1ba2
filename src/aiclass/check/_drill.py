"""``drill``: one question about shapes after another, as widgets or as text.

The questions are made in `aiclass.shapes`, which knows nothing of learners. Answering belongs here: it shares the
marking of a quiz and the progress log, and packages below `check` must not import it.
"""

import html
from typing import TYPE_CHECKING, Any

from aiclass.check._answer_fields import answer_field, feedback_html
from aiclass.check._quiz_marking import Verdict, mark
from aiclass.check._session import session
from aiclass.check.errors import CheckFailed
from aiclass.messages import message

if TYPE_CHECKING:
    from aiclass.shapes import Drill

KIND = "drill"


def drill(
    topic: str, tier: int = 1, *, seed: int | None = None, answer: int | None = None
) -> "DrillForm | None":
    """Return a question about shapes as widgets, the next one a click away; given the answer, print what it is worth.

    Args:
        topic: one of ``shapes.drill_topics()``.
        tier: 1 warm-up, 2 core, 3 stretch.
        seed: which question; None for the first that the progress log does not know yet.
        answer: number of the choice, as printed, for where widgets are not shown.

    Raises:
        ShapesError: there is no such topic or tier, or the topic needs PyTorch.
        CheckFailed: SK-04, there is no such choice.
    """
    from aiclass import shapes  # late: it brings Matplotlib along

    chosen = session.answered(KIND, f"{topic}-{tier}-") if seed is None else seed
    question = shapes.drill(topic, tier, chosen)
    if answer is None:
        return DrillForm(question)
    order = question.item.shown_order
    if not isinstance(answer, int) or not 1 <= answer <= len(order):
        raise CheckFailed.of("SK-04", actual=answer, count=len(order))
    print(_judged(question, order[answer - 1]).text)
    _show(question.picture())
    return None


class DrillForm:
    """A question shown as widgets where these are, else as text; each is answered once, the next is always there."""

    def __init__(self, question: "Drill") -> None:
        import ipywidgets as widgets

        self._question = question
        self._button = widgets.Button(description="확인", button_style="primary", tooltip="고른 답 확인")
        self._next = widgets.Button(description="다음 문제", tooltip="같은 주제의 다음 문제")
        self._button.on_click(lambda _: self._judge())
        self._next.on_click(lambda _: self._ask(_following(self._question)))
        self.box = widgets.VBox()
        self._ask(question)

    def __repr__(self) -> str:
        question = self._question
        how = message("SK-05", topic=question.topic, tier=question.tier, seed=question.seed)
        return f"{question!r}\n{how}"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return {**self.box._repr_mimebundle_(**options), "text/plain": repr(self)}

    def _ask(self, question: "Drill") -> None:
        import ipywidgets as widgets

        self._question = question
        code, text = html.escape(question.code), html.escape(question.question)
        heading = widgets.HTML(
            f'<pre style="line-height: 1.4">{code}</pre><p>{text}</p>', layout={"width": "100%"}
        )
        self._field, self._read = answer_field(question.item)
        self._feedback = widgets.HTML(layout={"width": "100%"})
        self._button.disabled = False
        buttons = widgets.HBox([self._button, self._next])
        self.box.children = (heading, self._field, buttons, self._feedback)

    def _judge(self) -> None:
        chosen = self._read()
        if not chosen:
            self._feedback.value = feedback_html(mark(self._question.item, []))
            return
        verdict = _judged(self._question, int(chosen[0]))
        self._feedback.value = feedback_html(verdict) + self._question.picture()
        self._field.disabled = self._button.disabled = True


def _judged(question: "Drill", chosen: int) -> Verdict:
    """Return what a choice is worth, with the right answer where it was wrong, and log it."""
    verdict = mark(question.item, [chosen])
    session.record(KIND, question.id, ok=verdict.ok is True, code=verdict.code)
    if verdict.ok:
        return verdict
    picked = question.item.choices[chosen]
    right, explain = question.choices[0].text, question.case.explain
    text = message("SK-06", actual=picked["text"], look=picked["look"], right=right, explain=explain)
    return Verdict(ok=False, code=verdict.code, text=text)


def _following(question: "Drill") -> "Drill":
    from aiclass import shapes

    return shapes.drill(question.topic, question.tier, question.seed + 1)


def _show(page: str) -> None:
    """Show the picture of the answer below the text, where there is a notebook."""
    from IPython import get_ipython

    if page and get_ipython() is not None:
        from IPython.display import display

        display({"text/html": page, "text/plain": ""}, raw=True)
