"""``search-text.js``: the text of every section, for a search that runs in the browser without a server.

Sphinx's own search splits at blanks, which never finds the 기울 of 기울기는, and fetches pages for its
snippets, which no browser allows from disk. Here the search page gets all text by one script instead.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

FILE: Final = "search-text.js"
TAG: Final = re.compile(r"<[^<>]+>")
UNREAD: Final = (nodes.math_block, nodes.comment, nodes.image, nodes.target)
OUTPUT: Final = "cell_output"
KEPT: Final = "aiclass_sections"  # an attribute of the environment, pickled with it


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionText:
    """What the search knows of one section or one glossary entry.

    Attributes:
        anchor: empty for the head of a page.
        heading: of the section; the page's title for its head.
        text: without the sections below it; blanks run together.
        isTerm: it is a glossary entry.
    """

    anchor: str
    heading: str
    text: str
    isTerm: bool = False  # noqa: N815  # read by JavaScript


def setup(app: Sphinx) -> None:
    """Take over from Sphinx's search."""
    app.connect("builder-inited", _switch_off_search)
    app.connect("doctree-read", _collect)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("build-finished", _write)


def sections(document: nodes.Node) -> Iterator[SectionText]:
    """Give every section of a page, and every entry of a glossary, in order."""
    for section in document.findall(nodes.section):
        title = section.next_node(nodes.title)
        is_head = section.parent is document
        yield SectionText(
            anchor="" if is_head else section["ids"][0],
            heading=title.astext() if title else "",
            text=_run_together(" ".join(map(_text, _below(section)))),
        )
    for glossary in document.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            term = item.next_node(nodes.term)
            definition = item.next_node(nodes.definition)
            if term and definition:
                text = _run_together(_text(definition))
                yield SectionText(anchor=term["ids"][0], heading=term.astext(), text=text, isTerm=True)


def _below(section: nodes.Node) -> list[nodes.Node]:
    elsewhere = (nodes.section, nodes.title, addnodes.glossary)
    return [child for child in section.children if not isinstance(child, elsewhere)]


def _text(node: nodes.Node) -> str:
    if isinstance(node, UNREAD) or (isinstance(node, nodes.Element) and OUTPUT in node["classes"]):
        return ""
    if isinstance(node, nodes.raw):
        return html.unescape(TAG.sub(" ", node.astext()))
    if isinstance(node, nodes.math) and "\\" in node.astext():
        return "…"  # nobody searches for TeX, or reads it
    if isinstance(node, nodes.Text):
        return node.astext()
    inner = "".join(map(_text, node.children))
    return inner if isinstance(node, nodes.Inline) else f" {inner} "


def _run_together(text: str) -> str:
    return " ".join(text.split())


def _kept(env: BuildEnvironment) -> dict[str, list[SectionText]]:
    if not hasattr(env, KEPT):
        setattr(env, KEPT, {})
    kept: dict[str, list[SectionText]] = getattr(env, KEPT)
    return kept


def _switch_off_search(app: Sphinx) -> None:
    app.builder.search = False  # type: ignore[attr-defined]  # of HTML builders


def _collect(app: Sphinx, document: nodes.document) -> None:
    _kept(app.env)[app.env.docname] = list(sections(document))


def _forget(_app: Sphinx, env: BuildEnvironment, page: str) -> None:
    _kept(env).pop(page, None)


def _merge(_app: Sphinx, env: BuildEnvironment, pages: list[str], other: BuildEnvironment) -> None:
    _kept(env).update({page: _kept(other)[page] for page in pages if page in _kept(other)})


def _write(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    entries = []
    for page, found in sorted(_kept(app.env).items()):
        place = {"url": app.builder.get_target_uri(page), "page": app.env.titles[page].astext()}
        entries += [place | asdict(section) for section in found]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, FILE).write_text(f"window.bookText = {text};\n", encoding="utf-8")
