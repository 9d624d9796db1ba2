"""The book as HTML: pages of executed lessons beside the hand-written ones, put through Sphinx."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from aiclass.authoring._book import write_book_page
from aiclass.authoring._paper import Paper, lesson_paper
from aiclass.authoring._pdf import write_pdf
from aiclass.authoring._project import Project
from aiclass.authoring._run import Run
from aiclass.authoring._source import LessonSource
from aiclass.authoring._theory import THEORY, read_theory, theory_files, theory_paper, write_theory_page
from aiclass.authoring.errors import BookFailed
from aiclass.files import write_atomically

HAND_WRITTEN: Final = "book"
LESSON_PAGES: Final = "lessons"
PDF_PAGE: Final = """\
# PDF로 읽기

인쇄하거나 인터넷 없이 들고 다니며 읽을 수 있습니다. 예측, 몸풀기 문제, 퀴즈의 답은 맨 뒤에 모았습니다.
"""


def build_html(project: Project, lessons: Iterable[LessonSource], run: Callable[[LessonSource], Run]) -> Path:
    """Build the book and return its first page; every warning of Sphinx is an error.

    Args:
        run: gives the execution whose outputs a page shows.

    Raises:
        CellFailed: a lesson does not run.
        BookFailed: Sphinx found a fault; its own words stand on stderr.
    """
    from sphinx.cmd.build import build_main

    source, html = project.pages.parent, project.root / "build" / "book" / "html"
    executed = [(lesson, run(lesson)) for lesson in lessons]
    theories = [read_theory(project, path) for path in theory_files(project)]
    written = {write_page(project, lesson, kept) for lesson, kept in executed}
    written |= {path for theory in theories for path in write_theory_page(project, theory)}
    papers = [*(lesson_paper(*pair) for pair in executed), *map(theory_paper, theories)]
    written.add(_write_pdf_page(project, papers))
    _copy_hand_written(project.root / HAND_WRITTEN, source, keep=written)
    status = build_main(["-q", "-W", "--keep-going", "-b", "html", str(source), str(html)])
    if status:
        raise BookFailed(f"Sphinx ended with status {status}; its messages stand above.")
    return html / "index.html"


def write_page(project: Project, lesson: LessonSource, run: Run) -> Path:
    """Write a lesson's page and return where."""
    write_book_page(project, lesson, run.notebook)
    return project.pages / f"{lesson.name}.ipynb"


def _write_pdf_page(project: Project, papers: Iterable[Paper]) -> Path:
    """Make the PDFs and the page from which they are downloaded."""
    page = project.pages.parent / "pdf.md"
    links = (f"- [{paper.title}](../pdf/{write_pdf(project, paper).name})" for paper in papers)
    write_atomically(page, "\n".join([PDF_PAGE, *links, ""]).encode())
    return page


def _copy_hand_written(book: Path, source: Path, *, keep: set[Path]) -> None:
    """Bring the source folder up to date: files that nobody writes any more go."""
    files = (path for path in book.rglob("*") if path.is_file() and path.parent.name != THEORY)
    wanted = {source / path.relative_to(book): path for path in files}
    for path in source.rglob("*"):
        if path.is_file() and path not in wanted and path not in keep:
            path.unlink()
    for target, path in wanted.items():
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
