"""Hand-written theory: a page whose every number is computed and whose pictures are drawn when it is read.

``book/theory/NAME.md`` is the text; ``{{ loss:.4f }}`` in it is a field as in an f-string, evaluated among the names
of ``book/theory/NAME.py`` beside it. That file may also hold ``PICTURES``: file name to Matplotlib figure.
"""

import io
import re
import runpy
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from aiclass.authoring._blocks import ways
from aiclass.authoring._faults import Fault, FaultLog
from aiclass.authoring._files import read_text
from aiclass.authoring._paper import Paper
from aiclass.authoring._project import Project
from aiclass.authoring._yaml import BrokenYaml, read_yaml
from aiclass.authoring.errors import SourceFaults
from aiclass.files import write_atomically

FRONT: Final = re.compile(r"\A---\n(?P<yaml>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
FIELD: Final = re.compile(r"\{\{ (?P<field>.+?) \}\}")
TITLE: Final = re.compile(r"\A\s*# (?P<title>.+)")
THEORY: Final = "theory"  # folder of the documents in book/, and of their pages
KEYS: Final = {"summary": str, "minutes": int, "level": str, "date": date}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theory:
    """One document of theory, numbers filled in.

    Attributes:
        path: its Markdown file.
        date: of the last change of substance, as the author gives it.
        body: MyST Markdown, title first.
        pictures: file name to SVG.
        source: the text and the computations as they are written.
    """

    path: Path
    title: str
    summary: str
    minutes: int
    level: str
    date: date
    body: str
    pictures: Mapping[str, bytes]
    source: str

    @property
    def name(self) -> str:
        """Return what the command line and the PDF call it."""
        return theory_name(self.path)


def theory_name(path: Path) -> str:
    """Return the name of a theory's PDF.

    >>> theory_name(Path("book/theory/logistic-regression.md"))
    'logistic-regression-theory'
    """
    return f"{path.stem}-theory"


def theory_files(project: Project) -> tuple[Path, ...]:
    """Return the Markdown file of every document of theory, by name."""
    return tuple(sorted((project.book / THEORY).glob("*.md")))


def read_theory(project: Project, path: Path) -> Theory:
    """Return a document with its numbers and pictures.

    Raises:
        SourceFaults: front matter, title or a number is not right; names file and line.
    """
    log = FaultLog(project.shown(path))
    text = read_text(path, log, remedy="Write the document there.") or ""
    front, body, first_line = _front_matter(text, log)
    beside = path.with_suffix(".py")
    names = _computed(project, beside) if beside.is_file() else {}
    source = text + (beside.read_text(encoding="utf-8") if beside.is_file() else "")
    body = _filled(body, names, first_line, log)
    title = TITLE.match(body)
    if not title:
        log.add(first_line, "theory-title", "the text does not begin with a title. Start it with '# TITLE'.")
    if log.faults:
        raise SourceFaults(log.faults)
    assert title
    pictures = {file: _svg(figure) for file, figure in names.get("PICTURES", {}).items()}
    return Theory(path=path, title=title["title"], body=body, pictures=pictures, source=source, **front)


def theory_paper(theory: Theory) -> Paper:
    """Return the document ready to be typeset."""
    return Paper(
        name=theory.name,
        title=theory.title,
        summary=theory.summary,
        facts=(("시간", f"{theory.minutes}분"), ("수준", theory.level), ("준비물", "연필, 종이, 계산기")),
        body=theory.body,
        pictures=theory.pictures,
        date=theory.date,
        source=theory.source,
        is_handed_out=True,
    )


def write_theory_page(project: Project, theory: Theory) -> set[Path]:
    """Write the page of the book and its pictures and return where; it links to the PDF if that has been made."""
    folder = project.pages.parent / THEORY
    title, _, rest = theory.body.lstrip().partition("\n")
    pdf = project.pdfs / f"{theory.name}.pdf"
    links = [f"[PDF로 읽기](../../pdf/{pdf.name})"] if pdf.is_file() else []
    page = "\n\n".join([title, *([ways(links)] if links else []), rest])
    files = {theory.path.name: page.encode(), **theory.pictures}
    for file, content in files.items():
        write_atomically(folder / file, content)
    return {folder / file for file in files}


def _front_matter(text: str, log: FaultLog) -> tuple[dict[str, Any], str, int]:
    """Return the front matter, the text behind it and the line on which that begins."""
    found = FRONT.match(text)
    wanted = ", ".join(KEYS)
    if not found:
        log.add(1, "front-matter", f"the file does not begin with front matter. It needs {wanted}.")
        return {}, text, 1
    try:
        front = read_yaml(found["yaml"], 2).value
    except BrokenYaml as error:
        log.add(error.line, "front-matter", f"the front matter is not valid YAML: {error}")
        front = None
    if (
        not isinstance(front, dict)
        or front.keys() != KEYS.keys()
        or not all(isinstance(front[key], kind) for key, kind in KEYS.items())
    ):
        log.add(
            1, "front-matter", f"the front matter needs exactly {wanted}; minutes is a number, date a day."
        )
        front = {}
    return front, found["body"], text.count("\n", 0, found.start("body")) + 1


def _computed(project: Project, path: Path) -> dict[str, Any]:
    """Return the names of the file that computes the numbers."""
    try:
        return runpy.run_path(str(path))
    except Exception as error:  # whatever the author's code raises
        frames = traceback.extract_tb(error.__traceback__)
        line = next((frame.lineno for frame in reversed(frames) if frame.filename == str(path)), None)
        told = (
            f"the computation failed: {type(error).__name__}: {error}. Run the file with Python to see more."
        )
        fault = Fault(path=project.shown(path), line=line or 1, rule="theory-code", text=told)
        raise SourceFaults([fault]) from error


def _filled(body: str, names: dict[str, Any], first_line: int, log: FaultLog) -> str:
    def value(match: re.Match[str]) -> str:
        try:
            return str(eval(f"f'''{{{match['field']}}}'''", dict(names)))
        except Exception as error:  # whatever the author's expression raises
            line = first_line + body.count("\n", 0, match.start())
            log.add(
                line, "theory-number", f"'{match[0]}' cannot be computed: {type(error).__name__}: {error}"
            )
            return match[0]

    return FIELD.sub(value, body)


def _svg(figure: Any) -> bytes:
    """Return a figure as SVG, the same bytes for the same figure."""
    import matplotlib as mpl

    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "aiclass"}):
        figure.savefig(
            buffer,
            format="svg",
            bbox_inches="tight",
            pad_inches=0.05,
            metadata={"Date": None, "Creator": None},
        )
    return buffer.getvalue()
