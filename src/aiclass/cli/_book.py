"""``aiclass book``: the book as HTML."""

from typing import TYPE_CHECKING, Final

import typer

from aiclass.cli._authoring_options import (
    LessonsFolder,
    cell_progress,
    find_project,
    load_authoring,
    require_packages,
)

if TYPE_CHECKING:
    from aiclass.authoring import LessonSource, Project, Run

TOOLS: Final = ("feedgen", "myst_nb", "pypandoc", "sphinx", "sphinx_book_theme", "typst")


def book(lessons: LessonsFolder = None) -> None:
    """책을 HTML로 만듭니다. 강의를 실행한 결과가 함께 들어가고, build/book/html에서 열 수 있습니다.

    예: aiclass book
    """
    require_packages("book", *TOOLS)
    authoring = load_authoring()
    project = find_project(lessons)
    course = authoring.read_course(project)
    executed = [(lesson, _run(project, lesson)) for lesson in authoring.read_lessons(project)]
    with cell_progress("책") as on_step:
        page = authoring.build_html(project, course, executed, on_step=on_step)
    typer.echo(project.shown(page))
    typer.echo(f"책을 만들었습니다. 브라우저에서 여는 주소: {page.as_uri()}", err=True)


def _run(project: "Project", lesson: "LessonSource") -> "Run":
    kept: Run
    with cell_progress(f"{lesson.id}강") as on_cell:
        kept, _ = load_authoring().run_lesson(project, lesson, on_cell=on_cell)
    return kept
