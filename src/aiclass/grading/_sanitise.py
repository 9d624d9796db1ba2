"""What of a submission's HTML and pictures a page may hold: nothing that runs, nothing that loads."""

import base64
import binascii
import re
from typing import Any, Final
from urllib.parse import quote

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from aiclass.grading._plain_text import plain_text, visible

LONGEST_HTML: Final = 1_000_000  # characters; what is longer is shown as text
PICTURE_BYTES: Final = 5_000_000
PICTURES: Final = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
SVG: Final = "image/svg+xml"
DATA_URL: Final = re.compile(r"data:(?P<kind>image/[a-z+]+);base64,(?P<data>[A-Za-z0-9+/=\s]*)")
TAGS: Final = {
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "del",
        "details",
        "div",
        "em",
        "figcaption",
        "figure",
        "hr",
    ),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
    ),
    *("span", "strong", "sub", "summary", "sup", "u", "var", "dd", "dl", "dt", "li", "ol", "ul"),
    *("caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
ATTRIBUTES: Final = {
    "a": {"href"},
    "abbr": {"title"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
DROPPED_WHOLE: Final = {"script", "style", "title", "template", "noscript", "iframe", "object"}

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def safe_html(html: str) -> Markup:
    """Return what may be shown of HTML: structure and text, pictures inside it, addresses that a reader may follow.

    No scripts, styles, classes, ids or handlers; the page's own policy forbids them a second time.
    """
    if len(html) > LONGEST_HTML:
        return Markup("<pre>{}</pre>").format(plain_text(html[:LONGEST_HTML]))
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=DROPPED_WHOLE,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"data", "http", "https"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(visible(cleaned))  # the sanitiser's own output


def safe_markdown(text: str) -> Markup:
    """Return Markdown as HTML that may be shown; HTML inside it stands there as text."""
    if len(text) > LONGEST_HTML:
        return Markup("<pre>{}</pre>").format(plain_text(text[:LONGEST_HTML]))
    try:
        return safe_html(_markdown.render(plain_text(text)))
    except RecursionError:
        return Markup("<pre>{}</pre>").format(plain_text(text))


def picture(kind: str, data: Any) -> str | None:
    """Return a picture as a data URL; None where it is not what it says it is, or of a kind that is not shown.

    An SVG inside ``<img>`` runs no script and loads nothing (SVG Integration, "secure static mode").
    """
    text = "".join(data) if isinstance(data, list) and all(isinstance(part, str) for part in data) else data
    if not isinstance(text, str) or len(text) > PICTURE_BYTES * 4 // 3:
        return None
    if kind == SVG:
        return f"data:{SVG},{quote(text)}" if "<svg" in text[:2000] else None
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if not content.startswith(PICTURES.get(kind, b"\0not a picture")):
        return None
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def escaped(text: str) -> str:
    """Return the text as it stands in sanitised HTML."""
    return str(escape(text)).replace("&#34;", '"').replace("&#39;", "'")


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "src":
        found = DATA_URL.fullmatch(value.strip())
        return picture(found["kind"], found["data"]) if found else None
    if name == "href":
        return value if value.lower().startswith(("http://", "https://")) else None
    if name in ("width", "height", "colspan", "rowspan", "start"):
        return value if value.isascii() and value.isdigit() and int(value[:5]) <= 4000 else None
    return value
