"""Hook the class into IPython: outcomes of check cells, and errors that a learner can read."""

import traceback
import types
from typing import Any

from aiclass.check._python_errors import Explanation, explain, explain_syntax
from aiclass.check._session import Session
from aiclass.check.errors import CheckFailed
from aiclass.errors import AiclassError
from aiclass.messages import message


def install(shell: Any, session: Session) -> None:
    """Hook into this shell; calling it again changes nothing.

    Args:
        shell: an ``IPython.core.interactiveshell.InteractiveShell``.
    """
    from aiclass import shapes

    if getattr(shell, "_aiclass_session", None) is session:
        return
    shell._aiclass_session = session
    shell.events.register("pre_run_cell", lambda *_: _forget_check(session))
    shell.events.register("post_run_cell", lambda result: _finish_cell(session, result))
    shell.set_custom_exc((Exception,), _show_error)
    shell.showsyntaxerror = types.MethodType(_show_syntax_error, shell)
    shapes.on()


def _forget_check(session: Session) -> None:
    session.checking = None


def _finish_cell(session: Session, result: Any) -> None:
    """Record the check that this cell named, if any, and say that it passed."""
    if session.checking is None:
        session.cell_ran()
        return
    exercise = session.require_exercise(session.checking)
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        session.finish_check(ok=False, code=_code_of(error))
        return
    if session.facts == 0:
        session.checking = None
        print(message("LE-04", title=exercise.title))
        return
    session.finish_check(ok=True)
    total, passed = len(session.require_lesson().exercises), session.passed_count()
    print(
        message(
            "OK-01",
            title=exercise.title,
            points=f"{exercise.points:g}",
            lesson=session.require_lesson().id,
            total=total,
            passed=passed,
        )
    )


def _code_of(error: BaseException) -> str:
    return error.code if isinstance(error, CheckFailed) else explain(error).code


def _show_error(shell: Any, kind: type[BaseException], error: BaseException, trace: Any, **_: Any) -> None:
    """Show the learner's own line first, then what happened in Korean; the traceback stays one click away."""
    from aiclass.shapes import show_folded

    lines = _own_lines(shell, trace)
    if isinstance(error, AiclassError):
        shell._showtraceback(kind, error, [*lines, str(error)])
        return
    read = explain(error, shell.user_ns)
    shell._showtraceback(kind, error, [read.text] if read.shows_place else [*lines, read.text])
    show_folded(error)


def _show_syntax_error(shell: Any, filename: str | None = None, running_compiled_code: bool = False) -> None:  # noqa: ARG001
    import sys

    kind, error, _ = sys.exc_info()
    if not isinstance(error, SyntaxError) or kind is None:
        return
    explanation: Explanation = explain_syntax(error)
    line = (error.text or "").rstrip()
    pointer = " " * max((error.offset or 1) - 1, 0) + "▲"
    shell._showtraceback(
        kind, error, [f"▶ {error.lineno}번째 줄: ", f"  {line}", f"  {pointer}", explanation.text]
    )


def _own_lines(shell: Any, trace: Any) -> list[str]:
    """Return the innermost line that the learner wrote, and the line of the cell that led there."""
    own = [
        frame
        for frame, _ in traceback.walk_tb(trace)
        if frame.f_globals is shell.user_global_ns and frame.f_globals.get("__name__") == "__main__"
    ]
    numbers = {id(frame): number for frame, number in traceback.walk_tb(trace)}
    shown = [own[-1]] if len(own) == 1 else [own[0], own[-1]] if own else []
    return [_line(frame, numbers[id(frame)]) for frame in shown]


def _line(frame: types.FrameType, number: int) -> str:
    import linecache

    name = frame.f_code.co_name
    inside = "" if name == "<module>" else f" ({name} 함수 안)"
    return f"▶ {number}번째 줄{inside}: {linecache.getline(frame.f_code.co_filename, number).strip()}"
