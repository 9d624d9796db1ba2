"""Pages that stand alone: one file, no script, nothing loaded, whatever a submission brings."""

import base64
import hashlib
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

from aiclass.grading._plain_text import plain_text

TEMPLATES: Final = "templates"
COLOURED_CHARS: Final = 20_000  # longer code is shown in one colour
KEPT_CHARS: Final = 2_000  # shorter code is coloured once: a lesson's own cells are on every learner's page
KEPT: Final = 256
MOST_CODE: Final = 60_000  # characters of one cell
CODE_AT_END: Final = re.compile(r"\s*\[([A-Z]{2}-[0-9]{2})\]\s*\Z")

pages = Environment(
    loader=PackageLoader("aiclass.grading", TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, **values: Any) -> bytes:
    """Return a page as UTF-8."""
    style = stylesheet()
    text = pages.get_template(template).render(style=Markup(style), policy=policy(style), **values)  # ours
    return text.encode("utf-8", "replace")


@cache
def stylesheet() -> str:
    """Return the one style sheet of all pages."""
    return files(__package__).joinpath(TEMPLATES, "page.css").read_text(encoding="utf-8")


def policy(style: str) -> str:
    """Return the Content-Security-Policy: this very style sheet, pictures inside the page, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def coloured(code: str) -> Markup:
    """Return Python as HTML with its words coloured."""
    text = plain_text(code[:MOST_CODE])
    more = Markup("\n… {}자 생략").format(len(code) - MOST_CODE) if len(code) > MOST_CODE else Markup("")
    if len(text) > COLOURED_CHARS or max(map(len, text.split("\n"))) > COLOURED_CHARS // 10:
        return Markup("{}{}").format(text, more)
    return (_highlighted_once if len(text) <= KEPT_CHARS else _highlighted)(text) + more


def _highlighted(text: str) -> Markup:
    return Markup(highlight(text, *_highlighter()))  # Pygments escapes


_highlighted_once = lru_cache(KEPT)(_highlighted)


@cache
def _highlighter() -> tuple[PythonLexer, HtmlFormatter[str]]:
    return PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True, classprefix="p-")


def without_code(text: str) -> tuple[str, str]:
    """Return a message's text and its code, "" where it has none.

    >>> without_code("다시 보세요. [LR-01]")
    ('다시 보세요.', 'LR-01')
    """
    found = CODE_AT_END.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")


def points(value: float) -> str:
    """Return points as people write them."""
    return f"{round(value, 2):g}"


pages.filters |= {"coloured": coloured, "points": points, "plain": plain_text}
