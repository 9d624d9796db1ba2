"""A cell's outputs as pieces of a page: text, pictures, sanitised HTML."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from aiclass.grading._hidden import Hidden
from aiclass.grading._plain_text import plain_text
from aiclass.grading._sanitise import PICTURES, SVG, picture, safe_html, safe_markdown

SHOWN_LINES: Final = 20
SHOWN_CHARS: Final = 1_500
MOST_CHARS: Final = 60_000  # of one output; the learner has the rest in the notebook
HTML: Final = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One output.

    Attributes:
        kind: "text", "error", "html" or "picture".
        text: what stands open.
        rest: what is folded away, "" where nothing is.
        cut: characters that are not in the page at all.
        html: of kind "html".
        src, alt: of kind "picture".
    """

    kind: str
    text: str = ""
    rest: str = ""
    cut: int = 0
    html: Markup | None = None
    src: str = ""
    alt: str = ""

    @property
    def rest_lines(self) -> int:
        """Return how many lines are folded away."""
        return self.rest.count("\n") + 1 if self.rest else 0


def pieces(outputs: Iterable[Mapping[str, Any]], hidden: Hidden) -> tuple[Piece, ...]:
    """Return what a page shows of a cell's outputs.

    Args:
        outputs: nbformat 4; whatever is not of that form is left out.
        hidden: lines that no page may tell.
    """
    found: list[Piece] = []
    for name, group in groupby(outputs, key=_stream):
        if name is not None:
            found += folded(hidden.cover("".join(_text(one.get("text")) for one in group)))
        else:
            for output in group:
                found += _pieces(output, hidden, picture_number=len(found) + 1)
    return tuple(found)


def folded(text: str, kind: str = "text") -> Iterator[Piece]:
    """Yield a text with its beginning open and the rest folded; nothing where there is no text."""
    text = plain_text(text[: 2 * MOST_CHARS]).strip("\n")
    if not text.strip():
        return
    cut = max(0, len(text) - MOST_CHARS)
    text = text[:MOST_CHARS]
    lines = text.split("\n")
    head = "\n".join(lines[:SHOWN_LINES])[:SHOWN_CHARS]
    rest = text[len(head) :].removeprefix("\n")
    if len(rest) < SHOWN_CHARS // 5 and rest.count("\n") < SHOWN_LINES // 4:  # not worth a click
        head, rest = text, ""
    yield Piece(kind=kind, text=head, rest=rest, cut=cut)


def _stream(output: Mapping[str, Any]) -> str | None:
    """Return the stream's name, so that consecutive writes become one text."""
    return str(output.get("name")) if output.get("output_type") == "stream" else None


def _pieces(output: Mapping[str, Any], hidden: Hidden, picture_number: int) -> Iterator[Piece]:
    kind = output.get("output_type")
    if kind == "error":
        yield from folded(hidden.cover(_error(output)), "error")
    elif kind in ("display_data", "execute_result") and isinstance(output.get("data"), Mapping):
        yield from _rich(output["data"], hidden, picture_number)


def _error(output: Mapping[str, Any]) -> str:
    lines = output.get("traceback")
    told = "\n".join(lines) if isinstance(lines, list) and all(isinstance(one, str) for one in lines) else ""
    return told or f"{output.get('ename', 'Error')}: {output.get('evalue', '')}"


def _rich(data: Mapping[str, Any], hidden: Hidden, picture_number: int) -> Iterator[Piece]:
    """Yield the richest form that may be shown."""
    if HTML in data:
        html = hidden.cover_html(safe_html(_text(data[HTML])))
        if html.striptags() or "<img" in html:
            yield Piece(kind="html", html=html)
            return
    for kind in (*PICTURES, SVG):
        if kind in data and (src := picture(kind, data[kind])):
            yield Piece(kind="picture", src=src, alt=f"이 셀이 그린 그림 {picture_number}")
            return
    if "text/markdown" in data:
        yield Piece(kind="html", html=hidden.cover_html(safe_markdown(_text(data["text/markdown"]))))
        return
    for kind in ("text/plain", "text/latex", "application/json"):
        if kind in data:
            yield from folded(hidden.cover(_text(data[kind])))
            return


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "".join(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False)
