"""``aiclass reset``: put one exercise back as it was handed out."""

from typing import TYPE_CHECKING, Annotated

import typer

from aiclass.cli._workspace_options import File, Folder, LessonId

if TYPE_CHECKING:
    from aiclass.workspace import ResetPlan

ExerciseId = Annotated[
    str, typer.Argument(metavar="EXERCISE", help="문제의 이름. 예: sigmoid", show_default=False)
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="묻지 않고 되돌립니다.")]


def reset(
    lesson: LessonId,
    exercise: ExerciseId,
    *,
    workspace: Folder = None,
    notebook: File = None,
    yes: Yes = False,
) -> None:
    """문제 하나를 처음 상태로 되돌립니다. 다른 셀은 그대로 두고, 지금의 노트는 따로 보관합니다.

    예: aiclass reset 03 sigmoid
    """
    from datetime import datetime

    from aiclass.workspace import find_workspace, phrase, plan_reset, reset_exercise

    folder = find_workspace(workspace)
    plan = plan_reset(folder, lesson, exercise, file=notebook)
    if not plan.is_needed:
        typer.echo(phrase("WS-41", exercise=plan.exercise.title, file=plan.path.name))
        return
    typer.echo(_described(lesson, plan), err=True)
    if not yes and not typer.confirm(phrase("WS-43"), err=True):
        typer.echo(phrase("WS-44"), err=True)
        raise typer.Exit(1)
    backup = reset_exercise(folder, lesson, exercise, now=datetime.now().astimezone(), file=notebook)
    typer.echo(phrase("WS-42", exercise=plan.exercise.title, backup=backup))


def _described(lesson: str, plan: "ResetPlan") -> str:
    from aiclass.workspace import phrase

    return phrase(
        "WS-40",
        lesson=lesson,
        title=plan.exercise.title,
        exercise=plan.exercise.id,
        path=plan.path,
        restored=", ".join(plan.restored) or "없음",
        inserted=", ".join(plan.inserted) or "없음",
    )
