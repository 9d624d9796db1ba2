"""Options that several commands share; the same option means the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        metavar="DIR",
        help="학습 폴더. 쓰지 않으면 AICLASS_WORKSPACE에 적힌 폴더, 학습 폴더 안이라면 지금 폴더, 아니면 ./workspace.",
        show_default=False,
    ),
]
LessonId = Annotated[str, typer.Argument(metavar="LESSON", help="강의 번호. 예: 03", show_default=False)]
File = Annotated[
    str | None,
    typer.Option(
        "--notebook",
        metavar="FILE",
        help="노트의 버전이 여럿일 때 쓸 파일의 이름. 쓰지 않으면 원래 이름의 노트.",
        show_default=False,
    ),
]
