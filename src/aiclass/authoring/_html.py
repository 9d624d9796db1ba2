"""The book as HTML: pages of executed lessons beside the hand-written ones, put through Sphinx."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from aiclass.authoring._book import write_book_page
from aiclass.authoring._course_pages import course_pages
from aiclass.authoring._packages import package_folder
from aiclass.authoring._paper import Paper, lesson_paper
from aiclass.authoring._pdf import write_pdf
from aiclass.authoring._project import Project
from aiclass.authoring._run import Run, no_progress
from aiclass.authoring._source import CourseSource, LessonSource
from aiclass.authoring._sphinx import OnStep, run_sphinx
from aiclass.authoring._theory import THEORY, read_theory, theory_files, theory_paper, write_theory_page
from aiclass.files import write_atomically

BUILT_FOLDERS: Final = ("lessons", "quizzes", THEORY)
MATHJAX: Final = ("tex-chtml.js", "input/tex/extensions/*", "output/chtml/fonts/woff-v2/*")  # of 24 MB
FONTS: Final = ("NanumGothic.ttf", "NanumGothicBold.ttf")


def build_html(
    project: Project,
    course: CourseSource,
    executed: Sequence[tuple[LessonSource, Run]],
    *,
    on_step: OnStep = no_progress,
) -> Path:
    """Build the book with its PDFs and return its first page; every warning of Sphinx is an error.

    Args:
        executed: every lesson with the execution whose outputs its page shows.
        on_step: told of each PDF, then of each page that Sphinx reads and writes.

    Raises:
        SourceFaults: a document of theory breaks rules.
        PdfFailed: a page cannot be typeset.
        BookFailed: Sphinx found a fault; its own words stand on stderr.
    """
    source, html = project.pages.parent, project.root / "build" / "book" / "html"
    theories = [read_theory(project, path) for path in theory_files(project)]
    papers = [*(lesson_paper(*pair) for pair in executed), *map(theory_paper, theories)]
    _write_pdfs(project, papers, on_step)
    written = {_write_page(project, lesson, run) for lesson, run in executed}
    written |= {path for theory in theories for path in write_theory_page(project, theory)}
    pages = course_pages(course, [lesson for lesson, _ in executed], theories, papers)
    written |= _write_all(source, pages)
    _copy({**_hand_written(project.book), **_assets()}, source, keep=written)
    run_sphinx(source, html, on_step)
    _remove_left_over(html, source, papers)
    _remove_source_maps(html)
    return html / "index.html"


def _write_pdfs(project: Project, papers: Sequence[Paper], on_step: OnStep) -> None:
    for number, paper in enumerate(papers, start=1):
        on_step(number, len(papers), f"PDF {paper.name}")
        write_pdf(project, paper)


def _write_page(project: Project, lesson: LessonSource, run: Run) -> Path:
    write_book_page(project, lesson, run.notebook)
    return project.pages / f"{lesson.name}.ipynb"


def _write_all(folder: Path, pages: Mapping[str, str]) -> set[Path]:
    for path, text in pages.items():
        write_atomically(folder / path, text.encode())
    return {folder / path for path in pages}


def _hand_written(book: Path) -> dict[str, Path]:
    """Return every hand-written file but the theory, whose numbers are filled in first, by path below the source."""
    files = {path.relative_to(book): path for path in book.rglob("*") if path.is_file()}
    return {str(name): path for name, path in files.items() if name.parts[0] != THEORY}


def _assets() -> dict[str, Path]:
    """Return what pages load and packages bring, by path below the source: a Korean font and MathJax."""
    fonts = package_folder("koreanize_matplotlib") / "fonts"
    mathjax = package_folder("sphinx-mathjax-offline") / "static" / "mathjax"
    parts = (path for pattern in MATHJAX for path in mathjax.glob(pattern))
    return {f"_static/{name}": fonts / name for name in FONTS} | {
        f"_static/mathjax/{path.relative_to(mathjax)}": path for path in parts
    }


def _remove_left_over(html: Path, source: Path, papers: Sequence[Paper]) -> None:
    """Remove pages and PDFs of lessons that are no longer there: Sphinx leaves them."""
    for page in (path for folder in BUILT_FOLDERS for path in (html / folder).glob("*.html")):
        if not list((source / page.parent.name).glob(f"{page.stem}.*")):
            page.unlink()
    names = {paper.name for paper in papers}
    for pdf in (html / "_downloads").glob("*/*.pdf"):
        if pdf.stem not in names:
            shutil.rmtree(pdf.parent)


def _remove_source_maps(html: Path) -> None:
    """Remove what only the theme's developers read, megabytes of it."""
    for path in html.glob("_static/**/*.map"):
        path.unlink()


def _copy(files: Mapping[str, Path], source: Path, *, keep: set[Path]) -> None:
    """Bring the source folder up to date: files that nobody writes any more go."""
    wanted = {source / name: path for name, path in files.items()}
    for path in source.rglob("*"):
        if path.is_file() and path not in wanted and path not in keep:
            path.unlink()
    for target, path in wanted.items():
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
