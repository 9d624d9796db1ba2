"""``aiclass run`` and ``aiclass results``: execute a lesson, and measure the figures of its prose."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aiclass.cli._authoring_options import (
    LessonId,
    LessonsFolder,
    cell_progress,
    find_project,
    load_authoring,
)
from aiclass.cli._output import Json, new_table, print_json, print_table
from aiclass.files import write_atomically

if TYPE_CHECKING:
    from aiclass.authoring import LessonSource, Project, Run

Twin = Annotated[bool, typer.Option("--twin", help="실제 데이터 대신 내장 데이터로 실행합니다.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="저장된 실행을 쓰지 않고 새로 실행합니다.")]
Check = Annotated[
    bool, typer.Option("--check", help="쓰지 않고 비교만 합니다. 허용 오차를 벗어나면 1로 끝납니다.")
]


def run(
    lesson: LessonId,
    twin: Twin = False,
    fresh: Fresh = False,
    as_json: Json = False,
    lessons: LessonsFolder = None,
) -> None:
    """강의 하나를 풀이까지 처음부터 끝까지 실행하고, 잰 값을 보여 줍니다. 그림은 build/runs/NN에 남습니다.

    예: aiclass run 03 --json
    """
    project = find_project(lessons)
    source = load_authoring().read_lesson(project, lesson, must_be_measured=False)
    result, is_kept = _run(project, source, twin=twin or None, fresh=fresh)
    if result.twin and not twin:
        typer.echo(
            "실제 데이터를 얻지 못해 내장 데이터로 실행했습니다. "
            f"까닭을 보려면: aiclass data get {' '.join(source.data)}",
            err=True,
        )
    if result.resumed and not is_kept:
        typer.echo(
            "끊긴 실행이 남긴 체크포인트에서 훈련을 이어 갔습니다. 걸린 시간은 이어 간 뒤의 시간입니다.",
            err=True,
        )
    if is_kept:
        typer.echo("원본과 데이터가 그대로라 저장된 실행을 보여 줍니다. 새로 실행하려면: --fresh", err=True)
    if as_json:
        print_json(result.summary())
    else:
        _print_run(source, result)
        typer.echo(f"그림: {project.shown(project.runs / source.id / ('twin' if twin else ''))}", err=True)


def results(
    lesson: LessonId, check: Check = False, as_json: Json = False, lessons: LessonsFolder = None
) -> None:
    """강의 글에 나오는 숫자를 실제 데이터와 내장 데이터로 새로 재어 results.json에 씁니다.

    예: aiclass results 03 --check
    """
    authoring = load_authoring()
    project = find_project(lessons)
    source = authoring.read_lesson(project, lesson, must_be_measured=False)
    real, _ = _run(project, source, twin=False, fresh=True)
    twin = _run(project, source, twin=True, fresh=True)[0] if source.data else None
    document = authoring.results_document(source, real=real, twin=twin, now=datetime.now(UTC).astimezone())
    found = authoring.deviations(source, document)
    if as_json:
        deviations = [asdict(deviation) for deviation in found]
        print_json({"ok": not found, "deviations": deviations, "measured": document})
    else:
        _print_measured(source, document)
    if check and found:
        _report_deviations(found)
        raise typer.Exit(1)
    if not check:
        path = source.path.with_name("results.json")
        write_atomically(path, authoring.results_text(document).encode())
        typer.echo(f"썼습니다: {project.shown(path)}", err=True)


def _run(project: "Project", source: "LessonSource", *, twin: bool | None, fresh: bool) -> "tuple[Run, bool]":
    kind = " (내장 데이터)" if twin else ""
    with cell_progress(f"{source.id}강{kind}") as on_cell:
        kept: tuple[Run, bool] = load_authoring().run_lesson(
            project, source, twin=twin, fresh=fresh, on_cell=on_cell
        )
    return kept


def _print_run(source: "LessonSource", result: "Run") -> None:
    stand_in = " (실제 데이터 대신)" if result.twin else ""
    used = f"{result.data}{stand_in}" if result.data else "쓰지 않음"
    typer.echo(f"{source.id}강 {source.title}\n  데이터: {used}\n  걸린 시간: {result.seconds:.1f}초")
    if not source.figures:
        return
    table = new_table("이름", "값", "글에 쓰는 꼴")
    for figure in source.figures:
        value = result.results[figure.name]
        table.add_row(figure.name, f"{value:.6g}", figure.text.format(value))
    print_table(table)


def _print_measured(source: "LessonSource", document: Any) -> None:
    table = new_table("이름", "데이터", "앞서 잰 값", "지금 잰 값", "허용 오차")
    for kind, entries in document.items():
        for name, entry in entries.items():
            before = source.measured.get(kind, {}).get(name, {}).get("text", "-")
            table.add_row(name, entry["data"], before, entry["text"], f"{entry['tolerance']:g}")
    print_table(table)


def _report_deviations(found: Any) -> None:
    typer.echo("results.json의 값이 지금 잰 값과 다릅니다.", err=True)
    for one in found:
        stored, measured = (
            "없음" if value is None else f"{value:.6g}" for value in (one.stored, one.measured)
        )
        typer.echo(f"  {one.name} ({one.kind}): 적힌 값 {stored}, 잰 값 {measured}", err=True)
