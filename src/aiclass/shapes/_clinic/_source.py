"""The learner's source text: lines, syntax tree, and the text of one expression."""

import ast
import copy
import linecache
import re
from dataclasses import dataclass, field
from typing import Final

LINE_END: Final = re.compile(r"\r\n|\r|\n")  # as Python counts lines; splitlines sees more of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The text that a code object was compiled from.

    Attributes:
        filename: as the code object names it; a notebook cell has one too.
        lines: without their line ends.
        tree: None where the text is no longer valid Python.
    """

    filename: str
    lines: tuple[str, ...]
    tree: ast.Module | None = field(repr=False)

    @classmethod
    def of(cls, filename: str, module_globals: dict[str, object] | None = None) -> "Source | None":
        """Return the source of a file or cell; None where nobody kept it."""
        text = "".join(linecache.getlines(filename, module_globals))
        if not text:
            return None
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            tree = None
        return cls(filename=filename, lines=tuple(LINE_END.split(text)), tree=tree)

    def text(self, node: ast.AST) -> str:
        """Return the text of a node as the learner wrote it, a longer one joined into one line."""
        start, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", None)
        if start != end or not 0 < start <= len(self.lines):
            return ast.unparse(node)
        return self.span(start, node.col_offset, node.end_col_offset)  # type: ignore[attr-defined]

    def span(self, line: int, start_byte: int, end_byte: int) -> str:
        """Return a part of one line, whose limits Python counts in bytes of UTF-8."""
        return self.lines[line - 1].encode("utf-8")[start_byte:end_byte].decode("utf-8", "replace")

    def line(self, number: int) -> str:
        """Return a line, empty where there is none of that number."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


def spliced(source: Source, outer: ast.AST, edits: dict[ast.AST, str]) -> str:
    """Return the text of a node in which some nodes inside it read otherwise.

    Args:
        edits: inner nodes, none inside another, and their new text.
    """
    if getattr(outer, "lineno", 0) != getattr(outer, "end_lineno", None):
        return _unparsed(outer, edits)
    line = source.lines[outer.lineno - 1].encode("utf-8")  # type: ignore[attr-defined]
    text, position = b"", outer.col_offset  # type: ignore[attr-defined]
    for node in sorted(edits, key=lambda node: node.col_offset):  # type: ignore[attr-defined]
        text += line[position : node.col_offset] + edits[node].encode("utf-8")  # type: ignore[attr-defined]
        position = node.end_col_offset  # type: ignore[attr-defined]
    return (text + line[position : outer.end_col_offset]).decode("utf-8", "replace")  # type: ignore[attr-defined]


def _unparsed(outer: ast.AST, edits: dict[ast.AST, str]) -> str:
    """Return the same of a node over several lines, which is written anew on one."""
    twin = copy.deepcopy(outer)  # transforming writes into nodes, and the learner's are still asked about
    twin_of = dict(zip(ast.walk(outer), ast.walk(twin), strict=True))
    return ast.unparse(_Swap({twin_of[node]: text for node, text in edits.items()}).visit(twin))


class _Swap(ast.NodeTransformer):
    """Puts an expression with another text in the place of some nodes."""

    def __init__(self, edits: dict[ast.AST, str]) -> None:
        self._edits = edits

    def visit(self, node: ast.AST) -> ast.AST:
        text = self._edits.get(node)
        return self.generic_visit(node) if text is None else ast.parse(text, mode="eval").body
