"""``aiclass build`` and ``aiclass format``: what is made from lesson sources, and their canonical form."""

from typing import TYPE_CHECKING, Annotated

import typer

from aiclass.cli._authoring_options import LessonsFolder, OptionalLessonId, find_project, load_authoring
from aiclass.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from aiclass.authoring import LessonSource, Output, Project

STATES = {"stale": "오래됨", "missing": "없음", "left over": "원본 없음"}
Check = Annotated[bool, typer.Option("--check", help="아무것도 쓰지 않고, 다르면 1로 끝납니다.")]


def build(lesson: OptionalLessonId = None, check: Check = False, lessons: LessonsFolder = None) -> None:
    """강의 원본에서 노트와 강의 파일을 만듭니다. 같은 원본은 언제나 같은 파일이 됩니다.

    --check는 만든 파일이 최신인지, 배우는 사람이 읽는 글이 용어집의 말을 쓰는지 살핍니다.

    예: aiclass build 03
    """
    project = find_project(lessons)
    outputs, leftovers = _outputs(project, lesson)
    if check:
        _report_differences(project, outputs, leftovers)
        _report_rival_terms(project)
        return
    for path in load_authoring().write_outputs(outputs):
        typer.echo(project.shown(path))
    for path in leftovers:
        path.unlink()
        typer.echo(f"지움: {project.shown(path)}")
    typer.echo("만든 파일이 모두 최신입니다.", err=True)


def format_(lesson: OptionalLessonId = None, check: Check = False, lessons: LessonsFolder = None) -> None:
    """lesson.md를 jupytext가 쓰는 표준 형식으로 고쳐 씁니다. 내용은 바뀌지 않습니다.

    예: aiclass format 03
    """
    authoring = load_authoring()
    project = find_project(lessons)
    changed, faults = [], []
    for lesson_id in [lesson] if lesson else project.lesson_ids():
        try:
            text, canonical = authoring.format_lesson(project, lesson_id)
        except authoring.SourceFaults as error:
            faults += error.faults
            continue
        if text != canonical:
            path = project.folder(lesson_id) / "lesson.md"
            changed.append(path)
            if not check:
                write_atomically(path, canonical.encode())
    for path in changed:
        typer.echo(project.shown(path))
    if faults:
        raise authoring.SourceFaults(faults)
    if changed and check:
        typer.echo("표준 형식이 아닙니다. 고치려면: aiclass format", err=True)
        raise typer.Exit(1)


def _outputs(project: "Project", lesson_id: str | None) -> "tuple[list[Output], tuple[Path, ...]]":
    authoring = load_authoring()
    course = authoring.read_course(project)
    sources: tuple[LessonSource, ...] = (
        (authoring.read_lesson(project, lesson_id, course=course),)
        if lesson_id
        else authoring.read_lessons(project)
    )
    outputs = [output for source in sources for output in authoring.build(project, source)]
    return [*outputs, authoring.build_course(project, course)], authoring.leftover_files(project, lesson_id)


def _report_differences(project: "Project", outputs: "list[Output]", leftovers: "tuple[Path, ...]") -> None:
    found = load_authoring().differences(outputs, leftovers)
    for difference in found:
        typer.echo(f"{STATES[difference.state]}: {project.shown(difference.path)}")
    if found:
        typer.echo("만든 파일이 원본과 다릅니다. 다시 만들려면: aiclass build", err=True)
        raise typer.Exit(1)
    typer.echo("만든 파일이 모두 최신입니다.", err=True)


def _report_rival_terms(project: "Project") -> None:
    """Hold every text that learners read to the one word that the glossary has for each thing."""
    authoring = load_authoring()
    faults = authoring.rival_term_faults(project)
    if faults:
        raise authoring.SourceFaults(faults)
