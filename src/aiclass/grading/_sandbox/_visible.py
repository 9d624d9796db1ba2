"""Which lines of a test the learner has never seen."""

import ast
import warnings
from typing import Final

from aiclass.grading._sandbox._rewrite import names_bound_by

BEGIN: Final = "BEGIN HIDDEN TESTS"
END: Final = "END HIDDEN TESTS"


def has_hidden(source: str) -> bool:
    """Tell whether a test has a hidden part, between nbgrader's markers."""
    return BEGIN in source


def without_hidden(source: str) -> str:
    """Return the test as it was released, hidden lines left empty so that line numbers stay."""
    return _parts(source)[0]


def hidden_end(source: str) -> str | None:
    """Return the hidden lines, where running them after the visible ones is the same as running the test.

    None where hidden lines stand before visible ones or inside a statement, and where one part decides how the other
    is compiled.
    """
    visible, hidden = _parts(source)
    if any(word in source for word in ("async", "await", "__future__")):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            first, then, whole = map(ast.parse, (visible, hidden, source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # magics, or a part that is no Python
    return hidden if _dumped(first) + _dumped(then) == _dumped(whole) and then.body else None


def bound_by(source: str) -> list[str]:
    """Return every name that a test binds, anywhere."""
    return sorted({name for node in ast.walk(ast.parse(source)) for name in names_bound_by(node)})


def _parts(source: str) -> tuple[str, str]:
    """Return the visible and the hidden lines, each with the others left empty."""
    shown, kept, hidden = [], [], False
    for line in source.split("\n"):
        hidden = hidden or BEGIN in line
        shown.append("" if hidden else line)
        kept.append(line if hidden else "")
        hidden = hidden and END not in line
    return "\n".join(shown), "\n".join(kept)


def _dumped(tree: ast.Module) -> list[str]:
    return [ast.dump(statement, include_attributes=True) for statement in tree.body]
