"""Typed readers of ``aiclass/_course/*.json``."""

import json
import os
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from aiclass.errors import AiclassError

LESSON_ID = re.compile(r"[0-9]{2}|[A-Z]")


class CourseError(AiclassError):
    """A lesson or an exercise that does not exist."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One answer cell, as far as a learner may know it.

    Attributes:
        id: unique in its lesson, such as "sigmoid".
        title: Korean, for lists.
        tier: 1 warm-up, 2 core, 3 stretch.
        points: what its checks (or a person) can give in all.
        hints: first and second hint.
        checks: grade ids of its check cells; empty where a person marks.
        broken: the learner is given faulty code to repair.
    """

    id: str
    title: str
    tier: int
    points: float
    skills: tuple[str, ...]
    hints: tuple[str, ...]
    checks: tuple[str, ...]
    manual: bool = False
    broken: bool = False
    time_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One predict cell: its id and the sentence that follows the comparison."""

    id: str
    explain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizItem:
    """One question.

    Attributes:
        kind: choice (one right), several (all right ones), number, shape.
        choices: for choice and several: dictionaries with text, right, and for wrong ones misconception and look.
        answer: for number and shape: the right number, or a list of lengths.
        tolerance: for number: what is still right.
        mistakes: for number and shape: dictionaries with value, misconception and look.
        explain: one sentence after a right answer.
        probes: of a placement item: a heading of its lesson, or the id of another lesson.
    """

    id: str
    kind: Literal["choice", "several", "number", "shape"]
    text: str
    skills: tuple[str, ...]
    explain: str
    choices: tuple[Mapping[str, Any], ...] = ()
    answer: float | tuple[int, ...] | None = None
    tolerance: float = 0.0
    mistakes: tuple[Mapping[str, Any], ...] = ()
    probes: str = ""

    @property
    def shown_order(self) -> tuple[int, ...]:
        """Return the choices' indices in the order in which they are shown: shuffled, always the same for an item."""
        order = list(range(len(self.choices)))
        random.Random(self.id).shuffle(order)  # no secret
        return tuple(order)

    @property
    def shown_choices(self) -> tuple[Mapping[str, Any], ...]:
        """Return the choices as readers see them: shuffled, but always the same for one item."""
        return tuple(self.choices[index] for index in self.shown_order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception:
    """A named way to go wrong: id like a message code, what went wrong, what to look at next."""

    id: str
    lesson: str
    text: str
    look: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What is known of a lesson without its source.

    Attributes:
        placement: questions before the lesson that tell where to begin; most lessons have none.
    """

    id: str
    slug: str
    title: str
    summary: str
    minutes: int
    level: str
    data: tuple[str, ...]
    requires: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    predictions: tuple[Prediction, ...]
    quiz: tuple[QuizItem, ...]
    fingerprint: str = field(compare=False)
    placement: tuple[QuizItem, ...] = ()

    @property
    def name(self) -> str:
        """Return the file name stem of the lesson, such as "03-logistic-regression"."""
        return f"{self.id}-{self.slug}"

    @property
    def skills(self) -> tuple[str, ...]:
        """Return every skill that an exercise or a quiz item names, sorted."""
        named = [exercise.skills for exercise in self.exercises] + [item.skills for item in self.quiz]
        return tuple(sorted({skill for skills in named for skill in skills}))

    def exercise(self, exercise_id: str) -> Exercise:
        """Return the exercise of this id.

        Raises:
            CourseError: the lesson has none; names those that it has.
        """
        for exercise in self.exercises:
            if exercise.id == exercise_id:
                return exercise
        known = ", ".join(exercise.id for exercise in self.exercises)
        raise CourseError(
            f"{self.id}강에 이런 문제는 없습니다.\n  쓴 이름: {exercise_id}\n  있는 이름: {known}"
        )

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Return the lesson that a course file describes."""
        nested = {
            "exercises": Exercise,
            "predictions": Prediction,
            "quiz": QuizItem,
            "placement": QuizItem,
        }
        values = dict(_frozen(document))
        for name in nested.keys() & values.keys():
            values[name] = tuple(nested[name](**_frozen(item)) for item in document[name])
        return cls(**{key.name: values[key.name] for key in fields(cls) if key.name in values})


def _frozen(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy whose lists are tuples, so that the values can be shared."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in document.items()}


def course_folder() -> Path:
    """Return the folder of built course files: ``AICLASS_COURSE``, else the one inside the package.

    A lesson that is run from its source names its own folder there, so that it never meets stale files.
    """
    chosen = os.environ.get("AICLASS_COURSE", "")
    return Path(chosen) if chosen else Path(__file__).parent.parent / "_course"


@cache
def lesson(lesson_id: str) -> Lesson:
    """Return one lesson by its id, such as "03".

    Raises:
        CourseError: there is no such lesson; names those that there are.
    """
    source = course_folder() / f"{lesson_id}.json"
    if not LESSON_ID.fullmatch(lesson_id) or not source.is_file():
        known = ", ".join(path.stem for path in _course_files())
        raise CourseError(f"이런 번호의 강의는 없습니다.\n  쓴 번호: {lesson_id}\n  있는 번호: {known}")
    return Lesson.from_json(json.loads(source.read_text(encoding="utf-8")))


def lessons() -> tuple[Lesson, ...]:
    """Return every lesson, in the order of their ids."""
    return tuple(lesson(path.stem) for path in _course_files())


@cache
def misconceptions() -> Mapping[str, Misconception]:
    """Return the course-wide list of misconceptions, by id."""
    source = course_folder() / "misconceptions.json"
    if not source.is_file():
        return {}
    entries = json.loads(source.read_text(encoding="utf-8"))
    return {entry["id"]: Misconception(**entry) for entry in entries}


def _course_files() -> list[Path]:
    return sorted(path for path in course_folder().glob("*.json") if LESSON_ID.fullmatch(path.stem))
