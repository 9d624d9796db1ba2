"""``aiclass report``: how the class did."""

from pathlib import Path
from typing import Annotated

import typer

from aiclass.cli._authoring_options import load_grading
from aiclass.cli._output import Json, print_json

Out = Annotated[Path, typer.Argument(metavar="OUT", help="aiclass grade의 결과 폴더.", show_default=False)]
Csv = Annotated[
    bool, typer.Option("--csv", help="문제별 표를 report.csv로도 씁니다. Excel에서 바로 열립니다.")
]


def report(out: Out, *, csv: Csv = False, as_json: Json = False) -> None:
    """채점 결과를 강사가 볼 페이지 하나로 모읍니다: 점수 분포, 문제별 결과, 자주 나온 오해, 비슷한 제출.

    페이지는 결과 폴더의 report.html이고, 인터넷 없이 브라우저로 열립니다.

    예: aiclass report 결과
    """
    grading = load_grading()
    made = grading.read_report(out)
    page = grading.write_report(out, made)
    written = [page, *([grading.write_report_table(out, made)] if csv else [])]
    if as_json:
        print_json(grading.report_document(made))
    for path in written:
        typer.echo(f"보고서: {path}", err=as_json)
    if made.tasks:
        typer.echo(f"사람이 볼 것: {len(made.tasks)}건. 보고서의 첫머리에 있습니다.", err=True)
    if not made.is_complete:
        typer.echo(
            "채점할 때 남긴 기록이 없어서 문제의 이름, 비슷한 제출, 되돌려 줄 페이지로 가는 링크가 빠졌습니다. "
            "다시 채점하면 생깁니다.",
            err=True,
        )
