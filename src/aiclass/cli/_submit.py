"""``aiclass submit``: make one file to hand in."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiclass.cli._output import Json, print_json
from aiclass.cli._workspace_options import File, Folder, LessonId

if TYPE_CHECKING:
    from aiclass.workspace import HandIn, Workspace

Name = Annotated[
    str | None,
    typer.Option(metavar="이름", help="내는 사람의 이름. 한 번 쓰면 기억합니다.", show_default=False),
]
Output = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="파일을 만들 폴더. 쓰지 않으면 학습 폴더의 제출 폴더.", show_default=False
    ),
]


def submit(
    lesson: LessonId,
    *,
    workspace: Folder = None,
    name: Name = None,
    output: Output = None,
    notebook: File = None,
    as_json: Json = False,
) -> None:
    """노트와 진도 기록을 담은 제출 파일 하나를 만듭니다.

    예: aiclass submit 03 --name 홍길동
    """
    from datetime import datetime

    from aiclass.workspace import find_workspace, make_submission, remember_name

    folder = find_workspace(workspace)
    learner = _learner(folder, name)
    now = datetime.now().astimezone()
    hand_in = make_submission(folder, lesson, learner=learner, now=now, output=output, file=notebook)
    remember_name(folder, hand_in.manifest.learner)
    if as_json:
        print_json(_document(hand_in))
        return
    typer.echo(hand_in.summary)


def _learner(folder: "Workspace", name: str | None) -> str:
    """Return the name: given, remembered, asked for at a terminal, else the login name."""
    from aiclass.workspace import phrase, remembered_name, system_name

    if name is not None:
        return name
    if known := remembered_name(folder):
        return known
    if not sys.stdin.isatty():
        return system_name()
    answer: str = typer.prompt(phrase("SU-11"), default=system_name(), err=True)
    return answer


def _document(hand_in: "HandIn") -> dict[str, object]:
    return {
        "path": str(hand_in.path),
        "lesson": hand_in.manifest.lesson,
        "learner": hand_in.manifest.learner,
        "created_at": hand_in.manifest.created_at,
        "notebook_sha256": hand_in.manifest.notebook_sha256,
        "exercises": list(hand_in.exercises),
        "passed": list(hand_in.passed),
        "untouched": list(hand_in.untouched),
        "damaged_lines": list(hand_in.damaged_lines),
    }
