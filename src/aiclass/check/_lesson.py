"""``lesson`` opens a lesson in this kernel; ``check`` names the exercise that a check cell tests."""

import platform
from typing import Any

import aiclass
from aiclass import course
from aiclass.check import _notebook
from aiclass.check._session import session
from aiclass.check.errors import CheckFailed


def lesson(lesson_id: str | int) -> None:
    """Open a lesson, named "03" or 3: plot style, errors in Korean, progress log; print what lies ahead.

    Raises:
        CourseError: there is no such lesson.
    """
    opened = course.lesson(str(lesson_id).zfill(2) if isinstance(lesson_id, int) else lesson_id)
    _use_plot_style()
    _use_drill_forms()
    shell = _current_shell()
    if shell is not None:
        _notebook.install(shell, session)
    session.open(opened)
    print(_banner(opened))


def check(exercise_id: str) -> None:
    """Name the exercise that this cell tests; the cell passes when nothing after it raises.

    Raises:
        CheckFailed: no lesson is open, it has no such exercise, or a person marks it.
    """
    exercise = session.require_exercise(exercise_id)
    if exercise.manual:
        raise CheckFailed.of("LE-05", title=exercise.title)
    session.checking, session.facts = exercise.id, 0


def _banner(opened: course.Lesson) -> str:
    import numpy as np

    points = sum(exercise.points for exercise in opened.exercises)
    return "\n".join(
        [
            f"{opened.id}강 {opened.title} · 약 {opened.minutes}분 · {opened.level}",
            f"문제 {len(opened.exercises)}개, {points:g}점 · 지금까지 통과한 문제 {session.passed_count()}개",
            f"Python {platform.python_version()} · NumPy {np.__version__} · aiclass {aiclass.__version__}",
        ]
    )


def _use_plot_style() -> None:
    from aiclass import plots

    plots.use_style()


def _use_drill_forms() -> None:
    """Have ``shapes.drill("axis")`` at the end of a cell asked with widgets, as ``drill("axis")`` is."""
    from aiclass import shapes
    from aiclass.check._drill import DrillForm

    shapes.show_drills_with(DrillForm)


def _current_shell() -> Any:
    try:
        from IPython.core.getipython import get_ipython
    except ModuleNotFoundError:
        return None
    return get_ipython()
