"""What the book needs beyond Sphinx: folds, search in Korean from disk, links to the glossary, the journal's feed."""

from typing import Any

from sphinx.application import Sphinx

from aiclass.authoring.sphinx_extension import _answer, _glossary_links, _journal_feed, _search_text


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts to Sphinx's events."""
    _answer.setup(app)
    _search_text.setup(app)
    _glossary_links.setup(app)
    _journal_feed.setup(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": False}
