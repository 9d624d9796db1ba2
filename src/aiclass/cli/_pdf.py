"""``aiclass pdf``: a lesson or a document of theory as PDF."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aiclass.cli._authoring_options import (
    LessonsFolder,
    cell_progress,
    find_project,
    load_authoring,
    require_packages,
)
from aiclass.cli._output import Json, print_json

if TYPE_CHECKING:
    from aiclass.authoring import LessonSource, Project, Run

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="이름", help="강의 번호(03) 또는 이론의 이름.", show_default=False),
]
Everything = Annotated[bool, typer.Option("--all", help="모든 강의와 이론을 만듭니다.")]


def pdf(
    names: Names = None, everything: Everything = False, as_json: Json = False, lessons: LessonsFolder = None
) -> None:
    """강의나 이론을 PDF로 만듭니다. 강의는 실행한 결과와 함께, 답은 맨 뒤에 모아 싣습니다. build/book/pdf에 남습니다.

    예: aiclass pdf 03 logistic-regression-theory
    """
    require_packages("book", "typst", "pypandoc")
    authoring = load_authoring()
    project = find_project(lessons)
    known = authoring.paper_names(project)
    if everything == bool(names):
        raise typer.BadParameter(f"이름을 쓰거나 --all 을 쓰세요. 있는 이름: {', '.join(known)}")
    wanted = known if everything else tuple(dict.fromkeys(names or ()))
    for name in wanted:
        authoring.check_paper_name(project, name)
    made = [_make(project, name, quiet=as_json) for name in wanted]
    if as_json:
        print_json({"pdfs": made})


def _make(project: "Project", name: str, *, quiet: bool) -> dict[str, Any]:
    authoring = load_authoring()
    with cell_progress(name) as on_cell:

        def run(lesson: "LessonSource") -> "Run":
            kept: Run = authoring.run_lesson(project, lesson, on_cell=on_cell)[0]
            return kept

        path = authoring.write_pdf(project, authoring.read_paper(project, name, run))
    if not quiet:
        typer.echo(project.shown(path))
    return {"name": name, "path": project.shown(path), "size_bytes": path.stat().st_size}
