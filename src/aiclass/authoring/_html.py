"""The book as HTML: pages of executed lessons beside the hand-written ones, put through Sphinx."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from aiclass.authoring._book import write_book_page
from aiclass.authoring._project import Project
from aiclass.authoring._run import Run
from aiclass.authoring._source import LessonSource
from aiclass.authoring.errors import BookFailed

HAND_WRITTEN: Final = "book"
LESSON_PAGES: Final = "lessons"


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
    written = {write_page(project, lesson, run(lesson)) for lesson in lessons}
    _copy_hand_written(project.root / HAND_WRITTEN, source, keep=written)
    status = build_main(["-q", "-W", "--keep-going", "-b", "html", str(source), str(html)])
    if status:
        raise BookFailed(f"Sphinx ended with status {status}; its messages stand above.")
    return html / "index.html"


def write_page(project: Project, lesson: LessonSource, run: Run) -> Path:
    """Write a lesson's page and return where."""
    write_book_page(project, lesson, run.notebook)
    return project.pages / f"{lesson.name}.ipynb"


def _copy_hand_written(book: Path, source: Path, *, keep: set[Path]) -> None:
    """Bring the source folder up to date: files that nobody writes any more go."""
    wanted = {source / path.relative_to(book): path for path in book.rglob("*") if path.is_file()}
    for path in source.rglob("*"):
        if path.is_file() and path not in wanted and path not in keep:
            path.unlink()
    for target, path in wanted.items():
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
