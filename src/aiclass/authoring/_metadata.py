"""What metadata means: front matter and cell options, typed key by key."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiclass.authoring._faults import FaultLog, did_you_mean
from aiclass.authoring._source import CheckCell, ExerciseCell, Figure, PredictionCell, Role
from aiclass.authoring._yaml import Located

ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RESERVED_ID: Final = re.compile(r"c[0-9]+|.*-check(-[0-9]+)?")
FIGURE_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
MAX_ID_LENGTH: Final = 48  # a cell id has 64 characters, and "-check-2" follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: what its value must be, and an example that shows it."""

    is_valid: Callable[[Any], bool]
    example: str
    required: bool = True


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_minutes(value: Any) -> bool:
    return isinstance(value, int) and _is_number(value)


LESSON_KEYS: Final[Mapping[str, Key]] = {
    "lesson": Key(is_valid=_is_text, example='lesson: "03"'),
    "title": Key(is_valid=_is_text, example="title: 로지스틱 회귀"),
    "summary": Key(is_valid=_is_text, example="summary: 한 문장 소개"),
    "minutes": Key(is_valid=_is_minutes, example="minutes: 50"),
    "level": Key(is_valid=_is_text, example="level: 초급"),
    "data": Key(is_valid=_is_words, example="data: [mnist]"),
    "requires": Key(is_valid=_is_words, example='requires: ["01", "02"]'),
}
_COMMON: Final[Mapping[str, Key]] = {
    "tags": Key(is_valid=_is_words, example="tags: [hide-input]", required=False),
    "results": Key(
        is_valid=lambda value: isinstance(value, dict) and bool(value),
        example='results: {accuracy: {value: "acc", text: "{:.1%}", tolerance: 0.002}}',
        required=False,
    ),
}
EXERCISE_KEYS: Final[Mapping[str, Key]] = {
    "exercise": Key(is_valid=_is_text, example="exercise: sigmoid"),
    "title": Key(is_valid=_is_text, example="title: 시그모이드"),
    "tier": Key(is_valid=lambda value: value in (1, 2, 3) and not isinstance(value, bool), example="tier: 1"),
    "skills": Key(is_valid=lambda value: _is_words(value) and value, example="skills: [sigmoid]"),
    "hints": Key(is_valid=_is_words, example="hints: [첫 번째 힌트, 두 번째 힌트]"),
    "points": Key(is_valid=_is_number, example="points: 2", required=False),
    "time_s": Key(is_valid=_is_number, example="time_s: 60", required=False),
    "manual": Key(is_valid=_is_flag, example="manual: true", required=False),
    "broken": Key(is_valid=_is_flag, example="broken: true", required=False),
    **_COMMON,
}
CHECK_KEYS: Final[Mapping[str, Key]] = {
    "check": Key(is_valid=_is_text, example="check: sigmoid"),
    "points": Key(is_valid=_is_number, example="points: 2"),
    **_COMMON,
}
PREDICTION_KEYS: Final[Mapping[str, Key]] = {
    "predict": Key(is_valid=_is_text, example="predict: first-loss"),
    "answer": Key(is_valid=_is_text, example="answer: '(32, 784)'"),
    "explain": Key(is_valid=_is_text, example="explain: 한 문장 설명"),
    **_COMMON,
}
FIGURE_KEYS: Final[Mapping[str, Key]] = {
    "value": Key(is_valid=_is_text, example='value: "accuracy"'),
    "text": Key(is_valid=_is_text, example='text: "{:.1%}"'),
    "tolerance": Key(is_valid=lambda value: value == 0 or _is_number(value), example="tolerance: 0.002"),
}
_ROLES: Final = {"exercise": EXERCISE_KEYS, "check": CHECK_KEYS, "predict": PREDICTION_KEYS}


def read_keys(
    values: Mapping[str, Any],
    keys: Mapping[str, Key],
    *,
    rule: str,
    what: str,
    line_of: Callable[[str], int],
    log: FaultLog,
) -> dict[str, Any] | None:
    """Return the values if each is known, present where it must be and well-typed; else note the faults.

    Args:
        rule: name for the faults, completed by what is wrong: "front-matter" gives "front-matter-missing".
        what: how messages call the whole, such as "exercise 'sigmoid'".
        line_of: key to line; a key that is absent gives the line of the whole.
    """
    count = len(log.faults)
    for name in values.keys() - keys.keys():
        log.add(
            line_of(name),
            f"{rule}-unknown",
            f"{what} has an unknown key {name!r}. {did_you_mean(name, keys)}",
        )
    for name, key in keys.items():
        if name not in values:
            if key.required:
                text = f"{what} has no {name!r}. Add a line such as '{key.example}'."
                log.add(line_of(name), f"{rule}-missing", text)
        elif not key.is_valid(values[name]):
            text = f"{what} has {name!r}: {values[name]!r}. Write it as in '{key.example}'."
            log.add(line_of(name), f"{rule}-type", text)
    return dict(values) if len(log.faults) == count else None


