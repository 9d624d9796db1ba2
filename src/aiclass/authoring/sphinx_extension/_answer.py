"""``{answer} TITLE``: what a reader is to see only after thinking, folded as ``<details>``."""

import html
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class answer(nodes.General, nodes.Element):  # noqa: N801  # nodes are written so
    """A folded part of a page; its attribute ``summary`` stands on the closed fold."""


class Answer(SphinxDirective):
    """The directive."""

    required_arguments: ClassVar[int] = 1
    final_argument_whitespace: ClassVar[bool] = True
    has_content: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        """Return the fold with its content."""
        fold = answer("", *self.parse_content_to_nodes(), summary=self.arguments[0])
        self.set_source_info(fold)
        return [fold]


def setup(app: Sphinx) -> None:
    """Add directive and node."""
    app.add_directive("answer", Answer)
    app.add_node(answer, html=(_open, _close))


def _open(translator: Any, node: answer) -> None:
    summary = html.escape(node["summary"])
    translator.body.append(f'<details class="answer"><summary>{summary}</summary>\n')


def _close(translator: Any, _node: answer) -> None:
    translator.body.append("</details>\n")
