"""``aiclass grade``: points for everything that was handed in."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiclass.cli._authoring_options import LessonsFolder, load_grading
from aiclass.cli._output import Json, new_table, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aiclass.grading import Graded, Progress, Results

OUTCOMES = {"graded": "채점함", "limit": "한도 넘음", "invalid": "읽지 못함", "grader-failure": "채점기 문제"}
INTERRUPTED = 130

Submitted = Annotated[
    Path,
    typer.Argument(
        metavar="SUBMITTED",
        help=(
            "제출물: nbgrader의 submitted 폴더, 학습자마다 폴더 하나, 노트가 든 폴더, 노트 하나, "
            "제출 파일, zip, 전자 우편(eml, mbox)."
        ),
        show_default=False,
    ),
]
Source = Annotated[
    str,
    typer.Option(
        "--source", metavar="SOURCE", help="원본 노트, 원본이 든 폴더, 또는 강의 번호.", show_default=False
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="결과 폴더.", show_default=False)]
WorkerCount = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        metavar="N",
        help="한꺼번에 채점할 수. 쓰지 않으면 CPU 코어의 수.",
        show_default=False,
    ),
]
Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        metavar="LEARNER",
        help="이 학습자만 채점합니다. 다른 결과는 그대로 둡니다.",
        show_default=False,
    ),
]
CellSeconds = Annotated[
    float | None,
    typer.Option(
        "--cell-seconds",
        min=0.1,
        metavar="S",
        help="셀 하나의 시간 한도(초). 쓰지 않으면 원본의 설정, 없으면 30.",
        show_default=False,
    ),
]
Memory = Annotated[
    int | None,
    typer.Option(
        "--memory",
        min=128,
        metavar="MIB",
        help="노트 하나의 메모리 한도(MiB). 쓰지 않으면 2048.",
        show_default=False,
    ),
]
Compat = Annotated[
    bool, typer.Option("--compat", help="nbgrader와 똑같이 채점합니다. nbgrader의 흠까지 따릅니다.")
]
Force = Annotated[bool, typer.Option("--force", help="바뀌지 않은 것까지 모두 다시 채점합니다.")]
MarksFile = Annotated[
    Path | None,
    typer.Option(
        "--marks", metavar="FILE", exists=True, dir_okay=False, show_default=False,
        help="사람이 준 점수(CSV: learner, grade_id, points, comment). 한 번 넣으면 다시 채점해도 남습니다.",
    ),
]  # fmt: skip
Unsafe = Annotated[
    bool,
    typer.Option("--unsafe", help="격리할 수 없는 컴퓨터에서도 실행합니다. 믿을 수 있는 제출물에만 쓰세요."),
]


def grade(
    submitted: Submitted,
    *,
    source: Source,
    out: Out,
    workers: WorkerCount = None,
    only: Only = None,
    cell_seconds: CellSeconds = None,
    memory: Memory = None,
    compat: Compat = False,
    force: Force = False,
    marks: MarksFile = None,
    unsafe: Unsafe = False,
    lessons: LessonsFolder = None,
    as_json: Json = False,
) -> None:
    """제출물을 모아 격리된 곳에서 실행하고 채점합니다. 다시 실행하면 바뀐 것만 채점합니다.

    결과 폴더에 results.json, results.csv, 학습자에게 돌려줄 feedback 폴더가 생깁니다.
    읽지 못한 제출물이 있으면 1로 끝납니다.

    예: aiclass grade 제출 --source 03 --out 결과
    """
    grading = load_grading()
    options = grading.Options(cell_seconds=cell_seconds, memory_mib=memory, compat=compat, unsafe=unsafe)
    assignment = grading.read_assignment(source, lessons=lessons)
    submissions = grading.collect(submitted, assignment)
    try:
        with (
            grading.graders(assignment, options, workers) as graders,
            _progress(len(submissions)) as listener,
        ):
            results = grading.grade(
                submissions,
                assignment,
                out,
                options=options,
                graders=graders,
                only=only,
                force=force,
                marks=marks,
                listener=listener,
            )
    except KeyboardInterrupt:
        typer.echo(
            f"멈추었습니다. 채점한 것까지의 결과: {out}\n같은 명령을 다시 실행하면 나머지만 채점합니다.",
            err=True,
        )
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        print_json(results.document())
    else:
        _print(results, out)
    if not results.is_complete:
        raise typer.Exit(1)


@contextmanager
def _progress(total: int) -> "Iterator[Callable[[Progress], None]]":
    """Give what grading tells each finished submission to: a bar on stderr, nothing outside a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = [
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    ]
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("채점", total=total)
        yield lambda told: bars.update(
            task, completed=told.done, total=told.total, description=f"채점 · {told.learner}"
        )


def _print(results: "Results", out: Path) -> None:
    grading = load_grading()
    notebooks = {row.notebook for row in results.submissions}
    table = new_table(
        "학습자", *(["노트"] if len(notebooks) > 1 else []), "점수", "결과", "사람이 볼 셀", "살펴볼 점"
    )
    for row in results.submissions:
        names = [row.learner, *([row.notebook] if len(notebooks) > 1 else [])]
        table.add_row(*names, _points(row), OUTCOMES[row.outcome], _waiting(row), _look(row))
    print_table(table)
    counts = grading.totals(results)
    parts = [f"{OUTCOMES[outcome]} {count}" for outcome, count in counts.items() if count]
    typer.echo(
        f"{results.assignment}: {', '.join(parts)}\n결과: {out / 'results.json'}, {out / 'results.csv'}",
        err=True,
    )
    if any(row.to_mark for row in results.submissions):
        typer.echo(f"사람이 채점할 셀: {out / 'to-mark.csv'}에 점수를 쓰고 --marks로 넣어 주세요.", err=True)


def _points(row: "Graded") -> str:
    penalty = f" (늦음 −{row.penalty:g})" if row.penalty else ""
    return f"{row.total:g} / {row.max_score:g}{penalty}"


def _waiting(row: "Graded") -> str:
    return ", ".join(cell.grade_id for cell in row.to_mark) or "-"


def _look(row: "Graded") -> str:
    grading = load_grading()
    texts = [grading.flag_text(flag) for flag in row.flags if not grading.is_note(flag)]
    return "\n".join(texts) or "-"
