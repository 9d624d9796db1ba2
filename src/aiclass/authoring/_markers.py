"""Regions of a cell between markers: solution, hidden tests, starter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from aiclass.authoring._faults import FaultLog
from aiclass.authoring._source import CheckCell, ExerciseCell, Role

Region = Literal["visible", "solution", "hidden", "starter"]

REGIONS: Final[dict[str, Region]] = {"SOLUTION": "solution", "HIDDEN TESTS": "hidden", "STARTER": "starter"}
MARKER: Final = re.compile(r"(?P<indent> *)### (?P<edge>BEGIN|END) (?P<name>SOLUTION|HIDDEN TESTS|STARTER)")
NEAR_MARKER: Final = re.compile(r"\b(BEGIN|END) (SOLUTION|HIDDEN TESTS|STARTER|MARK SCHEME)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a cell's source.

    Attributes:
        offset: 0-based within the cell's source.
        region: where it stands; a marker belongs to the region that it opens or closes.
        edge: whether the line is itself a marker.
    """

    offset: int
    text: str
    region: Region
    edge: Literal["BEGIN", "END"] | None = None

    @property
    def indent(self) -> str:
        """Return the blanks before the text."""
        return self.text[: len(self.text) - len(self.text.lstrip())]


def split_regions(source: str) -> tuple[Line, ...]:
    """Return every line with its region; markers are taken to be well-formed, see check_markers."""
    lines: list[Line] = []
    region: Region = "visible"
    for offset, text in enumerate(source.splitlines()):
        match = MARKER.fullmatch(text.rstrip())
        if match is None:
            lines.append(Line(offset=offset, text=text, region=region))
            continue
        edge: Literal["BEGIN", "END"] = "BEGIN" if match["edge"] == "BEGIN" else "END"
        lines.append(Line(offset=offset, text=text, region=REGIONS[match["name"]], edge=edge))
        region = REGIONS[match["name"]] if edge == "BEGIN" else "visible"
    return tuple(lines)


def check_markers(source: str, first_line: int, role: Role, log: FaultLog) -> None:
    """Note markers that are misspelt, unbalanced, nested or in the wrong kind of cell, and those that miss."""
    before = len(log.faults)
    names = list(_balanced(source, first_line, log))
    allowed = _allowed(role)
    for name, line in names:
        if name not in allowed:
            log.add(line, "marker-place", f"'### BEGIN {name}' stands in {_called(role)}. {_remedy(name)}")
    if not isinstance(role, ExerciseCell) or len(log.faults) > before:
        return
    found = {name for name, _ in names}
    for name in sorted(allowed - found):
        text = f"exercise {role.id!r} has no '### BEGIN {name}' ... '### END {name}'."
        text = f"{text} Put them around its {name.lower()}."
        log.add(first_line, f"exercise-{name.lower()}", text)


def _balanced(source: str, first_line: int, log: FaultLog) -> Iterator[tuple[str, int]]:
    """Yield name and line of every region that is opened; note what is not closed, nested or misspelt."""
    opened: tuple[str, int] | None = None
    for line, text in enumerate(source.splitlines(), start=first_line):
        match = MARKER.fullmatch(text.rstrip())
        if match is None:
            if NEAR_MARKER.search(text) and text.lstrip().startswith(("#", "%", "<!--")):
                log.add(
                    line,
                    "marker-spelling",
                    f"{text.strip()!r} is no marker. Write it as '### BEGIN SOLUTION'.",
                )
            continue
        name = match["name"]
        if match["edge"] == "BEGIN":
            if opened:
                problem = f"'### BEGIN {name}' stands inside '### BEGIN {opened[0]}' of line {opened[1]}."
                log.add(line, "marker-nested", f"{problem} Add '### END {opened[0]}' before it.")
            opened = (name, line)
            yield opened
        elif opened is None or opened[0] != name:
            log.add(
                line, "marker-begin", f"'### END {name}' has no beginning. Add '### BEGIN {name}' above it."
            )
        else:
            opened = None
    if opened:
        text = f"'### BEGIN {opened[0]}' is never closed. Add '### END {opened[0]}' below it."
        log.add(opened[1], "marker-end", text)


def _allowed(role: Role) -> set[str]:
    if isinstance(role, CheckCell):
        return {"HIDDEN TESTS"}
    if isinstance(role, ExerciseCell):
        return {"SOLUTION", "STARTER"} if role.broken else {"SOLUTION"}
    return set()


def _called(role: Role) -> str:
    if isinstance(role, ExerciseCell):
        return f"exercise {role.id!r}"
    return f"the check of {role.exercise!r}" if isinstance(role, CheckCell) else "a cell that is no exercise"


def _remedy(name: str) -> str:
    if name == "SOLUTION":
        return "Give the cell 'exercise: <id>', or remove the markers."
    if name == "STARTER":
        return "Give the exercise 'broken: true', or remove the markers."
    return "Move the hidden tests to a cell with 'check: <id>'."
