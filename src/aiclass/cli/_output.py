"""How commands print: one JSON document, or tables that keep one row a line in a pipe."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.table import Table

PIPE_WIDTH = 200  # cells

Json = Annotated[bool, typer.Option("--json", help="사람이 읽는 글 대신 JSON 문서 하나를 냅니다.")]


def print_json(document: Any) -> None:
    """Print one JSON document on stdout."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def new_table(*headings: str) -> "Table":
    """Return an empty table; rich measures cells, so Hangul (two cells wide) lines up."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def print_table(table: "Table") -> None:
    """Print a table on stdout."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    console.print(table)
