"""``quiz.yaml``: checked against the published schema, then for what a schema cannot say."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own

from aiclass.authoring._faults import FaultLog, did_you_mean
from aiclass.authoring._yaml import BrokenYaml, Located, read_yaml
from aiclass.course import LESSON_ID, QuizItem

Question = tuple[tuple[str, int], Mapping[str, Any]]
"""A question with its place: the list that it stands in, and its position there."""


@cache
def quiz_schema() -> Mapping[str, Any]:
    """Return the JSON Schema of ``quiz.yaml``."""
    source = files(__package__).joinpath("quiz.schema.json").read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(source)
    return schema


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizSource:
    """The questions of a lesson: those of its quiz, and those that tell before it where to begin."""

    items: tuple[QuizItem, ...] = ()
    placement: tuple[QuizItem, ...] = ()


def read_quiz(text: str, known: Collection[str], headings: Sequence[str], log: FaultLog) -> QuizSource:
    """Return the questions; where anything is wrong it is noted and there are none.

    Args:
        known: ids of all misconceptions of the course.
        headings: of the lesson, in order: what a placement question may probe, beside the lessons after it.
    """
    try:
        document = read_yaml(text)
    except BrokenYaml as error:
        log.add(error.line, "quiz-yaml", f"the file is not valid YAML: {error}")
        return QuizSource()
    before = len(log.faults)
    validator = jsonschema.Draft202012Validator(quiz_schema())
    for violation in validator.iter_errors(document.value):
        log.add(document.line(*violation.absolute_path), "quiz-schema", _told(violation))
    questions = list(_questions(document.value))
    for place, item in questions:
        _check_item(item, place, document, known, log)
    _check_ids(questions, document, log)
    _check_places(questions, document, headings, log)
    if len(log.faults) > before:
        return QuizSource()
    made = {
        name: tuple(QuizItem(**_frozen(item)) for item in items) for name, items in document.value.items()
    }
    return QuizSource(**made)


def _questions(document: Any) -> Iterator[Question]:
    """Yield every question, of the quiz and before the lesson."""
    for part in ("items", "placement"):
        items = document.get(part) if isinstance(document, dict) else None
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield (part, index), item


def _told(error: jsonschema.ValidationError) -> str:
    """Return a schema violation in words, with what to do."""
    where = ".".join(str(part) for part in error.absolute_path) or "the file"
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return f"{where} has no {', '.join(map(repr, missing))}. Add it."
    if error.validator == "additionalProperties":
        extra = sorted(error.instance.keys() - error.schema["properties"].keys())
        told = (f"{name!r}. {did_you_mean(name, error.schema['properties'])}" for name in extra)
        return f"{where} has an unknown key {' '.join(told)}"
    if error.validator == "minItems":
        return f"{where} has {len(error.instance)} entries, needs at least {error.validator_value}. Add more."
    if error.schema is False:
        return f"{where} does not belong here, see the kind of the question. Remove it."
    described = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    return f"{where} is not right: {error.message}. {described}".rstrip()


def _check_item(
    item: Mapping[str, Any],
    place: tuple[str, int],
    document: Located,
    known: Collection[str],
    log: FaultLog,
) -> None:
    name = f"item {item.get('id', place[1])!r}"
    line = document.line(*place)
    choices = _mappings(item.get("choices"))
    right = sum(choice.get("right") is True for choice in choices)
    kind = item.get("kind")
    if kind == "choice" and choices and right != 1:
        text = f"{name} has {right} right choices, needs exactly one. Mark it with 'right: true'."
        log.add(line, "quiz-right", text)
    if kind == "several" and choices and not 0 < right < len(choices):
        text = f"{name} has {right} right choices of {len(choices)}. Give it at least one right and one wrong choice."
        log.add(line, "quiz-right", text)
    texts = [choice.get("text") for choice in choices]
    if len(set(map(str, texts))) < len(texts):
        log.add(line, "quiz-choices", f"{name} offers the same choice twice. Change one of them.")
    for part, index, entry in _entries(item):
        misconception = entry.get("misconception")
        if isinstance(misconception, str) and misconception not in known:
            text = f"{name} names an unknown misconception {misconception!r}. {did_you_mean(misconception, known)}"
            log.add(document.line(*place, part, index, "misconception"), "quiz-misconception", text)
        if part == "mistakes" and "answer" in item and entry.get("value") == item["answer"]:
            text = f"{name} lists the right answer {item['answer']!r} as a mistake. Remove it."
            log.add(document.line(*place, part, index), "quiz-mistake", text)


def _check_ids(questions: Sequence[Question], document: Located, log: FaultLog) -> None:
    first: dict[str, int] = {}
    for place, item in questions:
        name = item.get("id")
        line = document.line(*place, "id")
        if isinstance(name, str) and name in first:
            text = f"id {name!r} is already used on line {first[name]}. Give one of them another id."
            log.add(line, "quiz-duplicate", text)
        elif isinstance(name, str):
            first[name] = line


def _check_places(
    questions: Sequence[Question], document: Located, headings: Sequence[str], log: FaultLog
) -> None:
    """Note placement questions that probe no place of the course, or not in the order in which one learns."""
    latest, latest_name = -1, ""
    for place, item in questions:
        probes = item.get("probes")
        if place[0] != "placement" or not isinstance(probes, str):
            continue
        line = document.line(*place, "probes")
        if probes in headings:
            position = headings.index(probes)
        elif LESSON_ID.fullmatch(probes):
            position = len(headings) + ord(probes[0]) * 10 + (int(probes[1]) if probes[1:] else 0)
        else:
            remedy = did_you_mean(probes, headings)
            text = f"{probes!r} is neither a heading of the lesson nor a lesson such as '01'. {remedy}"
            log.add(line, "placement-place", text)
            continue
        if position < latest:
            text = f"{probes!r} comes before {latest_name!r} in the course. Put its questions first."
            log.add(line, "placement-order", text)
        latest, latest_name = max((latest, latest_name), (position, probes))


def _entries(item: Mapping[str, Any]) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    for part in ("choices", "mistakes"):
        for place, entry in enumerate(item.get(part) or () if isinstance(item.get(part), list) else ()):
            if isinstance(entry, dict):
                yield part, place, entry


def _mappings(values: Any) -> list[Mapping[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _frozen(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in item.items()}
