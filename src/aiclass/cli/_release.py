"""``aiclass release``: what learners get, and what grading needs."""

from pathlib import Path
from typing import Annotated

import typer

from aiclass.cli._authoring_options import LessonsFolder, load_grading
from aiclass.cli._output import Json, print_json

What = Annotated[
    str,
    typer.Argument(metavar="NN|NOTEBOOK", help="강의 번호, 또는 nbgrader 원본 노트.", show_default=False),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="내보낼 폴더.", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="내보낼 자리에 있는 다른 파일을 덮어씁니다.")]


def release(
    what: What, *, out: Out, lessons: LessonsFolder = None, force: Force = False, as_json: Json = False
) -> None:
    """과제 하나를 내보냅니다. release 폴더의 노트는 나누어 주고, source 폴더는 채점할 때 씁니다.

    풀이, 숨은 테스트, 채점 기준은 나누어 줄 노트에서 지워집니다.

    예: aiclass release 03 --out 과제
    """
    grading = load_grading()
    if what.endswith(".ipynb"):
        released = grading.release_source(Path(what), out, force=force)
    else:
        released = grading.release_lesson(what, out, lessons=lessons, force=force)
    if as_json:
        print_json(
            {
                "assignment": released.assignment,
                "learner": str(released.learner),
                "source": str(released.source),
            }
        )
        return
    typer.echo(
        f"나누어 줄 노트: {released.learner}\n채점할 때 쓸 원본: {released.source} (나누어 주지 마세요)"
    )
    typer.echo(f"채점하려면: aiclass grade <제출물> --source {released.source} --out <결과 폴더>", err=True)
