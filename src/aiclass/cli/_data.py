"""``aiclass data``: list, get and verify data sets."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from aiclass.cli._output import Json, new_table, print_json, print_table

if TYPE_CHECKING:
    from rich.table import Table

    from aiclass.data import Entry, FileCheck

app = typer.Typer(help="데이터를 보고, 받고, 확인합니다.", no_args_is_help=True)

STATES = {
    "cached": "캐시에 있음",
    "partly": "일부만 있음",
    "absent": "받지 않음",
    "embedded": "내장",
    "ok": "정상",
    "bad": "손상됨",
}
Names = Annotated[list[str], typer.Argument(metavar="NAME...", help="데이터의 이름.", show_default=False)]
OptionalNames = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME...]", help="데이터의 이름. 쓰지 않으면 모두.", show_default=False),
]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """어떤 데이터가 있고, 무엇이 이미 캐시에 있는지 보여 줍니다.

    예: aiclass data list
    """
    from aiclass import data

    entries = data.inventory()
    if as_json:
        print_json([asdict(entry) for entry in entries])
    else:
        print_table(_entry_table(entries))


@app.command()
def get(names: Names) -> None:
    """데이터를 캐시에 받아 둡니다. 캐시, 미러, 공개 주소의 순서로 찾습니다.

    예: aiclass data get mnist
    """
    from aiclass import data
    from aiclass.cli._data_progress import ProgressBars

    for name in names:
        data.card(name)  # a misspelt name is said before anything is downloaded
    for name in names:
        with ProgressBars() as bars:
            source = data.fetch(name, listener=bars)
        typer.echo(f"준비됨: {source}")


@app.command()
def verify(names: OptionalNames = None, as_json: Json = False) -> None:
    """캐시의 파일을 다시 읽어 원본과 같은지 확인합니다. 손상된 파일이 있으면 1로 끝납니다.

    예: aiclass data verify mnist
    """
    from aiclass import data

    checks = [check for name in names or data.names() for check in data.verify(name)]
    problems = [check.problem for check in checks if check.state == "bad"]
    if as_json:
        print_json({"ok": not problems, "files": [asdict(check) for check in checks]})
    elif checks:
        print_table(_check_table(checks))
    else:
        typer.echo("확인할 파일이 없습니다. 내장 데이터는 설치된 패키지에 들어 있습니다.")
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)


def _entry_table(entries: "tuple[Entry, ...]") -> "Table":
    table = new_table("이름", "내용", "크기", "상태", "대신 쓰는 내장 데이터", "라이선스")
    for entry in entries:
        table.add_row(
            entry.name, entry.title, entry.size, STATES[entry.state], entry.twin or "-", entry.licence
        )
    return table


def _check_table(checks: "list[FileCheck]") -> "Table":
    table = new_table("파일", "상태")
    for check in checks:
        table.add_row(check.file, STATES[check.state])
    return table
