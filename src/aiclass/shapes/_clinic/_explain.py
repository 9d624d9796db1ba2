"""Explain an error: find the guilty expression, ask the rules, and keep only words and numbers."""

import ast

from aiclass.errors import AiclassError
from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Diagnosis, Finding
from aiclass.shapes._clinic._drill_topics import topic_of
from aiclass.shapes._clinic._guilt import Guilt, find_guilt
from aiclass.shapes._clinic._rules import RULES
from aiclass.shapes._clinic._source import Source
from aiclass.shapes._clinic._text import reason


def explain(error: BaseException) -> Diagnosis | None:
    """Return why NumPy or PyTorch refused; None where it was not over shapes, dtypes or devices, or cannot be told.

    Never raises, whatever the error is, and runs nothing of the learner's.
    """
    try:
        return examined(error)
    except Exception:  # an explanation that fails must not hide the learner's own error
        return None


def examined(error: BaseException) -> Diagnosis | None:
    """Return what `explain` does; a fault of ours comes out."""
    if isinstance(error, AiclassError | SyntaxError):
        return None
    guilt = find_guilt(error)
    finding = guilt and _first_finding(guilt)
    return diagnosis_of(guilt, finding) if guilt and finding else None


def diagnosis_of(guilt: Guilt, finding: Finding, *, is_silent: bool = False) -> Diagnosis:
    """Return a finding as a value that holds no frame and no array."""
    source, node = guilt.source, guilt.node
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        node = guilt.statement
    line, columns = columns_of(source, node)
    return Diagnosis(
        line=line,
        expression=source.text(node),
        shown_line=source.line(line),
        columns=columns,
        path=guilt.path,
        operands=finding.operands,
        clash=finding.clash,
        reason=reason(finding.code),
        code=finding.code,
        repairs=finding.repairs,
        topic=topic_of(finding.code),
        layer=finding.layer,
        is_silent=is_silent,
        gives=_given_name(guilt.statement),
    )


def _given_name(statement: ast.stmt) -> str:
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else ""


def columns_of(source: Source, node: ast.AST) -> tuple[int, tuple[int, int]]:
    """Return the first line of a node and the columns, in characters, that it covers there."""
    line = int(node.lineno)  # type: ignore[attr-defined]
    text = source.line(line)
    is_long = node.end_lineno != line  # type: ignore[attr-defined]
    end = len(text.encode("utf-8")) if is_long else node.end_col_offset  # type: ignore[attr-defined]
    start = len(source.span(line, 0, node.col_offset))  # type: ignore[attr-defined]
    return line, (start, len(source.span(line, 0, end).rstrip()))


def _first_finding(guilt: Guilt) -> Finding | None:
    case = Case(guilt)
    for rule in RULES:
        finding = rule(case)
        if finding is not None:
            return finding
    return None
