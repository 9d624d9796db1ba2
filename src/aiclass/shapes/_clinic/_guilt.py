"""Where an error came from: the learner's frame, and the expression that Python was computing."""

import ast
import linecache
import os
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from types import CodeType, FrameType, TracebackType

from aiclass.shapes._clinic._source import Source

LIBRARY_FOLDERS = tuple(
    str(Path(folder)) + os.sep
    for folder in (
        sysconfig.get_paths()["stdlib"],
        sysconfig.get_paths()["platstdlib"],
        Path(__file__).parents[2],
    )
)
PACKAGE_FOLDERS = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
COMMANDS = str(Path(sysconfig.get_paths()["scripts"]))
Position = tuple[int | None, int | None, int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A line of the learner's on the way to an error.

    Attributes:
        function: ``<module>`` outside functions.
        text: of the line.
    """

    filename: str
    line: int
    function: str
    text: str

    @classmethod
    def at(cls, frame: FrameType, line: int) -> "Step":
        """Return the step at a line of a frame."""
        code = frame.f_code
        text = linecache.getline(code.co_filename, line, frame.f_globals).strip()
        return cls(filename=code.co_filename, line=line, function=code.co_name, text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guilt:
    """What was being computed when an error was raised.

    Attributes:
        frame: the innermost frame of the learner's own code.
        node: the smallest expression or statement that failed.
        statement: the statement that holds it.
        path: the learner's frames that led there, outermost first; the last is where it failed.
        inner: frames of libraries below the learner's, outermost first.
    """

    error: BaseException
    source: Source
    frame: FrameType
    node: ast.AST
    statement: ast.stmt
    path: tuple[Step, ...]
    inner: tuple[FrameType, ...]

    @property
    def line(self) -> int:
        """Return the line on which the guilty expression begins."""
        return int(self.node.lineno)  # type: ignore[attr-defined]


def find_guilt(error: BaseException) -> Guilt | None:
    """Return where the error came from; None where no line of the learner's can be named."""
    links = list(_links(error.__traceback__))
    own = [place for place, link in enumerate(links) if is_learners(link.tb_frame.f_code)]
    if not own:
        return None
    link = links[own[-1]]
    source = Source.of(link.tb_frame.f_code.co_filename, link.tb_frame.f_globals)
    if source is None or source.tree is None:
        return None
    node = _node_at(source.tree, _position(link.tb_frame.f_code, link.tb_lasti))
    statement = statement_of(source.tree, node) if node else None
    if node is None or statement is None:
        return None
    return Guilt(
        error=error,
        source=source,
        frame=link.tb_frame,
        node=node,
        statement=statement,
        path=tuple(Step.at(links[place].tb_frame, links[place].tb_lineno) for place in own),
        inner=tuple(inner.tb_frame for inner in links[own[-1] + 1 :]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A call of the learner's on the way to an error.

    Attributes:
        frame: in which the call stands.
        below: the frame that it led into; one of a library where that stands between.
    """

    source: Source
    node: ast.Call
    frame: FrameType
    below: FrameType


def passages(error: BaseException) -> Iterator[Passage]:
    """Yield the learner's calls that led to an error, the innermost first."""
    links = list(_links(error.__traceback__))
    for link, below in reversed([*pairwise(links)]):
        code = link.tb_frame.f_code
        source = Source.of(code.co_filename, link.tb_frame.f_globals) if is_learners(code) else None
        if source is None or source.tree is None:
            continue
        node = _node_at(source.tree, _position(code, link.tb_lasti))
        if isinstance(node, ast.Call):
            yield Passage(source=source, node=node, frame=link.tb_frame, below=below.tb_frame)


def is_learners(code: CodeType) -> bool:
    """Return whether code was written by the learner, not by Python, a package, or this project."""
    name = code.co_filename
    if name.startswith("<") and not name.startswith("<ipython"):
        return name not in {"<string>", "<__array_function__ internals>"} and not name.startswith("<frozen")
    return is_learners_file(name)


def is_learners_file(name: str) -> bool:
    """Return whether a file is not one of Python, a package, or this project."""
    is_package = name.startswith(LIBRARY_FOLDERS) or any(folder in name for folder in PACKAGE_FOLDERS)
    return not is_package and os.path.dirname(name) != COMMANDS  # noqa: PTH120  # called at each warning


def _links(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _position(code: CodeType, instruction: int) -> Position:
    """Return (line, end line, column, end column) of an instruction; columns in bytes of UTF-8."""
    return next(islice(code.co_positions(), instruction // 2, None), (None, None, None, None))


def _node_at(tree: ast.Module, position: Position) -> ast.AST | None:
    """Return the node that stands exactly there.

    From Python 3.12 on a method call over several lines begins, for its instructions, at the line of the method's name;
    such a call is known by its end.
    """
    line, end_line, column, end_column = position
    if line is None or column is None:
        return None
    ends_there = [
        node
        for node in ast.walk(tree)
        if (getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None))
        == (end_line, end_column)
    ]
    exact = [node for node in ends_there if (node.lineno, node.col_offset) == (line, column)]  # type: ignore[attr-defined]
    calls = [node for node in ends_there if isinstance(node, ast.Call) and node.lineno <= line]
    found = [node for node in exact if isinstance(node, ast.expr)] or exact or calls
    return found[-1] if found else None


def statement_of(tree: ast.Module, wanted: ast.AST) -> ast.stmt | None:
    """Return the innermost statement that holds the node."""
    found = None
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt) and any(node is wanted for node in _own_nodes(statement)):
            found = statement
    return found


def _own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of a statement that belong to no statement inside it."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]


def caller_of_library() -> FrameType | None:
    """Return the innermost running frame of the learner's."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not is_learners(frame.f_code):
        frame = frame.f_back
    return frame
