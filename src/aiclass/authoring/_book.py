"""A lesson as a page of the book: stubs instead of solutions, answers folded, outputs of one execution.

Nothing that a reader must not see is merely hidden: Sphinx publishes page sources, so solutions of tier 2 and 3
and hidden tests are not in the page at all.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from nbformat import NotebookNode

from aiclass.authoring._forms import learner_form, solution_form, text_of
from aiclass.authoring._notebooks import new_cell, new_notebook, notebook_bytes
from aiclass.authoring._project import Project
from aiclass.authoring._source import Cell, ExerciseCell, LessonSource, PredictionCell
from aiclass.authoring._syntax import as_python
from aiclass.course import LESSON_ID, QuizItem
from aiclass.files import write_atomically

TIERS: Final = {1: "몸풀기", 2: "기본", 3: "도전"}
THEORY_PDF: Final = re.compile(r"\]\(theory/([\w-]+)-theory\.pdf\)")  # beside a learner's notebooks
BULLET: Final = re.compile(r"^([*+-])(?= )")  # a sentence about the sign *, no list
FOLDED_SOLUTION_TIER: Final = 1
KINDS: Final = {"choice": "하나 고르기", "several": "모두 고르기", "number": "숫자", "shape": "모양"}


def book_page(lesson: LessonSource, executed: NotebookNode) -> NotebookNode:
    """Return the page as a notebook that Sphinx shows without running it.

    Args:
        executed: ``Run.notebook``, one cell for each cell of the lesson, with outputs.
    """
    cells: list[NotebookNode] = []
    for position, (cell, ran) in enumerate(zip(lesson.cells, executed.cells, strict=True)):
        cells += _page_cells(lesson, cell, ran, is_setup=_is_setup(lesson, position))
    return new_notebook(lesson, cells)


def write_book_page(project: Project, lesson: LessonSource, executed: NotebookNode) -> bool:
    """Write the page to ``build/book/source/lessons`` and return whether it changed."""
    path = project.pages / f"{lesson.name}.ipynb"
    return write_atomically(path, notebook_bytes(book_page(lesson, executed)))


def _is_setup(lesson: LessonSource, position: int) -> bool:
    return all(cell.kind != "code" for cell in lesson.cells[:position])


def _page_cells(
    lesson: LessonSource, cell: Cell, ran: NotebookNode, *, is_setup: bool
) -> Iterator[NotebookNode]:
    if isinstance(cell.role, ExerciseCell):
        yield new_cell("markdown", cell.id, _exercise_text(cell, cell.role), {})
    elif isinstance(cell.role, PredictionCell):
        yield new_cell("code", cell.id, text_of(learner_form(cell)), _tags(cell))
        yield new_cell("markdown", f"{cell.id}-answer", _prediction_text(cell.role), {})
    elif cell.kind == "markdown":
        text = THEORY_PDF.sub(r"](../theory/\1.md)", text_of(learner_form(cell)))
        yield new_cell("markdown", cell.id, text, _tags(cell))
    elif _last_call(cell) == "quiz":
        yield new_cell("markdown", cell.id, _questions_text(lesson.quiz), {})
    elif _last_call(cell) == "placement":
        yield new_cell("markdown", cell.id, _questions_text(lesson.placement), {})
    else:
        yield _code_cell(cell, ran, is_setup=is_setup)


def _code_cell(cell: Cell, ran: NotebookNode, *, is_setup: bool) -> NotebookNode:
    """Return a plain or check cell as the learner sees it, with what it showed when the solution ran."""
    page = new_cell(
        "code", cell.id, text_of(learner_form(cell)), _tags(cell, "hide-input" if is_setup else "")
    )
    page.outputs = [_shown(output) for output in ran.outputs if not _is_widget(output)]
    return page


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
        return _admonition(title, text_of(learner_form(cell)), "exercise")
    body = _fenced(text_of(learner_form(cell)), "python")
    if role.tier != FOLDED_SOLUTION_TIER or role.manual:
        return _admonition(title, body, "exercise")
    answer = _admonition("모범 답안 보기", _fenced(text_of(solution_form(cell)), "python"), "dropdown")
    return _admonition(title, f"{body}\n\n{answer}", "exercise")


def _prediction_text(role: PredictionCell) -> str:
    answer = _inline(_answer(role.answer))
    explain = BULLET.sub(r"\\\1", role.explain)
    return _admonition("예측의 답 보기", f"{answer}\n\n{explain}", "dropdown")


def _answer(source: str) -> str:
    """Return an answer as a reader wants it: text without its quotation marks."""
    try:
        value = ast.literal_eval(source)
    except ValueError:
        return source
    return value if isinstance(value, str) else source


def _questions_text(items: Sequence[QuizItem]) -> str:
    return "\n\n".join(_question(number, item) for number, item in enumerate(items, start=1))


def _question(number: int, item: QuizItem) -> str:
    choices = "\n".join(f"- {item.choices[index]['text']}" for index in item.shown_order)
    place = f"{item.probes}강" if LESSON_ID.fullmatch(item.probes) else item.probes
    taught = f"\n\n배우는 곳: {place}" if place else ""
    answer = _admonition("답 보기", f"**{_right(item)}**\n\n{item.explain}{taught}", "dropdown")
    head = f"**{number}. {item.text}** ({KINDS[item.kind]})"
    return "\n\n".join(filter(None, [head, choices, answer]))


def _right(item: QuizItem) -> str:
    if item.kind in {"choice", "several"}:
        return " / ".join(str(choice["text"]) for choice in item.choices if choice.get("right"))
    return str(tuple(item.answer)) if isinstance(item.answer, list | tuple) else f"{item.answer:g}"


def _inline(text: str) -> str:
    """Return text as inline code, whatever it holds."""
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{ticks} {text} {ticks}" if "`" in text else f"`{text}`"


def _fenced(text: str, language: str) -> str:
    fence = _fence(text)
    return f"{fence}{language}\n{text}\n{fence}"


def _admonition(title: str, body: str, css_class: str) -> str:
    fence = _fence(body)
    return f"{fence}{{admonition}} {title}\n:class: {css_class}\n\n{body}\n{fence}"


def _fence(inside: str) -> str:
    """Return a fence longer than any inside."""
    longest = max((len(run) for run in re.findall(r"^\s*(`{3,})", inside, re.MULTILINE)), default=2)
    return "`" * (longest + 1)
