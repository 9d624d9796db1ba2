"""How much room a text takes, near enough to lay out a figure before it is drawn."""

import unicodedata
from collections.abc import Iterable

POINTS_PER_INCH = 72
NARROW_EM = 0.58  # width of a Latin letter or digit of NanumGothic, in font sizes; Hangul takes 0.94
WIDE_EM = 0.94


def width_in_inches(texts: Iterable[str], font_size: float) -> float:
    """Return the width of the widest line of these texts, 0 without any.

    >>> width_in_inches(["정답 4"], 10) > width_in_inches(["4"], 10)
    True
    """
    lines = (line for text in texts for line in text.split("\n"))
    return max(map(_width_in_em, lines), default=0.0) * font_size / POINTS_PER_INCH


def _width_in_em(line: str) -> float:
    return sum(WIDE_EM if unicodedata.east_asian_width(letter) in "WF" else NARROW_EM for letter in line)
