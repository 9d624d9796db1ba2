"""The class journal as an Atom feed: one entry for each dated heading of ``journal.md``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from docutils import nodes
from feedgen.feed import FeedGenerator
from sphinx.application import Sphinx
from sphinx.util import logging

PAGE: Final = "journal"
FEED: Final = "journal.atom"
KOREA: Final = timezone(timedelta(hours=9))
HEADING: Final = re.compile(r"(\d{4})년 (\d{1,2})월 (\d{1,2})일, (.+)")
LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One day in the journal; ``section`` is its part of the page."""

    day: datetime
    title: str
    section: nodes.section

    @property
    def anchor(self) -> str:
        """Return the id of the entry in its page."""
        return str(self.section["ids"][0])


def setup(app: Sphinx) -> None:
    """Write the feed whenever the journal's page is written, and tell the page where it is."""
    app.connect("doctree-resolved", _write_feed)
    app.connect("html-page-context", _tell_page)


def entries(document: nodes.document) -> Iterator[Entry]:
    """Give the entries of the journal, in its order; a heading without a date, or a day twice, is a warning."""
    seen = set()
    for section in document.findall(nodes.section):
        if section.parent is document:
            continue
        title = section.next_node(nodes.title)
        heading = title.astext() if title else ""
        day = _day(heading)
        if day is None:
            LOGGER.warning(
                "a heading of the journal is '2020년 8월 19일, 제목' with a day that exists; got %r. Correct it.",
                heading,
                location=section,
            )
        elif day in seen:
            LOGGER.warning(
                "the journal has two entries of %s. Put them together.", f"{day:%Y-%m-%d}", location=section
            )
        else:
            seen.add(day)
            yield Entry(day=day, title=heading.partition(", ")[2], section=section)


def feed(project: str, found: list[Entry], contents: list[str]) -> bytes:
    """Return the feed as Atom (RFC 4287); the same entries give the same bytes.

    Args:
        contents: HTML of each entry.
    """
    generator = FeedGenerator()
    generator.id(_identifier(project, PAGE))
    generator.title(f"{project} 수업 일지")
    generator.author(name=project)
    generator.language("ko")
    generator.updated(max(entry.day for entry in found))
    for entry, content in zip(found, contents, strict=True):
        item = generator.add_entry(order="append")
        item.id(_identifier(project, f"{PAGE}/{entry.day:%Y-%m-%d}"))
        item.title(entry.title)
        item.published(entry.day)
        item.updated(entry.day)
        item.link(href=f"{PAGE}.html#{entry.anchor}")
        item.content(content, type="html")
    written: bytes = generator.atom_str(pretty=True)
    return written


def _day(heading: str) -> datetime | None:
    match = HEADING.fullmatch(heading)
    try:
        return datetime(*map(int, match.groups()[:3]), tzinfo=KOREA) if match else None  # type: ignore[arg-type, misc]  # three numbers
    except ValueError:
        return None


def _identifier(project: str, what: str) -> str:
    """Return an id that stays the same wherever the book is put."""
    return uuid5(NAMESPACE_URL, f"{project}/{what}").urn


def _write_feed(app: Sphinx, document: nodes.document, page: str) -> None:
    if page != PAGE or app.builder.format != "html":
        return
    found = list(entries(document))
    if found:
        render: Any = app.builder
        contents = [_content(render, entry) for entry in found]
        Path(app.outdir, FEED).write_bytes(feed(app.config.project, found, contents))


def _content(builder: Any, entry: Entry) -> str:
    body = nodes.container("", *(child.deepcopy() for child in entry.section.children[1:]))
    return str(builder.render_partial(body)["fragment"])


def _tell_page(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _document: nodes.document | None
) -> None:
    if page == PAGE:
        context["feed"] = FEED
        context["feed_title"] = f"{app.config.project} 수업 일지"
