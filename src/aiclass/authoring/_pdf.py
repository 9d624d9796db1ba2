"""The PDFs of a course: every lesson, and every document of theory, by one name each."""

from collections.abc import Callable
from pathlib import Path

from aiclass.authoring._paper import Paper, lesson_paper
from aiclass.authoring._project import Project
from aiclass.authoring._reader import read_lesson
from aiclass.authoring._run import Run
from aiclass.authoring._source import LessonSource
from aiclass.authoring._theory import THEORY, read_theory, theory_files, theory_name, theory_paper
from aiclass.authoring._typeset import fingerprint, typeset
from aiclass.authoring.errors import NoSuchPaper
from aiclass.files import write_atomically


def paper_names(project: Project) -> tuple[str, ...]:
    """Return what a PDF can be made of: ids of lessons, then names of theories."""
    return (*project.lesson_ids(), *map(theory_name, theory_files(project)))


def read_paper(project: Project, name: str, run: Callable[[LessonSource], Run]) -> Paper:
    """Return a document ready to be typeset.

    Args:
        name: one of `paper_names`.
        run: gives the execution whose outputs a lesson shows; theories need none.

    Raises:
        NoSuchPaper: there is no such document.
        SourceFaults: its source breaks rules.
        CellFailed: the lesson does not run.
    """
    check_paper_name(project, name)
    theories = {theory_name(path): path for path in theory_files(project)}
    if name in theories:
        return theory_paper(read_theory(project, theories[name]))
    lesson = read_lesson(project, name)
    return lesson_paper(lesson, run(lesson))


def check_paper_name(project: Project, name: str) -> None:
    """Raise unless there is such a document.

    Raises:
        NoSuchPaper: there is none; names those that exist.
    """
    known = paper_names(project)
    if name not in known:
        told = ", ".join(known) or "없음"
        raise NoSuchPaper(f"이런 이름의 문서는 없습니다.\n  쓴 이름: {name}\n  있는 이름: {told}")


def write_pdf(project: Project, paper: Paper) -> Path:
    """Typeset a document into ``build/book/pdf`` and return where.

    What is handed out lies in ``notebooks/theory`` as well, committed as the notebooks are. It is replaced when its
    source has changed, not when another version of a library makes other bytes of the same source.

    Raises:
        PdfFailed: it cannot be typeset; the PDF that was there before stays.
    """
    path = project.pdfs / f"{paper.name}.pdf"
    content = typeset(paper)
    write_atomically(path, content)
    if paper.is_handed_out and not is_current(handed_out(project, paper), paper):
        write_atomically(handed_out(project, paper), content)
    return path


def handed_out(project: Project, paper: Paper) -> Path:
    """Return where the copy lies that learners get."""
    return project.notebooks / THEORY / f"{paper.name}.pdf"


def is_current(path: Path, paper: Paper) -> bool:
    """Return whether this PDF was made from the paper's source as it is now."""
    return path.is_file() and fingerprint(paper).encode() in path.read_bytes()
