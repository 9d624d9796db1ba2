"""``aiclass book``: the book as HTML."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import typer

from aiclass.cli._authoring_options import (
    LessonsFolder,
    MissingPackage,
    cell_progress,
    find_project,
    load_authoring,
)

if TYPE_CHECKING:
    from aiclass.authoring import LessonSource, Project, Run

TOOLS: Final = ("feedgen", "myst_nb", "sphinx", "sphinx_book_theme")


def book(lessons: LessonsFolder = None) -> None:
    """책을 HTML로 만듭니다. 강의를 실행한 결과가 함께 들어가고, build/book/html에서 열 수 있습니다.

    예: aiclass book
    """
    authoring = load_authoring()
    _require_tools()
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


def _require_tools() -> None:
    """Say what is missing before minutes of work are spent in vain."""
    missing = [name for name in TOOLS if find_spec(name) is None]
    if missing:
        raise MissingPackage(
            f"책을 만드는 데 필요한 패키지가 없습니다.\n  없는 패키지: {', '.join(missing)}\n"
            "다음 명령으로 설치해 주세요: pip install 'aiclass[book]'"
        )
