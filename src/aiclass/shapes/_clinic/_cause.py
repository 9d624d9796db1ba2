"""Which silent mistake an error came from."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from aiclass.shapes._clinic._diagnosis import Diagnosis
from aiclass.shapes._clinic._source import Source

GROWN: Final = ("CS-01", "CS-04")  # warnings of a value that has more axes than was meant
WORD: Final = re.compile(r"\w+")


def cause_first(error: Diagnosis, warnings: list[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Return the error and the warnings, but before them the warning of a grown value that the error came from."""
    source = Source.of(error.path[-1].filename)
    names, expressions = _lineage(error, source.tree if source else None)
    causes = [
        warning
        for warning in warnings
        if warning.code in GROWN
        and _place(warning) == _place(error)
        and (warning.gives in names or _is_among(warning.expression, expressions))
    ][-1:]
    rest = [warning for warning in warnings if warning not in causes]
    return (*(replace(cause, failed_line=error.line) for cause in causes), error, *rest)


def _lineage(error: Diagnosis, tree: ast.Module | None) -> tuple[set[str], set[str]]:
    """Return the names and the expressions, as text, that a guilty expression was computed from.

    Followed are plain assignments in the same function, up to its line.
    """
    assigned = list(_assignments(_function_at(error.line, tree), error.line)) if tree else []
    names: set[str] = set()
    guilty = _parts(error.expression)
    expressions = {ast.unparse(part) for part in guilty}
    waiting = [part.id for part in guilty if isinstance(part, ast.Name)] or WORD.findall(error.expression)
    while waiting:
        name = waiting.pop()
        if name in names:
            continue
        names.add(name)
        for part in (part for target, value in assigned if target == name for part in ast.walk(value)):
            if isinstance(part, ast.Name):
                waiting.append(part.id)
            elif isinstance(part, ast.expr):
                expressions.add(ast.unparse(part))
    return names, expressions


def _function_at(line: int, tree: ast.Module) -> ast.AST:
    """Return the innermost function around a line, the module where there is none."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    around = [each for each in functions if each.lineno <= line <= (each.end_lineno or each.lineno)]
    return max(around, key=lambda each: each.lineno, default=tree)


def _assignments(function: ast.AST, last_line: int) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and node.lineno <= last_line:
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))


def _parts(text: str) -> list[ast.expr]:
    """Return every expression within a piece of source, the widest first; none within a part of a statement."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return []
    return [part for part in ast.walk(tree) if isinstance(part, ast.expr)]


def _is_among(text: str, expressions: set[str]) -> bool:
    """Return whether an expression, however it is spaced, is one of these; a name alone says nothing."""
    widest = _parts(text)[:1]
    return any(not isinstance(part, ast.Name) and ast.unparse(part) in expressions for part in widest)


def _place(diagnosis: Diagnosis) -> tuple[str, str]:
    return diagnosis.path[-1].filename, diagnosis.path[-1].function
