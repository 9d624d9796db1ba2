"""A lesson's text taken apart by jupytext: front matter, cells, headings, and where each of them stands."""

import json
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

import jupytext.myst

from aiclass.authoring._faults import FaultLog
from aiclass.authoring._markers import NEAR_MARKER
from aiclass.authoring._yaml import BrokenYaml, Located, read_yaml

LANGUAGE: Final = "ipython3"
CODE: Final = "{code-cell}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCell:
    """One cell before its metadata means anything.

    Attributes:
        line: where the cell begins, 1-based.
        source_line: where its source begins, 1-based.
        options: its metadata with lines; None where the metadata could not be read.
        section: text of the last heading above the cell's end.
    """

    kind: Literal["code", "markdown"]
    line: int
    source_line: int
    source: str
    options: Located | None
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLesson:
    """A lesson's text in parts.

    Attributes:
        front: the front matter; None where there is none or it cannot be read.
        yaml_texts: every piece of YAML as it is written, with the line on which it begins.
        headings: texts of all headings, in order.
    """

    front: Located | None
    cells: tuple[RawCell, ...]
    yaml_texts: tuple[tuple[str, int], ...]
    headings: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Return whether every cell's metadata could be read, so that rules across cells mean something."""
        return all(cell.options is not None for cell in self.cells)


