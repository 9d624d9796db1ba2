"""``course.yaml`` and ``misconceptions.yaml``: what holds for every lesson."""

import re
from collections.abc import Mapping
from typing import Any, Final

from aiclass.authoring._faults import Fault, FaultLog
from aiclass.authoring._files import read_text
from aiclass.authoring._metadata import Key, read_keys
from aiclass.authoring._project import FOLDER, SETTINGS, Project
from aiclass.authoring._source import CourseSource
from aiclass.authoring._yaml import BrokenYaml, Located, read_yaml
from aiclass.authoring.errors import SourceFaults
from aiclass.course import Misconception

MISCONCEPTIONS: Final = "misconceptions.yaml"
CODE: Final = re.compile(r"[A-Z]{2}-[0-9]{2}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_package(value: Any) -> bool:
    return _is_text(value) and not set(value) & set("\"'\\\n{}$`;")


COURSE_KEYS: Final[Mapping[str, Key]] = {
    "title": Key(is_valid=_is_text, example="title: AI Class"),
    "package": Key(is_valid=_is_package, example="package: aiclass"),
    "repository": Key(is_valid=_is_text, example="repository: https://...", required=False),
}
MISCONCEPTION_KEYS: Final[Mapping[str, Key]] = {
    "id": Key(
        is_valid=lambda value: isinstance(value, str) and bool(CODE.fullmatch(value)), example="id: LR-03"
    ),
    "lesson": Key(is_valid=_is_text, example='lesson: "03"'),
    "text": Key(is_valid=_is_text, example="text: 무엇이 어긋났는지 한 문장"),
    "look": Key(is_valid=_is_text, example="look: 다음에 볼 곳 한 문장"),
}


def read_course(project: Project) -> CourseSource:
    """Return what holds for every lesson.

    Raises:
        SourceFaults: a file is missing or breaks rules, or a folder is not named as a lesson's must be.
    """
    faults: list[Fault] = []
    settings = _read_settings(project, faults)
    misconceptions = _read_misconceptions(project, faults)
    faults += _folder_faults(project)
    if faults:
        raise SourceFaults(faults)
    return CourseSource(
        title=settings["title"],
        package=settings["package"],
        repository=settings.get("repository"),
        misconceptions=misconceptions,
    )


def _read_settings(project: Project, faults: list[Fault]) -> dict[str, Any]:
    log, document = _read(project, SETTINGS, "Add one with 'title: ...' and 'package: aiclass'.")
    settings = None
    if document is not None:
        values = document.value if isinstance(document.value, dict) else {}
        settings = read_keys(
            values, COURSE_KEYS, rule="course", what="the course", line_of=document.line, log=log
        )
    faults += log.faults
    return settings or {}


def _read_misconceptions(project: Project, faults: list[Fault]) -> tuple[Misconception, ...]:
    log, document = _read(project, MISCONCEPTIONS, "Add one; '[]' is an empty list.")
    entries: list[Misconception] = []
    if document is not None and not isinstance(document.value, list):
        log.add(1, "misconceptions-type", "the file is no list. Begin each entry with '- id: LR-01'.")
    elif document is not None:
        entries = _misconceptions(document, log)
    faults += log.faults
    return tuple(entries)


def _misconceptions(document: Located, log: FaultLog) -> list[Misconception]:
    entries: list[Misconception] = []
    first: dict[str, int] = {}
    for index, entry in enumerate(document.value):
        line = document.line(index)
        values = read_keys(
            entry if isinstance(entry, dict) else {},
            MISCONCEPTION_KEYS,
            rule="misconceptions",
            what=f"misconception {entry.get('id', index)!r}" if isinstance(entry, dict) else f"entry {index}",
            line_of=lambda key, index=index: document.line(index, key),  # type: ignore[misc]  # bound on purpose
            log=log,
        )
        if values is None:
            continue
        if values["id"] in first:
            text = f"id {values['id']!r} is already used on line {first[values['id']]}. Give one of them another id."
            log.add(line, "misconceptions-duplicate", text)
        first.setdefault(values["id"], line)
        entries.append(Misconception(**values))
    return entries


def _read(project: Project, name: str, remedy: str) -> tuple[FaultLog, Located | None]:
    path = project.lessons / name
    log = FaultLog(project.shown(path))
    text = read_text(path, log, remedy=remedy)
    if text is None:
        return log, None
    try:
        return log, read_yaml(text)
    except BrokenYaml as error:
        log.add(error.line, f"{name.removesuffix('.yaml')}-yaml", f"the file is not valid YAML: {error}")
        return log, None


def _folder_faults(project: Project) -> list[Fault]:
    faults = []
    for path in sorted(project.lessons.glob("*/lesson.md")):
        if not FOLDER.fullmatch(path.parent.name):
            text = f"folder {path.parent.name!r} is not named as a lesson. Rename it as in '03-logistic-regression'."
            faults.append(Fault(path=project.shown(path), line=1, rule="folder-name", text=text))
    for path in sorted(project.lessons.glob("*/quiz.yaml")):
        lesson = path.with_name("lesson.md")
        if not lesson.is_file():
            text = "the file does not exist, but a quiz lies beside it. Write the lesson."
            faults.append(Fault(path=project.shown(lesson), line=1, rule="missing-file", text=text))
    return faults
