"""The second lock on hidden tests: their lines are covered wherever a page would show a submission's output.

The first is that nothing hidden is in the outputs and messages that leave the sandbox.
"""

from typing import Final

from markupsafe import Markup

from aiclass.grading._assignment import SourceNotebook
from aiclass.grading._sanitise import escaped

SHORTEST: Final = 8  # characters; shorter lines say nothing and stand in many texts by chance
COVER: Final = "▒▒▒ (숨은 확인의 내용)"


class Hidden:
    """Lines of hidden tests that no page may tell."""

    def __init__(self, lines: frozenset[str]) -> None:
        self._lines = tuple(sorted(lines, key=len, reverse=True))

    @classmethod
    def of(cls, source: SourceNotebook) -> "Hidden":
        """Return the hidden lines of a source notebook, without those that learners have anyway."""
        released = {line for cell in source.cells for line in _lines(cell.released)}
        graded = {line for cell in source.scored for line in _lines(cell.graded)}
        return cls(frozenset(line for line in graded - released if len(line) > SHORTEST))

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines, longest first."""
        return self._lines

    def cover(self, text: str) -> str:
        """Return the text with every hidden line covered."""
        for line in self._lines:
            text = text.replace(line, COVER)
        return text

    def cover_html(self, html: Markup) -> Markup:
        """Return sanitised HTML with every hidden line covered."""
        text = str(html)
        for line in self._lines:
            text = text.replace(escaped(line), COVER)
        return Markup(text)  # it was sanitised before


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines()}
