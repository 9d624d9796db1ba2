"""The book as HTML: pages of executed lessons beside the hand-written ones, put through Sphinx."""

import shutil
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from aiclass.authoring._book import write_book_page
from aiclass.authoring._course_pages import course_pages
from aiclass.authoring._files import write_atomically
from aiclass.authoring._project import Project
from aiclass.authoring._run import Run, no_progress
from aiclass.authoring._source import CourseSource, LessonSource
from aiclass.authoring._sphinx import OnStep, run_sphinx

HAND_WRITTEN: Final = "book"
BUILT_FOLDERS: Final = ("lessons", "quizzes")
FONTS: Final = ("NanumGothic.ttf", "NanumGothicBold.ttf")


def build_html(
    project: Project,
    course: CourseSource,
    executed: Sequence[tuple[LessonSource, Run]],
    *,
    on_step: OnStep = no_progress,
) -> Path:
    """Build the book and return its first page; every warning of Sphinx is an error.

    Args:
        executed: every lesson with the execution whose outputs its page shows.
        on_step: told of each page that Sphinx reads and writes.

    Raises:
        BookFailed: Sphinx found a fault; its own words stand on stderr.
    """
    source, html = project.pages.parent, project.root / "build" / "book" / "html"
    written = {_write_page(project, lesson, run) for lesson, run in executed}
    written |= _write_all(source, course_pages(course, [lesson for lesson, _ in executed]))
    _copy_hand_written(_hand_written(project.root / HAND_WRITTEN), source, keep=written)
    run_sphinx(source, html, on_step)
    _remove_left_over(html, source)
    return html / "index.html"


def _write_page(project: Project, lesson: LessonSource, run: Run) -> Path:
    write_book_page(project, lesson, run.notebook)
    return project.pages / f"{lesson.name}.ipynb"


def _write_all(folder: Path, pages: Mapping[str, str]) -> set[Path]:
    for path, text in pages.items():
        write_atomically(folder / path, text.encode())
    return {folder / path for path in pages}


def _hand_written(book: Path) -> dict[str, Path]:
    """Return every hand-written file and the Korean font, by path below the source."""
    files = {str(path.relative_to(book)): path for path in book.rglob("*") if path.is_file()}
    package = find_spec("koreanize_matplotlib")
    assert package is not None  # a dependency; importing it would change Matplotlib's settings
    assert package.origin is not None
    fonts = Path(package.origin).parent / "fonts"
    return files | {f"_static/{name}": fonts / name for name in FONTS}


def _remove_left_over(html: Path, source: Path) -> None:
    """Remove pages of lessons that are no longer there: Sphinx leaves them."""
    for page in (path for folder in BUILT_FOLDERS for path in (html / folder).glob("*.html")):
        if not list((source / page.parent.name).glob(f"{page.stem}.*")):
            page.unlink()


def _copy_hand_written(files: Mapping[str, Path], source: Path, *, keep: set[Path]) -> None:
    """Bring the source folder up to date: files that nobody writes any more go."""
    wanted = {source / name: path for name, path in files.items()}
    for path in source.rglob("*"):
        if path.is_file() and path not in wanted and path not in keep:
            path.unlink()
    for target, path in wanted.items():
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
