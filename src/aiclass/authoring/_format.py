"""``lesson.md`` in the one form that jupytext writes, so that text, notebook and text again are identical.

Jupytext escapes Hangul in the metadata of Markdown cells (``+++ {...}``); there, and only there, the canonical
form differs from what it writes.
"""

import json
import re
from typing import Any, Final

import jupytext
from nbformat import NotebookNode

from aiclass.authoring._faults import FaultLog
from aiclass.authoring._files import read_text
from aiclass.authoring._myst import LANGUAGE, RawLesson, read_myst
from aiclass.authoring._project import Project
from aiclass.authoring._yaml import comment_lines
from aiclass.authoring.errors import SourceFaults

FORMAT: Final = "md:myst"
BLOCK_BREAK: Final = re.compile(r"^\+\+\+ (\{.*\})$")
HEADER: Final = {
    "jupytext": {
        # ours is kept; the version of jupytext is not, or an upgrade would make every lesson differ
        "notebook_metadata_filter": "aiclass,-jupytext.text_representation.jupytext_version",
        "text_representation": {"extension": ".md", "format_name": "myst"},
        "default_lexer": LANGUAGE,
    },
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
}


def format_text(text: str, log: FaultLog) -> str:
    """Return a lesson's text in canonical form.

    A comment in YAML would be lost on the way through a notebook, so a text that has one is refused.

    Raises:
        SourceFaults: the text cannot be taken apart, or something in it would be lost.
    """
    raw = read_myst(text, log)
    _note_comments(raw, log)
    if log.faults:
        raise SourceFaults(log.faults)
    notebook = jupytext.reads(text, FORMAT)
    assert raw.front is not None, "read_myst has noted a missing one"
    front = dict(raw.front.value)
    notebook.metadata.update(HEADER)
    written = _written(notebook)
    _refuse_losses(text, written, front, log)
    return written


def _written(notebook: NotebookNode) -> str:
    """Return what jupytext writes, with the Hangul in a Markdown cell's metadata left readable."""
    lines = str(jupytext.writes(notebook, FORMAT)).split("\n")
    return "\n".join(BLOCK_BREAK.sub(_readable, line) for line in lines)


def _readable(match: re.Match[str]) -> str:
    return f"+++ {json.dumps(json.loads(match[1]), ensure_ascii=False)}"


def format_lesson(project: Project, lesson_id: str) -> tuple[str, str]:
    """Return the text of a lesson as it is, and in canonical form.

    Raises:
        NoSuchLesson: there is no lesson of this id.
        SourceFaults: see format_text.
    """
    path = project.folder(lesson_id) / "lesson.md"
    log = FaultLog(project.shown(path))
    text = read_text(path, log, remedy="Write the lesson.")
    if text is None:
        raise SourceFaults(log.faults)
    return text, format_text(text, log)


def _note_comments(raw: RawLesson, log: FaultLog) -> None:
    for text, first_line in raw.yaml_texts:
        for line in comment_lines(text):
            remedy = "Move it into the prose as '% ...' or remove it."
            log.add(first_line + line, "comment", f"a comment in metadata is lost in a notebook. {remedy}")


def _refuse_losses(text: str, written: str, front: dict[Any, Any], log: FaultLog) -> None:
    """Compare what text and canonical text say; a difference is a fault of ours, never written to a file."""
    before, after = read_myst(text, log), read_myst(written, log)
    assert after.front is not None
    said = [(cell.kind, cell.source, cell.options and cell.options.value) for cell in before.cells]
    kept = [(cell.kind, cell.source, cell.options and cell.options.value) for cell in after.cells]
    same_front = front.get("aiclass") == after.front.value.get("aiclass")
    again = _written(jupytext.reads(written, FORMAT))
    if said != kept or not same_front or again != written:
        log.add(
            1,
            "format-loss",
            "jupytext would lose a part of this text. Format it by hand and report the case.",
        )
        raise SourceFaults(log.faults)