def read_myst(text: str, log: FaultLog) -> RawLesson:
    """Take a text apart and note what cannot be read.

    A cell whose metadata is broken stays, without it, so that the faults below it are found as well.

    Args:
        text: the whole file, lines ended by LF.
    """
    tokens = jupytext.myst.get_parser().parse(text + "\n")
    headers = _Headers(text, log)
    for token in tokens:
        headers.take(token)
    front = headers.front
    if front is None and not headers.front_is_broken:
        log.add(
            1,
            "front-matter",
            "the file does not begin with front matter. Start it with a block '---' ... '---'.",
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a cell in another language is noted by _Headers
        notebook = jupytext.myst.myst_to_notebook(headers.readable_text(), add_source_map=True)
    headings = list(_headings(tokens))
    starts = notebook.metadata["source_map"]
    for line in headers.options.keys() - set(starts):
        log.add(
            line, "cell-empty", "a Markdown cell has metadata and no text. Write its text or remove the line."
        )
    cells = [_raw_cell(*pair, headers, headings) for pair in zip(notebook.cells, starts, strict=True)]
    return RawLesson(
        front=front,
        cells=tuple(cells),
        yaml_texts=tuple(headers.yaml_texts),
        headings=tuple(text for _, text in headings),
    )


class _Headers:
    """Reads front matter and cell metadata token by token, keeping lines, and blanks what is broken."""

    def __init__(self, text: str, log: FaultLog) -> None:
        self.lines = text.splitlines()
        self.log = log
        self.front: Located | None = None
        self.front_is_broken = False
        self.yaml_texts: list[tuple[str, int]] = []
        self.options: dict[int, Located | None] = {}  # 1-based line of the fence or of the +++
        self.sources: dict[int, int] = {}  # 1-based line of the fence -> line of the first source line

    def take(self, token: Any) -> None:
        """Read the metadata that this token carries, if it carries any."""
        if token.type == "front_matter":
            self._front_matter(token)
        elif token.type == "fence" and token.info.startswith((CODE, "{raw-cell}")):
            self._fence(token)
        elif token.type == "myst_block_break" and token.content:
            self._block_break(token)

    def readable_text(self) -> str:
        """Return the text with everything unreadable blanked, line for line."""
        return "\n".join(self.lines)

    def _front_matter(self, token: Any) -> None:
        try:
            self.front = self._mapping(token.content, token.map[0] + 2)
        except BrokenYaml as error:
            self.front_is_broken = True
            self.log.add(error.line, "front-matter", f"the front matter is not valid YAML: {error}")
            inside = range(token.map[0] + 1, token.map[1] - 1)
            for index in inside:
                self.lines[index] = "{}" if index == inside[0] else ""

    def _fence(self, token: Any) -> None:
        line = token.map[0] + 1
        if token.level > 0:
            self.log.add(
                line, "cell-nested", "a cell stands inside a list or quotation. Move it to the left margin."
            )
            return
        if token.info.strip() != f"{CODE} {LANGUAGE}":
            remedy = f"Begin it with '```{CODE} {LANGUAGE}'."
            self.log.add(line, "cell-language", f"a cell begins with '```{token.info}'. {remedy}")
        content = token.content.splitlines()
        if self._is_open(token) or any(inner.startswith(token.markup) for inner in content):
            self.log.add(line, "cell-open", f"the cell is never closed. End it with a line '{token.markup}'.")
        yaml_text, first, rest = _split_header(content, line + 1)
        self.sources[line] = rest
        try:
            self.options[line] = self._mapping(yaml_text, first)
        except BrokenYaml as error:
            self.options[line] = None
            self.log.add(error.line, "metadata-yaml", f"the cell's metadata is not valid YAML: {error}")
            for index in range(line, rest - 1):
                self.lines[index] = ""

    def _mapping(self, text: str, first_line: int) -> Located:
        document = read_yaml(text, first_line)
        self.yaml_texts.append((text, first_line))
        if document.value is None:
            return Located(value={}, lines={}, first_line=first_line)
        if not isinstance(document.value, dict):
            raise BrokenYaml("it must be a mapping such as 'exercise: sigmoid'.", first_line)
        return document

    def _is_open(self, token: Any) -> bool:
        last = self.lines[min(token.map[1], len(self.lines)) - 1]
        return token.map[1] - token.map[0] < 2 or not last.lstrip().startswith(token.markup)

    def _block_break(self, token: Any) -> None:
        line = token.map[0] + 1
        try:
            value = json.loads(token.content)
        except ValueError as error:
            self._broken_break(line, f'{error}. Write it as in \'+++ {{"tags": ["hide"]}}\'')
        else:
            if not isinstance(value, dict):
                self._broken_break(line, 'it must be a mapping, as in \'+++ {"tags": ["hide"]}\'')
                return
            self.options[line] = Located(value=value, lines={}, first_line=line)

    def _broken_break(self, line: int, text: str) -> None:
        self.options[line] = None
        self.log.add(line, "metadata-json", f"the Markdown cell's metadata cannot be read: {text}.")
        self.lines[line - 1] = "+++"


def _split_header(content: Sequence[str], first: int) -> tuple[str, int, int]:
    """Return a fence's YAML text, the line it begins on, and the line of the first source line.

    The two forms are jupytext's: a block between ``---`` lines, or lines that begin with a colon. One blank
    line between metadata and source belongs to neither.
    """
    count, yaml_lines, yaml_first = 0, [], first
    if content and content[0].startswith("---"):
        ends = [index for index, line in enumerate(content) if index > 0 and line.startswith("---")]
        end = ends[0] if ends else len(content)
        yaml_lines, yaml_first, count = list(content[1:end]), first + 1, end + 1
    else:
        while count < len(content) and content[count].lstrip().startswith(":"):
            yaml_lines.append(content[count].lstrip()[1:])
            count += 1
    if count < len(content) and not content[count].strip():
        count += 1
    return "\n".join(yaml_lines), yaml_first, first + count


def _raw_cell(cell: Any, start: int, headers: _Headers, headings: Sequence[tuple[int, str]]) -> RawCell:
    """Return a cell with its place.

    Args:
        start: jupytext's source map: the fence's line for code, the 0-based line after the ``+++`` for Markdown.
    """
    if cell.cell_type == "markdown":
        first = start
        while not headers.lines[first].strip():
            first += 1
        line, source_line = first + 1, first + 1
        options = headers.options.get(start, Located(value={}, lines={}, first_line=line))
    else:
        line, source_line = start, headers.sources[start]
        options = headers.options[start]
    end = source_line + cell.source.count("\n")
    section = next((text for at, text in reversed(headings) if at <= end), "")
    kind: Literal["code", "markdown"] = "markdown" if cell.cell_type == "markdown" else "code"
    return RawCell(
        kind=kind, line=line, source_line=source_line, source=cell.source, options=options, section=section
    )


def _headings(tokens: Sequence[Any]) -> Iterator[tuple[int, str]]:
    """Yield the 1-based line and the text of every heading."""
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and not NEAR_MARKER.search(following.content):
            yield token.map[0] + 1, following.content
