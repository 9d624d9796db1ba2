"""Blocks of MyST Markdown that pages are built from; a fence is always longer than those inside it."""

import re
from collections.abc import Iterable
from typing import Final

PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")


def literal(text: str) -> str:
    """Return plain text as Markdown that shows it as written, in one paragraph."""
    lines = filter(None, text.strip().splitlines())
    return "\\\n".join(PUNCTUATION.sub(r"\\\1", line.strip()) for line in lines)


def fenced(text: str, language: str) -> str:
    """Return text as a block of code."""
    fence = _fence(text)
    return f"{fence}{language}\n{text}\n{fence}"


def admonition(title: str, body: str, css_class: str) -> str:
    """Return a box with a title."""
    fence = _fence(body)
    return f"{fence}{{admonition}} {title}\n:class: {css_class}\n\n{body}\n{fence}"


def answer(title: str, body: str) -> str:
    """Return what a reader is to see only after thinking: folded in the book, at the end of a PDF."""
    fence = _fence(body)
    return f"{fence}{{answer}} {title}\n\n{body}\n{fence}"


def ways(links: Iterable[str]) -> str:
    """Return links below the title of a page of the book, to the same in another form."""
    return ":::{container} ways\n" + "\n".join(links) + "\n:::"


def _fence(inside: str) -> str:
    longest = max((len(run) for run in re.findall(r"^\s*(`{3,})", inside, re.MULTILINE)), default=2)
    return "`" * (longest + 1)
