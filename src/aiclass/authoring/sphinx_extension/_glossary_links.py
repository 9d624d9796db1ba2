"""Where a page introduces a term, as in 기울기(gradient), the term becomes a link to the glossary."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain

UNLINKED: Final = (
    nodes.literal,
    nodes.math,
    nodes.reference,
    nodes.title,
    nodes.term,
    nodes.FixedTextElement,
)


def setup(app: Sphinx) -> None:
    """Link terms once all pages have been read."""
    app.connect("doctree-resolved", _link_terms)


def linked(text: str, addresses: Mapping[str, str]) -> Iterator[nodes.Node]:
    """Give the text in pieces, terms as references.

    Args:
        addresses: glossary heading such as "기울기 (gradient)" to the address of its entry.
    """
    by_form = {heading.replace(" (", "("): address for heading, address in addresses.items()}
    longest_first = sorted(by_form, key=len, reverse=True)
    done = 0
    for match in re.finditer("|".join(map(re.escape, longest_first)) or r"(?!)", text):
        yield nodes.Text(text[done : match.start()])
        yield nodes.reference(
            "", match[0], internal=True, refuri=by_form[match[0]], classes=["glossary-term"]
        )
        done = match.end()
    yield nodes.Text(text[done:])


def _link_terms(app: Sphinx, document: nodes.document, page: str) -> None:
    addresses = _addresses(app, page)
    for text in list(document.findall(nodes.Text)):
        if "(" in text and not _is_inside(text, UNLINKED):
            pieces = list(linked(str(text), addresses))
            if len(pieces) > 1:
                text.parent.replace(text, pieces)


def _addresses(app: Sphinx, page: str) -> dict[str, str]:
    domain = app.env.get_domain("std")
    assert isinstance(domain, StandardDomain)
    return {
        name: f"{app.builder.get_relative_uri(page, where)}#{anchor}"
        for name, _, kind, where, anchor, _ in domain.get_objects()
        if kind == "term" and where != page
    }


def _is_inside(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, kinds):
            return True
        parent = parent.parent
    return False
