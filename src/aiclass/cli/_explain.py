"""``aiclass explain``: run a script and explain what is wrong with its shapes."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from aiclass.cli._output import Json, print_json

if TYPE_CHECKING:
    from aiclass.shapes import Examination

FOUND: Final = 1
SCRIPT_FAILED: Final = 3
STDOUT, STDERR = 1, 2
NOTHING: Final = "모양, 자료형, 장치에서 잘못된 것을 찾지 못했습니다."
NOTEBOOK: Final = (
    "노트북은 실행하지 않습니다. 노트북의 셀에서 %load_ext aiclass 를 실행하면 그 안에서 설명합니다."
)
Script = Annotated[
    Path,
    typer.Argument(metavar="SCRIPT", help="실행할 파이썬 파일", exists=True, dir_okay=False, readable=True),
]
Arguments = Annotated[
    list[str] | None,
    typer.Argument(metavar="ARGS", help="그 파일에 넘길 인자. 앞에 -- 를 두면 -로 시작해도 됩니다."),
]


def explain(script: Script, arguments: Arguments = None, as_json: Json = False) -> None:
    """파이썬 파일을 한 번 실행하고, 배열의 모양, 자료형, 장치에서 잘못된 곳을 우리말로 설명합니다.

    찾은 것이 없으면 0, 있으면 1, 파일을 실행할 수 없거나 다른 까닭으로 멈췄으면 3으로 끝납니다.

    예: aiclass explain train.py

    예: aiclass explain --json train.py -- --epochs 3
    """
    from aiclass import shapes

    if script.suffix == ".ipynb":
        raise typer.BadParameter(NOTEBOOK, param_hint="SCRIPT")
    with _stdout_kept_free() if as_json else nullcontext():
        outcome = shapes.examine(script, arguments or ())
    if outcome.original:
        typer.echo(outcome.original, err=True)
    if as_json:
        print_json(_document(outcome))
    else:
        typer.echo(_text(outcome))
    if outcome.ending:
        raise typer.Exit(SCRIPT_FAILED)
    if outcome.findings:
        raise typer.Exit(FOUND)


@contextmanager
def _stdout_kept_free() -> Iterator[None]:
    """Send to stderr what a script prints, and what the programs that it starts print."""
    sys.stdout.flush()
    kept = os.dup(STDOUT)
    os.dup2(STDERR, STDOUT)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, STDOUT)
        os.close(kept)


def _text(outcome: "Examination") -> str:
    """Return everything that was found, and why the script ended where that is not among it."""
    texts = [finding.text for finding in outcome.findings]
    texts += [outcome.ending] if outcome.ending else []
    return "\n\n".join(texts) or NOTHING


def _document(outcome: "Examination") -> dict[str, Any]:
    """Return the first finding; keys are the same where there is none."""
    if outcome.findings:
        return outcome.findings[0].document()
    return {
        "ok": not outcome.ending,
        "line": outcome.line,
        "expression": None,
        "operands": [],
        "reason": None,
        "text": outcome.ending or NOTHING,
        "suggestions": [],
    }
