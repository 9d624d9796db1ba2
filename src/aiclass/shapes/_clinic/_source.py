"""The learner's source text: lines, syntax tree, and the text of one expression."""

import ast
import linecache
from dataclasses import dataclass, field


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
        lines = linecache.getlines(filename, module_globals)
        return cls.of_text(filename, "".join(lines)) if lines else None

    @classmethod
    def of_text(cls, filename: str, text: str) -> "Source":
        """Return the source with this text."""
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            tree = None
        return cls(filename=filename, lines=tuple(text.splitlines()), tree=tree)

    def text(self, node: ast.AST) -> str:
        """Return the text of a node as the learner wrote it, a longer one joined into one line."""
        start, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", None)
        if end is None or not 0 < start <= end <= len(self.lines):
            return ast.unparse(node)
        if start != end:
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
    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            for old, new in edits.items():
                if node is old:
                    return ast.parse(new, mode="eval").body
            return self.generic_visit(node)

    # generic_visit writes into nodes, so the learner's tree is copied by way of its text
    marked = {id(node): index for index, node in enumerate(ast.walk(outer))}
    import copy

    twin = copy.deepcopy(outer)
    nodes = list(ast.walk(twin))
    edits = {nodes[marked[id(node)]]: new for node, new in edits.items()}
    return ast.unparse(Swap().visit(twin))
