"""A lesson as a page for reading, in the book as on paper: stubs instead of solutions, outputs of one execution.

Nothing that a reader must not see is merely hidden: Sphinx publishes page sources, so solutions of tier 2 and 3
and hidden tests are not in the page at all.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from nbformat import NotebookNode

from aiclass.authoring._blocks import admonition, answer, fenced
from aiclass.authoring._forms import learner_form, solution_form, text_of
from aiclass.authoring._notebooks import new_cell
from aiclass.authoring._questions import questions
from aiclass.authoring._source import Cell, ExerciseCell, LessonSource, PredictionCell
from aiclass.authoring._syntax import as_python

TIERS: Final = {1: "몸풀기", 2: "기본", 3: "도전"}
THEORY_PDF: Final = re.compile(r"\]\(theory/([\w-]+)-theory\.pdf\)")  # beside a learner's notebooks
WIDGET_REPR: Final = re.compile(r"[A-Za-z]+\(")  # of ipywidgets: VBox(children=...
BULLET: Final = re.compile(r"^([*+-])(?= )")  # a sentence about the sign *, no list
FOLDED_SOLUTION_TIER: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """Wherein a page in the book differs from one on paper.

    Attributes:
        quiz: Markdown that stands where a notebook asks the quiz.
        theory: address of a theory's page, ``{}`` for the stem of its file.
    """

    quiz: str
    theory: str


def page_cells(lesson: LessonSource, executed: NotebookNode, medium: Medium) -> list[NotebookNode]:
    """Return the cells of the page.

    Args:
        executed: ``Run.notebook``, one cell for each cell of the lesson, with outputs.
    """
    return [
        shown
        for position, (cell, ran) in enumerate(zip(lesson.cells, executed.cells, strict=True))
        for shown in _page_cells(lesson, cell, ran, medium, is_setup=_is_setup(lesson, position))
    ]


def _is_setup(lesson: LessonSource, position: int) -> bool:
    return all(cell.kind != "code" for cell in lesson.cells[:position])


def _page_cells(
    lesson: LessonSource, cell: Cell, ran: NotebookNode, medium: Medium, *, is_setup: bool
) -> Iterator[NotebookNode]:
    if isinstance(cell.role, ExerciseCell):
        yield new_cell("markdown", cell.id, _exercise_text(cell, cell.role), {})
    elif isinstance(cell.role, PredictionCell):
        yield new_cell("code", cell.id, text_of(learner_form(cell)), _tags(cell))
        yield new_cell("markdown", f"{cell.id}-answer", _prediction_text(cell.role), {})
    elif cell.kind == "markdown":
        text = THEORY_PDF.sub(lambda link: f"]({medium.theory.format(link[1])})", text_of(learner_form(cell)))
        yield new_cell("markdown", cell.id, text, _tags(cell))
    elif _last_call(cell) == "quiz":
        yield new_cell("markdown", cell.id, medium.quiz, {})
    elif _last_call(cell) == "placement":
        yield new_cell("markdown", cell.id, questions(lesson.placement), {})
    else:
        yield _code_cell(cell, ran, is_setup=is_setup)


def _code_cell(cell: Cell, ran: NotebookNode, *, is_setup: bool) -> NotebookNode:
    """Return a plain or check cell as the learner sees it, with what it showed when the solution ran."""
    page = new_cell(
        "code", cell.id, text_of(learner_form(cell)), _tags(cell, "hide-input" if is_setup else "")
    )
    words = [_widget_words(output) if _is_widget(output) else _shown(output) for output in ran.outputs]
    page.outputs = [output for output in words if output is not None]
    return page


def _widget_words(output: NotebookNode) -> NotebookNode | None:
    """Return what a widget says where there are none; a widget that has no words of its own says nothing."""
    text = output["data"].get("text/plain", "")
    words = text if isinstance(text, str) else "".join(text)
    if WIDGET_REPR.match(words) or not words:
        return None
    return NotebookNode(output_type="stream", name="stdout", text=f"{words}\n")


def _shown(output: NotebookNode) -> NotebookNode:
    """Return an output as a reader sees it: an error's Korean text is text, no Python traceback to colour."""
    if output.output_type != "error":
        return output
    text = "\n".join(output.traceback) + "\n"
    return NotebookNode(output_type="stream", name="stdout", text=text)


def _tags(cell: Cell, extra: str = "") -> dict[str, Any]:
    tags = [*cell.tags, *([extra] if extra and extra not in cell.tags else [])]
    return {"tags": tags} if tags else {}


def _is_widget(output: NotebookNode) -> bool:
    return any(kind.startswith("application/vnd.jupyter.widget") for kind in output.get("data", {}))


def _last_call(cell: Cell) -> str:
    """Return the function that the cell's last statement calls, as in ``quiz()``; empty where it calls none."""
    statements = ast.parse(as_python(cell.source)).body
    last = statements[-1].value if statements and isinstance(statements[-1], ast.Expr) else None
    return last.func.id if isinstance(last, ast.Call) and isinstance(last.func, ast.Name) else ""


def _exercise_text(cell: Cell, role: ExerciseCell) -> str:
    kind = "고장 난 코드" if role.broken else "문제"
    title = f"{kind}: {role.title} ({TIERS[role.tier]})"
    if cell.kind == "markdown":
        return admonition(title, text_of(learner_form(cell)), "exercise")
    body = fenced(text_of(learner_form(cell)), "python")
    if role.tier != FOLDED_SOLUTION_TIER or role.manual:
        return admonition(title, body, "exercise")
    solution = answer("모범 답안 보기", fenced(text_of(solution_form(cell)), "python"))
    return admonition(title, f"{body}\n\n{solution}", "exercise")


def _prediction_text(role: PredictionCell) -> str:
    explain = BULLET.sub(r"\\\1", role.explain)
    return answer("예측의 답 보기", f"{_inline(_value(role.answer))}\n\n{explain}")


def _value(source: str) -> str:
    """Return an answer as a reader wants it: text without its quotation marks."""
    try:
        value = ast.literal_eval(source)
    except ValueError:
        return source
    return value if isinstance(value, str) else source


def _inline(text: str) -> str:
    """Return text as inline code, whatever it holds."""
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{ticks} {text} {ticks}" if "`" in text else f"`{text}`"
