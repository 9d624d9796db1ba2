"""A document before it is typeset, and a lesson as one: its book page with everything that was run."""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any, Final

from nbformat import NotebookNode

from aiclass.authoring._blocks import fenced
from aiclass.authoring._page import Medium, page_cells
from aiclass.authoring._questions import questions
from aiclass.authoring._run import Run
from aiclass.authoring._source import LessonSource

IMAGE: Final = re.compile(
    r'<img src="data:image/png;base64,([A-Za-z0-9+/=\s]+)" alt="([^"]*)"(?: width="(\d+)")?'
)
SVG_WIDTH: Final = re.compile(r'<svg [^>]*?\bwidth="([0-9.]+)"')
POINTS_A_PIXEL: Final = 0.6  # a CSS pixel is 0.75 points; paper is read from nearer than a screen
THEORY_PDF: Final = "{}-theory.pdf"  # beside the lesson's
NO_WORDS: Final = "셀이 그린 그림"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a PDF is made from.

    Attributes:
        name: stem of the PDF.
        summary: a sentence below the title.
        facts: what stands below it, such as ("시간", "180분").
        body: MyST Markdown; its first heading is the title and is not repeated.
        pictures: file name as the body names it to content, PNG or SVG.
        date: of the source, never of today, so that the same source gives the same bytes.
        source: what the paper was made from, however it is worded; the PDF names its hash.
        is_handed_out: whether learners get the PDF beside their notebooks, so that a lesson can link to it.
    """

    name: str
    title: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    body: str
    pictures: Mapping[str, bytes]
    date: date | None
    source: str
    is_handed_out: bool = False


def lesson_paper(lesson: LessonSource, run: Run) -> Paper:
    """Return a lesson as the book shows it, and its quiz, with the outputs of this execution."""
    pictures: dict[str, bytes] = {}
    cells = page_cells(lesson, run.notebook, Medium(quiz=questions(lesson.quiz), theory=THEORY_PDF))
    body = "\n\n".join(part for cell in cells for part in _cell(cell, pictures))
    return Paper(
        name=lesson.name,
        title=f"{lesson.id}강. {lesson.title}",
        summary=lesson.summary,
        facts=(("시간", f"{lesson.minutes}분"), ("수준", lesson.level), ("데이터", run.data or "쓰지 않음")),
        body=body,
        pictures=pictures,
        date=_measured_on(lesson),
        source=lesson.fingerprint,
    )


def picture_block(file: str, alt: str, *, width: float | None = None, has_caption: bool = False) -> str:
    """Return Markdown that shows a picture.

    Args:
        width: in points; as the picture says itself where None.
    """
    size = "auto" if width is None else f"{width:g}pt"
    settings = f"alt: {typst_string(alt)}, width: {size}, sticky: {str(has_caption).lower()}"
    return f"```{{=typst}}\n#picture({typst_string(file)}, {settings})\n```"


def typst_string(text: str) -> str:
    """Return text as Typst writes strings."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _measured_on(lesson: LessonSource) -> date | None:
    dates = (entry["date"] for entry in lesson.measured.get("real", {}).values())
    newest = max(dates, default=None)
    return date.fromisoformat(newest) if newest else None


def _cell(cell: NotebookNode, pictures: dict[str, bytes]) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield cell.source
        return
    if "hide-input" not in cell.metadata.get("tags", ()):
        yield fenced(cell.source, "python")
    for kind, content in _merged(cell.outputs):
        if kind == "text":
            yield fenced(content.rstrip("\n"), "output")
        else:
            yield from _pictures(cell.id, content, pictures)


def _merged(outputs: list[NotebookNode]) -> Iterator[tuple[str, Any]]:
    """Yield what the outputs show, texts that follow each other as one."""
    text = ""
    for output in outputs:
        data = output.get("data", {})
        if _image_of(data):
            if text.strip():
                yield "text", text
            text = ""
            yield "image", data
        else:
            text += _joined(output.get("text", "") or data.get("text/plain", ""))
    if text.strip():
        yield "text", text


def _image_of(data: Mapping[str, Any]) -> bool:
    return (
        bool({"image/png", "image/svg+xml"} & data.keys())
        or IMAGE.search(_joined(data.get("text/html", ""))) is not None
    )


def _pictures(cell_id: str, data: Mapping[str, Any], pictures: dict[str, bytes]) -> Iterator[str]:
    """Yield every picture of an output and keep its content."""
    if "image/svg+xml" in data:
        yield _vector_picture(_picture_name(cell_id, "svg", pictures), data, pictures)
        return
    found: list[tuple[str, str, str]] = IMAGE.findall(_joined(data.get("text/html", "")))
    if not found:
        alt = _joined(data.get("text/plain", ""))
        found = [(_joined(data["image/png"]), NO_WORDS if alt.startswith("<") else alt or NO_WORDS, "")]
    for encoded, alt, width in found:
        name = _picture_name(cell_id, "png", pictures)
        pictures[name] = base64.b64decode(encoded)
        yield picture_block(name, unescape(alt), width=float(width) * POINTS_A_PIXEL if width else None)


def _vector_picture(name: str, data: Mapping[str, Any], pictures: dict[str, bytes]) -> str:
    svg = _joined(data["image/svg+xml"])
    pictures[name] = svg.encode()
    size = SVG_WIDTH.search(svg)
    width = float(size[1]) * POINTS_A_PIXEL if size else None
    return picture_block(name, _joined(data["text/plain"]), width=width)


def _picture_name(cell_id: str, kind: str, pictures: Mapping[str, bytes]) -> str:
    return f"{cell_id}-{sum(kept.startswith(f'{cell_id}-') for kept in pictures) + 1}.{kind}"


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
