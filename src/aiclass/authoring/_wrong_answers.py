"""``tests/lessons/wrong_answers/NN.yaml``: the likely slips of every exercise, and the cause each check must name."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aiclass.authoring._faults import FaultLog, did_you_mean
from aiclass.authoring._files import read_text
from aiclass.authoring._metadata import Key, read_keys
from aiclass.authoring._source import ExerciseCell, LessonSource
from aiclass.authoring._yaml import BrokenYaml, Located, read_yaml

FEWEST_SLIPS: Final = 5


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


SLIP_KEYS: Final[Mapping[str, Key]] = {
    "slip": Key(is_valid=_is_text, example="slip: adds the wrong axis"),
    "code": Key(is_valid=_is_text, example="code: SH-01"),
    "source": Key(is_valid=_is_text, example="source: |"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongAnswer:
    """One likely slip.

    Attributes:
        slip: what went wrong, in a few words.
        code: message or misconception code that its check must give, or the name of a Python exception.
        source: the whole answer cell.
        line: where it is written.
    """

    slip: str
    code: str
    source: str
    line: int


def read_wrong_answers(
    path: Path, shown_path: str, lesson: LessonSource
) -> tuple[Mapping[str, tuple[WrongAnswer, ...]], FaultLog]:
    """Return the wrong answers by exercise, and what is wrong with the list itself."""
    log = FaultLog(shown_path)
    text = read_text(path, log, remedy="Write the likely wrong answers of every exercise.")
    if text is None:
        return {}, log
    try:
        document = read_yaml(text)
    except BrokenYaml as error:
        log.add(error.line, "wrong-answers-yaml", f"the file is not valid YAML: {error}")
        return {}, log
    lists: dict[str, Any] = document.value if isinstance(document.value, dict) else {}
    exercises = [cell.role for cell in lesson.cells if isinstance(cell.role, ExerciseCell)]
    checked = {role.id for role in exercises if not role.manual}
    for name in lists.keys() - checked:
        text = f"{name!r} is no exercise that a check tests. {did_you_mean(str(name), checked)}"
        log.add(document.line(str(name)), "wrong-answers-unknown", text)
    answers = {name: _answers(name, lists.get(name), document, log) for name in checked}
    for name, slips in sorted(answers.items()):
        if len(slips) < FEWEST_SLIPS:
            text = (
                f"exercise {name!r} has {len(slips)} wrong answers, needs at least {FEWEST_SLIPS}. Add more."
            )
            log.add(document.line(name), "wrong-answers-few", text)
    return answers, log


def _answers(name: str, entries: Any, document: Located, log: FaultLog) -> tuple[WrongAnswer, ...]:
    answers = []
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        values = read_keys(
            entry if isinstance(entry, dict) else {},
            SLIP_KEYS,
            rule="wrong-answers",
            what=f"wrong answer {index + 1} of {name!r}",
            line_of=lambda key, index=index: document.line(name, index, key),  # type: ignore[misc]  # bound on purpose
            log=log,
        )
        if values:
            answers.append(WrongAnswer(line=document.line(name, index), **values))
    return tuple(answers)
