"""One broken rule, told with file, line and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """A rule that a source breaks.

    Attributes:
        path: file as the author names it, with forward slashes.
        line: 1-based.
        rule: stable name, such as "exercise-hints".
        text: what was found, what is needed and how to get there.
    """

    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        """Return the fault as one line that editors can jump to."""
        return f"{self.path}:{self.line}: [{self.rule}] {self.text}"


class FaultLog:
    """Collects the faults of one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[Fault] = []

    def add(self, line: int, rule: str, text: str) -> None:
        """Note one fault."""
        self.faults.append(Fault(path=self.path, line=line, rule=rule, text=text))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a sentence that offers the nearest known word, else lists all of them."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(names) or 'none'}."
