"""YAML read by PyYAML, with the line of every key and item, and no key twice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # what YAML makes of the JSON escape of an emoji
LOOK_AROUND = "Check brackets, quotes and indentation on this line and the one before."
Path = tuple[str | int, ...]


class BrokenYaml(Exception):
    """Text that is no YAML, or says a thing twice.

    Attributes:
        line: 1-based line in the file.
    """

    def __init__(self, text: str, line: int) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A YAML document and where its parts stand.

    Attributes:
        value: plain Python values; None for an empty document.
        lines: path of a key or item to its 1-based line in the file.
        first_line: line on which the document begins.
    """

    value: Any
    lines: dict[Path, int]
    first_line: int

    def line(self, *path: str | int) -> int:
        """Return the line of a key or item, or of the nearest part around it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, self.first_line)


def read_yaml(text: str, first_line: int = 1) -> Located:
    """Return the document with its lines.

    Args:
        text: the YAML alone.
        first_line: where the text begins in its file.

    Raises:
        BrokenYaml: it cannot be parsed, or a mapping has a key twice.
    """
    lines: dict[Path, int] = {}
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        for path, line in _places(node, ()) if node else ():
            if path in lines:
                key = path[-1]
                raise BrokenYaml(f"key {key!r} stands twice. Keep one of them.", line + first_line)
            lines[path] = line + first_line
        value = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise BrokenYaml(f"{error.problem or error.context}. {LOOK_AROUND}", line) from None
    except (yaml.YAMLError, ValueError) as error:
        raise BrokenYaml(f"{str(error).splitlines()[0]}. {LOOK_AROUND}", first_line) from None
    return Located(value=value, lines=lines, first_line=first_line)


def comment_lines(text: str) -> list[int]:
    """Return the 0-based lines of a YAML text that carry a comment.

    A comment is what stands between tokens and holds a ``#``: in between there is nothing else but blanks.
    """
    found, end = [], 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        gap = text[end : token.start_mark.index]
        if "#" in gap:
            found.append(text.count("\n", 0, end + gap.index("#")))
        end = max(end, token.end_mark.index)
    return found


def _places(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, str(key.value))
            yield inner, key.start_mark.line
            yield from _places(value, inner)
    elif isinstance(node, yaml.ScalarNode) and HALF_CHARACTER.search(node.value):
        problem = "an escape stands for half a character. Write the character itself"
        raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            inner = (*path, index)
            yield inner, item.start_mark.line
            yield from _places(item, inner)
