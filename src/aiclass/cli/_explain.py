"""``aiclass explain``: run a script and explain what is wrong with its shapes."""

import sys
from contextlib import nullcontext, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from aiclass.cli._output import Json, print_json

if TYPE_CHECKING:
    from aiclass.shapes import Examination

FOUND: Final = 1
SCRIPT_FAILED: Final = 3
NOTHING: Final = "모양, 자료형, 장치에서 잘못된 것을 찾지 못했습니다."
OTHER: Final = "모양이나 자료형이 아닌 다른 까닭으로 멈췄습니다. 파이썬이 보낸 오류를 읽어 보세요."
Script = Annotated[
    Path,
    typer.Argument(metavar="SCRIPT", help="실행할 파이썬 파일", exists=True, dir_okay=False, readable=True),
]


def explain(script: Script, as_json: Json = False) -> None:
    """파이썬 파일을 한 번 실행하고, 배열의 모양, 자료형, 장치에서 잘못된 곳을 우리말로 설명합니다.

    찾은 것이 없으면 0, 있으면 1, 파일을 실행할 수 없거나 다른 까닭으로 멈췄으면 3으로 끝납니다.

    예: aiclass explain train.py
    """
    from aiclass import shapes

    with redirect_stdout(sys.stderr) if as_json else nullcontext():
        outcome = shapes.examine(script)
    if outcome.original:
        typer.echo(outcome.original, err=True)
    if as_json:
        print_json(_document(outcome))
    else:
        typer.echo("\n\n".join(finding.text for finding in outcome.findings) or _last_word(outcome))
    if not outcome.is_explained:
        raise typer.Exit(SCRIPT_FAILED)
    if outcome.findings:
        raise typer.Exit(FOUND)


def _document(outcome: "Examination") -> dict[str, Any]:
    """Return the first finding; keys are the same where there is none."""
    if outcome.findings:
        return outcome.findings[0].document()
    return {
        "ok": outcome.is_explained,
        "line": outcome.line,
        "expression": None,
        "operands": [],
        "reason": None,
        "text": _last_word(outcome),
        "suggestions": [],
    }


def _last_word(outcome: "Examination") -> str:
    return NOTHING if outcome.is_explained else OTHER
