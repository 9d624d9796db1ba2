"""``aiclass book``: the book as HTML."""

from typing import TYPE_CHECKING

import typer

from aiclass.cli._authoring_options import LessonsFolder, cell_progress, find_project, load_authoring

if TYPE_CHECKING:
    from aiclass.authoring import LessonSource, Run


def book(lessons: LessonsFolder = None) -> None:
    """책을 HTML로 만듭니다. 강의를 실행한 결과가 함께 들어가고, build/book/html에서 열 수 있습니다.

    예: aiclass book
    """
    authoring = load_authoring()
    project = find_project(lessons)
    sources = authoring.read_lessons(project)

    def run(lesson: "LessonSource") -> "Run":
        kept: Run
        with cell_progress(f"{lesson.id}강") as on_cell:
            kept, _ = authoring.run_lesson(project, lesson, on_cell=on_cell)
        return kept

    page = authoring.build_html(project, sources, run)
    typer.echo(project.shown(page))
