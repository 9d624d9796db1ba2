"""What the start page shows: each lesson with its progress, and what the learner should know."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from aiclass.check import Progress, ProgressLog
from aiclass.course import Exercise, Lesson, lessons
from aiclass.messages import message
from aiclass.workspace._data_state import data_notes
from aiclass.workspace._folder import Workspace
from aiclass.workspace._layout import versions

HONEST_TRY = "check"  # a stub that was only run is logged as "recheck"


class State(StrEnum):
    """How far a learner is with one exercise."""

    PASSED = "passed"
    TRIED = "tried"
    OPEN = "open"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseView:
    """One exercise and how far the learner is with it."""

    exercise: Exercise
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonView:
    """One lesson and how far the learner is with it.

    Attributes:
        files: versions of its notebook in the learner's folder, the usual one first; empty where it is missing.
        quiz_done: quiz items answered right at least once.
        data_notes: sentences about the data sets that it needs.
    """

    lesson: Lesson
    files: tuple[str, ...]
    exercises: tuple[ExerciseView, ...]
    quiz_done: int
    data_notes: tuple[str, ...]

    @property
    def judged(self) -> int:
        """Return how many exercises are checked by the computer."""
        return sum(view.state is not State.MANUAL for view in self.exercises)

    @property
    def passed(self) -> int:
        """Return how many of them are passed."""
        return sum(view.state is State.PASSED for view in self.exercises)

    @property
    def is_begun(self) -> bool:
        """Tell whether anything was tried."""
        return self.quiz_done > 0 or any(view.state in {State.PASSED, State.TRIED} for view in self.exercises)

    @property
    def is_done(self) -> bool:
        """Tell whether every checked exercise and every quiz item is done."""
        return self.is_begun and self.passed == self.judged and self.quiz_done == len(self.lesson.quiz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything that the start page shows.

    Attributes:
        notices: sentences that concern the learner now, most urgent first.
    """

    lessons: tuple[LessonView, ...]
    notices: tuple[str, ...]


def overview(workspace: Workspace) -> Overview:
    """Return what the start page shows, read anew from the folder."""
    progress = ProgressLog(workspace.root).read()
    views = tuple(_lesson_view(workspace, lesson, progress) for lesson in lessons())
    return Overview(lessons=views, notices=(*_damage(progress), *_newer(views), *_missing(views)))


def _lesson_view(workspace: Workspace, lesson: Lesson, progress: Progress) -> LessonView:
    right_answers = progress.passed(lesson.id, "quiz")
    return LessonView(
        lesson=lesson,
        files=versions(workspace, f"{lesson.name}.ipynb"),
        exercises=_exercise_views(lesson, progress),
        quiz_done=sum(item.id in right_answers for item in lesson.quiz),
        data_notes=data_notes(lesson.data),
    )


def _exercise_views(lesson: Lesson, progress: Progress) -> tuple[ExerciseView, ...]:
    passed = progress.passed(lesson.id)
    tried = {entry.id for entry in progress.of_lesson(lesson.id) if entry.kind == HONEST_TRY}

    def state(exercise: Exercise) -> State:
        if exercise.manual:
            return State.MANUAL
        if exercise.id in passed:
            return State.PASSED
        return State.TRIED if exercise.id in tried else State.OPEN

    return tuple(ExerciseView(exercise=exercise, state=state(exercise)) for exercise in lesson.exercises)


def _damage(progress: Progress) -> tuple[str, ...]:
    if not progress.damaged_lines:
        return ()
    lines = ", ".join(map(str, progress.damaged_lines[:5])) + (
        " ..." if len(progress.damaged_lines) > 5 else ""
    )
    return (message("WS-30", lines=lines),)


def _newer(views: Sequence[LessonView]) -> tuple[str, ...]:
    return tuple(
        message("WS-31", lesson=view.lesson.id, own=view.files[0], new="\n    ".join(view.files[1:]))
        for view in views
        if len(view.files) > 1
    )


def _missing(views: Sequence[LessonView]) -> tuple[str, ...]:
    return tuple(message("WS-32", lesson=view.lesson.id) for view in views if not view.files)
