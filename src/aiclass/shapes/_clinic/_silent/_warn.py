"""A warning: the line, the expression and its operands, looked up at the moment when a probe found something."""

import ast
import re
from pathlib import PurePath
from types import FrameType
from typing import Any, Final

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Diagnosis
from aiclass.shapes._clinic._explain import diagnosis_of
from aiclass.shapes._clinic._guilt import Guilt, Step, caller_of_library, is_learners, statement_of
from aiclass.shapes._clinic._silent._findings import FINDINGS
from aiclass.shapes._clinic._silent._site import Site
from aiclass.shapes._clinic._source import Source

SILENCED: Final = re.compile(r"#\s*shapes:\s*ok\b")
HOSTS: Final = {("run_code", "interactiveshell.py"), ("_run", "_script.py")}
Warned = set[tuple[str, int]]


class Silence(Exception):
    """Stands where an error would, had there been one."""


def diagnosed(site: Site, values: tuple[Any, ...], warned: Warned) -> Diagnosis | None:
    """Return the warning; None where its line is silenced, or has been warned of."""
    frame = caller_of_library()
    source = frame and Source.of(frame.f_code.co_filename, frame.f_globals)
    if frame is None or source is None or source.tree is None:
        return None
    node = _node_at(source.tree, site)
    statement = statement_of(source.tree, node) if node else None
    if node is None or statement is None:
        return None
    key = source.filename, node.lineno
    if key in warned or _is_silenced(source, statement, node):
        return None
    warned.add(key)
    guilt = Guilt(
        error=Silence(),
        source=source,
        frame=frame,
        node=node,
        statement=statement,
        path=_path(frame, node),
        inner=(),
    )
    finding = FINDINGS[site.kind](Case(guilt), values)
    return diagnosis_of(guilt, finding, is_silent=True) if finding else None


def _node_at(tree: ast.Module, site: Site) -> ast.expr | None:
    return next(
        (
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.expr)
            and (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset) == site.position
        ),
        None,
    )


def _is_silenced(source: Source, statement: ast.stmt, node: ast.AST) -> bool:
    """Return whether a line of the statement, or of the expression in a block, ends in ``# shapes: ok``."""
    is_block = hasattr(statement, "body")
    first, last = (node, node) if is_block else (statement, statement)
    return any(
        SILENCED.search(source.line(number))
        for number in range(first.lineno, (last.end_lineno or first.lineno) + 1)  # type: ignore[attr-defined]
    )


def _path(frame: FrameType, node: ast.AST) -> tuple[Step, ...]:
    """Return the outermost of the learner's lines that are running, and the one that is warned of."""
    outermost, back = frame, frame.f_back
    while back is not None and not _is_host(back):
        outermost = back if is_learners(back.f_code) else outermost
        back = back.f_back
    here = Step.at(frame, node.lineno)  # type: ignore[attr-defined]
    return (here,) if outermost is frame else (Step.at(outermost, outermost.f_lineno), here)


def _is_host(frame: FrameType) -> bool:
    """Return whether a frame is what runs cells or scripts: what lies outside it is not the learner's program."""
    return (frame.f_code.co_name, PurePath(frame.f_code.co_filename).name) in HOSTS
