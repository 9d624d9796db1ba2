"""Folded parts of a book page: plain HTML, so that they open without a script and by keyboard."""

import html


def folded(summary: str, body: str, css_class: str = "answer") -> str:
    """Return Markdown whose body is hidden until the reader opens it.

    Args:
        summary: what stands on the closed fold, plain text.
        body: Markdown.
    """
    opening = f'<details class="{css_class}"><summary>{inline(summary)}</summary>'
    return f"{opening}\n\n{body}\n\n</details>"


def folded_text(summary: str, *paragraphs: str, inside: str = "", css_class: str = "answer") -> str:
    """Return the same for a body of plain text, as one block of HTML.

    Args:
        inside: HTML that follows the paragraphs, such as more folds.
    """
    body = "".join(f"<p>{inline(text)}</p>" for text in paragraphs)
    return f'<details class="{css_class}"><summary>{inline(summary)}</summary>{body}{inside}</details>'


def inline(text: str) -> str:
    """Return plain text as HTML that Markdown leaves alone: no line of it is blank."""
    return html.escape(text.strip()).replace("\n", "<br>")
