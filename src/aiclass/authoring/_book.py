"""A lesson as a page of the book: the page for reading, below its title the ways to notebook, quiz and PDF.

The quiz is a page of its own (``_quiz_page``), to which the lesson's page leads.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Final

from nbformat import NotebookNode

from aiclass.authoring._blocks import ways
from aiclass.authoring._notebooks import learner_notebook, new_cell, new_notebook, notebook_bytes
from aiclass.authoring._page import Medium, page_cells
from aiclass.authoring._project import Project
from aiclass.authoring._source import LessonSource
from aiclass.files import write_atomically

THEORY_PAGE: Final = "../theory/{}.md"
PDFS: Final = "../../pdf"  # from the folder of pages
COLAB: Final = "https://colab.research.google.com/github/"
GITHUB: Final = re.compile(r"https://github\.com/(?P<name>[^/]+/[^/]+?)(?:\.git)?/?")


def book_page(lesson: LessonSource, executed: NotebookNode, *, pdf: str | None = None) -> NotebookNode:
    """Return the page as a notebook that Sphinx shows without running it.

    Args:
        executed: ``Run.notebook``, one cell for each cell of the lesson, with outputs.
        pdf: address of the lesson's PDF, where there is one.
    """
    first, *rest = page_cells(lesson, executed, Medium(quiz=_quiz_link(lesson), theory=THEORY_PAGE))
    title, _, below = first.source.partition("\n")
    cells = [
        new_cell("markdown", "title", title, {}),
        new_cell("markdown", "ways", ways(_links(lesson, pdf)), {}),
        new_cell("markdown", first.id, below.strip("\n"), dict(first.metadata)),
        *rest,
    ]
    return new_notebook(lesson, cells)


def write_book_page(project: Project, lesson: LessonSource, executed: NotebookNode) -> bool:
    """Write the page to ``build/book/source/lessons`` and return whether it changed.

    It links to the lesson's PDF if that has been made.
    """
    pdf = f"{lesson.name}.pdf"
    address = f"{PDFS}/{pdf}" if (project.pdfs / pdf).is_file() else None
    path = project.pages / f"{lesson.name}.ipynb"
    return write_atomically(path, notebook_bytes(book_page(lesson, executed, pdf=address)))


def _links(lesson: LessonSource, pdf: str | None) -> Iterator[str]:
    """Yield links to the lesson's notebook, to keep and to run at once, to its PDF and its quiz.

    The notebook is inside its link: from disk a browser would show a file's text instead of saving it.
    """
    content = b64encode(notebook_bytes(learner_notebook(lesson))).decode()
    address = f"data:application/x-ipynb+json;base64,{content}"
    yield f'<a download="{lesson.name}.ipynb" href="{address}">노트 내려받기</a>'
    repository = GITHUB.fullmatch(lesson.course.repository or "")
    if repository:
        place = f"{COLAB}{repository['name']}/blob/HEAD/notebooks/{lesson.name}.ipynb"
        yield f"[Colab에서 열기]({place})"
    if pdf:
        yield f"[PDF로 읽기]({pdf})"
    if lesson.quiz:
        yield f"{{doc}}`퀴즈 풀기 </quizzes/{lesson.name}>`"


def _quiz_link(lesson: LessonSource) -> str:
    told = f"노트에서는 여기에 퀴즈 {len(lesson.quiz)}문제가 나옵니다. 책에서는 따로 모았습니다:"
    return f"{told} {{doc}}`/quizzes/{lesson.name}`"
