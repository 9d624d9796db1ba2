"""``aiclass doctor``: look whether everything that the class needs is there."""

from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING

import typer

from aiclass.cli._output import Json, print_json
from aiclass.cli._workspace_options import Folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiclass.workspace import Finding

LABELS = {"ok": ("[정상]", "green"), "warn": ("[주의]", "yellow"), "fail": ("[문제]", "red")}


def doctor(*, workspace: Folder = None, as_json: Json = False) -> None:
    """파이썬, 패키지, JupyterLab, 글꼴, 데이터, 디스크, 채점 격리를 점검하고 할 일을 알려 줍니다.

    예: aiclass doctor
    """
    from aiclass.grading import examine_isolation
    from aiclass.workspace import default_root, examine

    findings = chain(examine(workspace or default_root()), examine_isolation())
    failed = _print_document(findings) if as_json else _show(findings)
    raise typer.Exit(1 if failed else 0)


def _print_document(findings: "Iterable[Finding]") -> int:
    """Print one document and return how many checks failed."""
    found = tuple(findings)
    failed = sum(finding.status == "fail" for finding in found)
    document = {"ok": not failed, "findings": [asdict(finding) for finding in found]}
    print_json(document)
    return failed


def _show(findings: "Iterable[Finding]") -> int:
    """Print each finding as it comes and return how many checks failed."""
    from aiclass.workspace import phrase

    failed = 0
    for finding in findings:
        failed += finding.status == "fail"
        label, colour = LABELS[finding.status]
        typer.echo(f"{typer.style(label, fg=colour)} {finding.title}: {finding.detail}")
        if finding.remedy:
            typer.echo(f"       {finding.remedy}")
    typer.echo(phrase("DR-51", count=failed) if failed else phrase("DR-50"))
    return failed
