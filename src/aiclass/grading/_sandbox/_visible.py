"""Which lines of a test the learner has never seen."""

from typing import Final

BEGIN: Final = "BEGIN HIDDEN TESTS"
END: Final = "END HIDDEN TESTS"


def has_hidden(source: str) -> bool:
    """Tell whether a test has a hidden part, between nbgrader's markers."""
    return BEGIN in source


def without_hidden(source: str) -> str:
    """Return the test as it was released, hidden lines left empty so that line numbers stay."""
    kept, hidden = [], False
    for line in source.split("\n"):
        hidden = hidden or BEGIN in line
        kept.append("" if hidden else line)
        hidden = hidden and END not in line
    return "\n".join(kept)
