"""Marked regions of a cell: solution, hidden tests, mark scheme. A marker may stand anywhere in a line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

SOLUTION: Final = "SOLUTION"
HIDDEN_TESTS: Final = "HIDDEN TESTS"
MARK_SCHEME: Final = "MARK SCHEME"


class RegionFault(ValueError):
    """A region that is nested or never closed.

    Attributes:
        line: 1-based within the cell.
    """

    def __init__(self, text: str, line: int) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Stubs:
    """What a learner finds in place of a solution."""

    code: str
    text: str


NBGRADER_STUBS: Final = Stubs(code="# YOUR CODE HERE\nraise NotImplementedError()", text="YOUR ANSWER HERE")
AICLASS_STUBS: Final = Stubs(
    code="# 여기에 코드를 쓰세요.\nraise NotImplementedError()", text="여기에 답을 쓰세요."
)


def replace_region(source: str, stub: str) -> str | None:
    """Return the text with each solution region replaced by the stub, at the marker's indent.

    Returns:
        None where there is no such region.

    Raises:
        RegionFault: a region is nested or never closed.
    """

    def indented(marker: str) -> list[str]:
        indent = marker[: len(marker) - len(marker.lstrip())]
        return [indent + line for line in stub.split("\n")]

    return _rewrite(source, SOLUTION, indented)


def cut_region(source: str, name: str) -> str | None:
    """Return the text without regions of this name, markers included; None where there is none.

    Raises:
        RegionFault: a region is nested or never closed.
    """
    return _rewrite(source, name, lambda _: [])


def _rewrite(source: str, name: str, replacement: Callable[[str], list[str]]) -> str | None:
    kept: list[str] = []
    opened: int | None = None
    is_found = False
    for number, line in enumerate(source.split("\n"), start=1):
        if f"BEGIN {name}" in line:
            if opened is not None:
                raise RegionFault(f"'BEGIN {name}' stands inside the one of line {opened}.", number)
            opened, is_found = number, True
            kept += replacement(line)
        elif f"END {name}" in line:
            opened = None
        elif opened is None:
            kept.append(line)
    if opened is not None:
        raise RegionFault(f"'BEGIN {name}' is never closed. Add 'END {name}' below it.", opened)
    return "\n".join(kept) if is_found else None
