"""Plain text folded in a page of the book: HTML that opens without a script and by keyboard."""

import html


def folded_text(summary: str, *paragraphs: str, inside: str = "", css_class: str = "answer") -> str:
    """Return plain text that is hidden until the reader opens it, as one block of HTML.

    Args:
        summary: what stands on the closed fold.
        inside: HTML that follows the paragraphs, such as more folds.
    """
    body = "".join(f"<p>{inline(text)}</p>" for text in paragraphs)
    return f'<details class="{css_class}"><summary>{inline(summary)}</summary>{body}{inside}</details>'


def inline(text: str) -> str:
    """Return plain text as HTML that Markdown leaves alone: no line of it is blank."""
    return html.escape(text.strip()).replace("\n", "<br>")