def read_role(options: Located, kind: str, log: FaultLog) -> Role:
    """Return what a cell is for; None for a plain cell and for one whose metadata is faulty."""
    values: dict[str, Any] = options.value
    roles = [name for name in _ROLES if name in values]
    if len(roles) > 1:
        text = f"a cell is both {roles[0]!r} and {roles[1]!r}. Make two cells of it."
        log.add(options.line(roles[1]), "metadata-role", text)
        return None
    role = roles[0] if roles else None
    what = f"{role} {values[role]!r}" if role else "the cell"
    keys = _ROLES[role] if role else _COMMON
    before = len(log.faults)
    read = read_keys(values, keys, rule="metadata", what=what, line_of=options.line, log=log)
    if role is None:
        return None
    _check_id(values[role], options.line(role), log)
    if role != "exercise" and kind == "markdown":
        log.add(options.line(role), "metadata-role", f"{what} is a Markdown cell. Make it a code cell.")
    if role == "exercise":
        _check_exercise(values, what, kind, options, log)
    if read is None or len(log.faults) > before:
        return None
    return _typed(role, read)


def read_figures(options: Located, kind: str, log: FaultLog) -> tuple[Figure, ...]:
    """Return the figures that a cell measures; faulty ones are noted and left out."""
    entries = options.value.get("results")
    if not isinstance(entries, dict):
        return ()
    if kind == "markdown":
        log.add(
            options.line("results"),
            "results-cell",
            "'results' stands on a Markdown cell. Move it to a code cell.",
        )
        return ()
    figures = (_read_figure(str(name), entry, options, log) for name, entry in entries.items())
    return tuple(figure for figure in figures if figure)


def _check_id(value: Any, line: int, log: FaultLog) -> None:
    if not isinstance(value, str):
        return
    if not ID.fullmatch(value) or len(value) > MAX_ID_LENGTH:
        text = (
            f"id {value!r} must be at most {MAX_ID_LENGTH} small letters, digits and hyphens, a letter first."
        )
        log.add(line, "id-characters", f"{text} Write it as in 'first-loss'.")
    elif RESERVED_ID.fullmatch(value):
        log.add(
            line,
            "id-reserved",
            f"id {value!r} is kept for built cells ('c012', 'x-check'). Take another one.",
        )


def _check_exercise(values: Mapping[str, Any], what: str, kind: str, options: Located, log: FaultLog) -> None:
    hints = values.get("hints", ())
    if _is_words(hints) and len(hints) != 2:
        remedy = "Add another line under 'hints:'." if len(hints) < 2 else "Keep the two that help most."
        count = f"{len(hints)} hint{'s' * (len(hints) != 1)}"
        log.add(options.line("hints"), "exercise-hints", f"{what} has {count}, needs exactly 2. {remedy}")
    manual = values.get("manual") is True
    if manual and "points" not in values:
        log.add(
            options.line("manual"), "exercise-points", f"{what} is manual and has no points. Add 'points: 5'."
        )
    if not manual and "points" in values:
        text = f"{what} has points, but its checks give them. Move them to the check cell."
        log.add(options.line("points"), "exercise-points", text)
    if not manual and kind == "markdown":
        log.add(
            options.line("exercise"),
            "exercise-markdown",
            f"{what} is Markdown. Add 'manual: true' and 'points'.",
        )
    if manual and values.get("broken") is True:
        log.add(
            options.line("broken"), "exercise-broken", f"{what} is manual and broken. Keep one of the two."
        )


def _read_figure(name: str, entry: Any, options: Located, log: FaultLog) -> Figure | None:
    line = options.line("results", name)
    what = f"result {name!r}"
    if not isinstance(entry, dict):
        entry = {}
    if not FIGURE_NAME.fullmatch(name):
        log.add(
            line, "results-name", f"{what} must be small letters, digits and underscores, as in 'first_loss'."
        )
        return None
    read = read_keys(
        entry,
        FIGURE_KEYS,
        rule="results",
        what=what,
        line_of=lambda key: options.line("results", name, key),
        log=log,
    )
    if read is None:
        return None
    if not is_expression(read["value"]):
        text = f"{what} has value {read['value']!r}, which is no Python expression."
        text = f"{text} Write it as in 'value: \"accuracy\"'."
        log.add(options.line("results", name, "value"), "results-value", text)
        return None
    if not _formats_a_number(read["text"]):
        text = (
            f"{what} has text {read['text']!r}, which formats no number. Write it as in 'text: \"{{:.2f}}\"'."
        )
        log.add(options.line("results", name, "text"), "results-text", text)
        return None
    return Figure(name=name, line=line, **{**read, "tolerance": float(read["tolerance"])})


def is_expression(text: str) -> bool:
    """Return whether the text is one Python expression."""
    try:
        ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return False
    return True


def _formats_a_number(text: str) -> bool:
    try:
        return text.format(1.5) != text
    except (ValueError, IndexError, KeyError, AttributeError):
        return False


def _typed(role: str, values: Mapping[str, Any]) -> Role:
    if role == "check":
        return CheckCell(exercise=values["check"], points=float(values["points"]))
    if role == "predict":
        return PredictionCell(
            id=values["predict"], answer=values["answer"].strip(), explain=values["explain"]
        )
    hints: Sequence[str] = values["hints"]
    return ExerciseCell(
        id=values["exercise"],
        title=values["title"],
        tier=values["tier"],
        skills=tuple(values["skills"]),
        hints=(hints[0], hints[1]),
        points=float(values.get("points", 0)),
        time_s=values.get("time_s"),
        manual=values.get("manual", False),
        broken=values.get("broken", False),
    )
