"""``book/rival-terms.yaml``: words that stand beside the glossary's own, found wherever learners read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aiclass.authoring._faults import Fault, FaultLog
from aiclass.authoring._files import read_text
from aiclass.authoring._metadata import Key, read_keys
from aiclass.authoring._project import Project
from aiclass.authoring._yaml import BrokenYaml, Located, read_yaml
from aiclass.authoring.errors import SourceFaults

LIST: Final = "book/rival-terms.yaml"
READ_BY_LEARNERS: Final = (
    "book/**/*.md",
    "src/aiclass/messages/ko/*.toml",
    "src/aiclass/workspace/templates/*.html",
    "README.ko.md",
)
OF_LESSONS: Final = ("*/lesson.md", "*/quiz.yaml", "misconceptions.yaml")


def _is_words(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(word, str) and word.strip() for word in value)
    )


KEYS: Final[Mapping[str, Key]] = {
    "use": Key(is_valid=lambda value: isinstance(value, str) and bool(value.strip()), example="use: 과적합"),
    "not": Key(is_valid=_is_words, example="not: [오버피팅, 오버핏]"),
    "unless": Key(is_valid=_is_words, example="unless: [노트북 컴퓨터]", required=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalTerm:
    """One right word, its rivals, and the phrases in which a rival is right."""

    use: str
    rivals: tuple[str, ...]
    unless: tuple[str, ...] = ()

    def found_in(self, line: str) -> Iterator[str]:
        """Give each rival that the line uses wrongly, as often as it does.

        A rival counts at the beginning of a word: 로스 is found in 로스는, not in 크로스.
        """
        rest = line
        for phrase in self.unless:
            rest = rest.replace(phrase, "\0")
        words = "|".join(map(re.escape, sorted(self.rivals, key=len, reverse=True)))
        yield from re.findall(rf"(?<![가-힣])(?:{words})", rest)


def rival_term_faults(project: Project) -> tuple[Fault, ...]:
    """Return every place where a rival is used, in lessons, book, messages and pages; none without a list.

    Raises:
        SourceFaults: the list breaks its own rules.
    """
    if not (project.root / LIST).is_file():
        return ()
    terms = read_rival_terms(project)
    return tuple(fault for path in _sources(project) for fault in _faults_in(path, project, terms))


def read_rival_terms(project: Project) -> tuple[RivalTerm, ...]:
    """Return the list.

    Raises:
        SourceFaults: it is missing or breaks rules.
    """
    log = FaultLog(LIST)
    text = read_text(project.root / LIST, log, remedy="Add one; '[]' is an empty list.")
    terms: list[RivalTerm] = []
    try:
        document = read_yaml(text or "")
    except BrokenYaml as error:
        log.add(error.line, "rival-terms-yaml", f"the file is not valid YAML: {error}")
    else:
        terms = _terms(document, log)
    if log.faults:
        raise SourceFaults(log.faults)
    return tuple(terms)


def _terms(document: Located, log: FaultLog) -> list[RivalTerm]:
    if not isinstance(document.value, list):
        log.add(1, "rival-terms-type", "the file is no list. Begin each entry with '- use: ...'.")
        return []
    terms = []
    for index, entry in enumerate(document.value):
        values = read_keys(
            entry if isinstance(entry, dict) else {},
            KEYS,
            rule="rival-terms",
            what=f"entry {index + 1}",
            line_of=lambda key, index=index: document.line(index, key),  # type: ignore[misc]  # bound on purpose
            log=log,
        )
        if values:
            unless = tuple(values.get("unless") or ())
            terms.append(RivalTerm(use=values["use"], rivals=tuple(values["not"]), unless=unless))
    return terms


def _sources(project: Project) -> Iterator[Path]:
    for pattern in OF_LESSONS:
        yield from sorted(project.lessons.glob(pattern))
    for pattern in READ_BY_LEARNERS:
        yield from sorted(project.root.glob(pattern))


def _faults_in(path: Path, project: Project, terms: Sequence[RivalTerm]) -> Iterator[Fault]:
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        for term in terms:
            for word in term.found_in(line):
                remedy = f"Use that word, or list the phrase under 'unless' in {LIST}."
                text = f"{word!r} is {term.use!r} in this course. {remedy}"
                yield Fault(path=project.shown(path), line=number, rule="rival-term", text=text)
