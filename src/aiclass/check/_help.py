"""``hint`` and ``solution``: help that comes in steps, and only after a try of one's own."""

import json
import os
from pathlib import Path

from aiclass.check._session import HONEST_TRIES, session
from aiclass.check.errors import CheckFailed
from aiclass.messages import message

SOLUTIONS_FOLDER = Path(".aiclass", "solutions")


def hint(exercise_id: str | int) -> None:
    """Print the next hint of an exercise, named by id or number; after the last one, all of them again.

    Raises:
        CheckFailed: no lesson is open, or it has no such exercise.
    """
    exercise = session.require_exercise(exercise_id)
    exercise_id = exercise.id
    given, total = session.hints_given.get(exercise_id, 0), len(exercise.hints)
    if given >= total:
        hints = "\n  ".join(exercise.hints)
        print(message("HI-02", total=total, title=exercise.title, hints=hints, id=exercise_id))
        return
    session.hints_given[exercise_id] = given + 1
    session.record("hint", exercise_id, ok=True)
    print(message("HI-01", number=given + 1, total=total, title=exercise.title, hint=exercise.hints[given]))


def solution(exercise_id: str | int) -> None:
    """Show the model answer of an exercise after HONEST_TRIES different failed answers, or after a pass.

    Model answers are no part of the wheel: ``aiclass learn`` puts them into the workspace where it has the
    sources of the lessons.

    Raises:
        CheckFailed: SO-01 too early, SO-02 not to be had here, SO-04 a person marks it, LE-xx as in hint.
    """
    exercise = session.require_exercise(exercise_id)
    exercise_id = exercise.id
    tries = session.tries(exercise_id)
    if exercise.manual:
        raise CheckFailed.of("SO-04", title=exercise.title)
    if tries < HONEST_TRIES and not session.has_passed(exercise_id):
        raise CheckFailed.of("SO-01", tries=tries, left=HONEST_TRIES - tries, id=exercise_id)
    source = _solutions().get(exercise_id)
    if source is None:
        raise CheckFailed.of("SO-02", where=_solutions_file())
    session.record("solution", exercise_id, ok=True)
    _show_code(message("SO-03", title=exercise.title), source)


def _solutions_file() -> Path:
    workspace = Path(os.environ.get("AICLASS_WORKSPACE") or Path.cwd())
    return workspace / SOLUTIONS_FOLDER / f"{session.require_lesson().id}.json"


def _solutions() -> dict[str, str]:
    source = _solutions_file()
    if not source.is_file():
        return {}
    solutions: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))
    return solutions


def _show_code(title: str, source: str) -> None:
    print(f"{title}\n")
    try:
        from IPython.display import Code, display
    except ModuleNotFoundError:
        print(source)
    else:
        display(Code(source, language="python"))
