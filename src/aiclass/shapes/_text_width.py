"""How wide a text is in a terminal or any other place where letters stand in columns."""

from unicodedata import east_asian_width


def text_width(text: str) -> int:
    """Return how many columns a text takes; Hangul takes two each.

    >>> text_width("X @ 가격")
    8
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
