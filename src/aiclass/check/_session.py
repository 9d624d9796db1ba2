"""The lesson that is open in this kernel: which check is running, what was passed, what was tried."""

import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiclass import course
from aiclass.check._progress import Entry, Progress, ProgressLog, progress_folder
from aiclass.check.errors import CheckFailed
from aiclass.messages import message

HONEST_TRIES = 3
NO_TRY = frozenset({"ST-01", "PY-01"})  # the skeleton was never touched, or its cell never ran


@dataclass(slots=True)
class Session:
    """What the calls of one kernel share.

    Attributes:
        lesson: the open lesson, or None before ``lesson("NN")``.
        checking: the exercise whose check cell is running.
        facts: how many facts the running cell has asked for; a check without one proves nothing.
        hints_given: how many hints of an exercise were shown.
    """

    lesson: course.Lesson | None = None
    checking: str | None = None
    facts: int = 0
    hints_given: dict[str, int] = field(default_factory=dict)
    _log: ProgressLog | None = None
    _seen: Progress = field(default_factory=Progress)
    _tries: dict[str, int] = field(default_factory=dict)
    _passed: set[str] = field(default_factory=set)
    _answer_changed: bool = True

    def open(self, lesson: course.Lesson) -> None:
        """Open a lesson and take up what the progress log knows of it."""
        self.lesson, self.checking = lesson, None
        self._answer_changed = True
        folder = progress_folder()
        self._log = ProgressLog(folder) if folder else None
        self._seen = self._read()
        self._passed = set(self._seen.passed(lesson.id))
        self._tries = {exercise.id: self._logged_tries(exercise.id) for exercise in lesson.exercises}
        self.hints_given = {exercise.id: self._count("hint", exercise.id) for exercise in lesson.exercises}
        self.record("lesson", "", ok=True)

    def require_lesson(self) -> course.Lesson:
        """Return the open lesson.

        Raises:
            CheckFailed: LE-01, no lesson is open.
        """
        if self.lesson is None:
            raise CheckFailed.of("LE-01")
        return self.lesson

    def require_exercise(self, exercise_id: str | int) -> course.Exercise:
        """Return an exercise of the open lesson, by its id or by the number that its text gives it, from 1.

        Raises:
            CheckFailed: LE-01, no lesson is open; LE-02, it has no such exercise.
        """
        lesson = self.require_lesson()
        wanted = str(exercise_id).removeprefix("문제").strip()
        for number, exercise in enumerate(lesson.exercises, start=1):
            if wanted in (exercise.id, exercise.title, str(number)):
                return exercise
        known = ", ".join(
            f"{number} {exercise.id}" for number, exercise in enumerate(lesson.exercises, start=1)
        )
        raise CheckFailed.of("LE-02", actual=exercise_id, known=known)

    def tries(self, exercise_id: str) -> int:
        """Return how many different answers to this exercise have failed its check."""
        return self._tries.get(exercise_id, 0)

    def has_passed(self, exercise_id: str) -> bool:
        """Return whether the exercise has passed its check at least once."""
        return exercise_id in self._passed

    def passed_count(self) -> int:
        """Return how many exercises of the open lesson have passed."""
        return len(self._passed)

    def cell_ran(self) -> None:
        """Note that a cell which is no check ran: the next failing check counts as a new try."""
        self._answer_changed = True

    def finish_check(self, *, ok: bool, code: str = "") -> None:
        """Record the outcome of the check cell that has just run."""
        exercise_id, self.checking = self.checking, None
        if exercise_id is None:
            return
        is_new = ok or (self._answer_changed and code not in NO_TRY)
        self._answer_changed = False
        if ok:
            self._passed.add(exercise_id)
        elif is_new:
            self._tries[exercise_id] = self.tries(exercise_id) + 1
        self.record("check" if is_new else "recheck", exercise_id, ok=ok, code=code)

    def record(self, kind: str, item_id: str, *, ok: bool, code: str = "") -> None:
        """Append an outcome to the progress log; where that fails say so once and go on without a log."""
        if self._log is None or self.lesson is None:
            return
        try:
            self._log.append(
                lesson=self.lesson.id,
                kind=kind,
                id=item_id,
                ok=ok,
                code=code,
                now=datetime.now(UTC).astimezone(),
            )
        except OSError as error:  # filelock.Timeout is one
            folder, self._log = self._log.path.parent, None
            sys.stdout.write(message("LE-03", folder=folder, reason=error) + "\n")

    def answered(self, kind: str, prefix: str) -> int:
        """Return how many different items of a kind, whose ids begin so, the progress log knows of this lesson."""
        if self.lesson is None:
            return 0
        entries = self._read().of_lesson(self.lesson.id)
        return len({entry.id for entry in entries if entry.kind == kind and entry.id.startswith(prefix)})

    def _read(self) -> Progress:
        try:
            return self._log.read() if self._log else Progress()
        except OSError:
            return Progress()

    def _count(self, kind: str, item_id: str) -> int:
        return sum(entry.kind == kind and entry.id == item_id for entry in self._current())

    def _logged_tries(self, exercise_id: str) -> int:
        return sum(e.kind == "check" and e.id == exercise_id and not e.ok for e in self._current())

    def _current(self) -> tuple[Entry, ...]:
        assert self.lesson is not None
        return self._seen.of_lesson(self.lesson.id)


session = Session()
