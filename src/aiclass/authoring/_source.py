"""A lesson as its author wrote it, typed: what every output is built from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from aiclass.course import Misconception, QuizItem


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseCell:
    """An answer cell.

    Attributes:
        points: given by a person; 0 unless manual, since checks carry the points otherwise.
        broken: the learner sees the starter, faulty code to repair, instead of a stub.
    """

    id: str
    title: str
    tier: int
    skills: tuple[str, ...]
    hints: tuple[str, str]
    points: float
    time_s: float | None
    manual: bool
    broken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCell:
    """Tests of an exercise."""

    exercise: str
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionCell:
    """A prediction; ``answer`` is the Python source that replaces the ``...``."""

    id: str
    answer: str
    explain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure taken after a cell.

    Attributes:
        value: Python expression, evaluated in the learner's namespace.
        text: format string for the number, such as "{:.2%}".
        tolerance: how far a later measurement may lie from the stored one.
        line: where it is written, 1-based.
    """

    name: str
    value: str
    text: str
    tolerance: float
    line: int


Role = ExerciseCell | CheckCell | PredictionCell | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell.

    Attributes:
        id: the exercise's or prediction's id, ``id-check`` and ``id-check-2`` for checks, else ``cNNN``.
        line: where the cell begins in ``lesson.md``, 1-based.
        source_line: where its source begins.
        source: as written, markers included; figures and course values are filled in.
        section: text of the last heading.
    """

    id: str
    kind: Literal["code", "markdown"]
    line: int
    source_line: int
    source: str
    section: str
    tags: tuple[str, ...]
    role: Role
    figures: tuple[Figure, ...]

    @property
    def may_raise(self) -> bool:
        """Return whether the cell shows an error on purpose."""
        return "raises-exception" in self.tags


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseSource:
    """What is true of the whole course: ``course.yaml`` and ``misconceptions.yaml``.

    Attributes:
        package: what the first cell installs where aiclass is missing.
        repository: public address for Colab links, if there is one.
    """

    title: str
    package: str
    repository: str | None
    misconceptions: tuple[Misconception, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonSource:
    """One lesson.

    Attributes:
        path: its ``lesson.md``.
        shown_path: the same as messages show it.
        fingerprint: of text and quiz with figures filled in; equal sources have equal fingerprints.
        measured: content of ``results.json``.
    """

    path: Path
    shown_path: str
    id: str
    slug: str
    title: str
    summary: str
    minutes: int
    level: str
    data: tuple[str, ...]
    requires: tuple[str, ...]
    cells: tuple[Cell, ...]
    quiz: tuple[QuizItem, ...]
    placement: tuple[QuizItem, ...]
    measured: Mapping[str, Mapping[str, Any]]
    course: CourseSource
    fingerprint: str

    @property
    def name(self) -> str:
        """Return the stem of every file built, such as "03-logistic-regression"."""
        return f"{self.id}-{self.slug}"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return every figure that the lesson measures, in order."""
        return tuple(figure for cell in self.cells for figure in cell.figures)

    def checks_of(self, exercise_id: str) -> tuple[Cell, ...]:
        """Return the check cells of an exercise, in order."""
        checks = (cell for cell in self.cells if isinstance(cell.role, CheckCell))
        return tuple(cell for cell in checks if cell.role.exercise == exercise_id)  # type: ignore[union-attr]
