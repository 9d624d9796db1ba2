"""What the book needs beyond Sphinx: search in Korean from disk, links to the glossary, a feed of the journal."""

from typing import Any

from sphinx.application import Sphinx

from aiclass.authoring.sphinx_extension import _glossary_links, _journal_feed, _search_text


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts to Sphinx's events."""
    _search_text.setup(app)
    _glossary_links.setup(app)
    _journal_feed.setup(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": False}
