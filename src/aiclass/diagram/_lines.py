"""Text and lines between boxes as SVG."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import TypeVar

from aiclass.diagram._layout import Layout, Place, Sized

Shown = TypeVar("Shown", bound=Sized)

MARGIN_PX = 14  # around a picture
TWIN_GAP_PX = 16  # between two lines that join the same two boxes
FONTS = "'Malgun Gothic', 'Apple SD Gothic Neo', NanumGothic, 'Noto Sans CJK KR', 'Noto Sans KR', sans-serif"
INK, PALE_INK = "#262626", "#595959"


def arrow_svg(key: str) -> str:
    """Return the definition of an arrow's head, for `lines_svg`."""
    return (
        f'<marker id="{key}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0 L10 5 L0 10 z" fill="{PALE_INK}"/></marker>'
    )


def lines_svg(layout: Layout[Shown], arrow: str) -> str:
    """Return all lines of a layout, which end in the arrow's head of this id."""
    shifts = _shifts_px(layout.lines)
    return "".join(
        _line(layout, line, shift, arrow) for line, shift in zip(layout.lines, shifts, strict=True)
    )


def _shifts_px(lines: Sequence[tuple[Place[Shown], ...]]) -> list[float]:
    """Return how far below the middle each line runs: those between the same two neighbours lie side by side."""
    counts, seen = Counter(lines), Counter[tuple[Place[Shown], ...]]()
    shifts = []
    for line in lines:
        shifts.append((seen[line] - (counts[line] - 1) / 2) * TWIN_GAP_PX)
        seen[line] += 1
    return shifts


def _line(layout: Layout[Shown], line: tuple[Place[Shown], ...], shift_px: float, arrow: str) -> str:
    """Return a line from the right border of a box to the left border of another."""
    path = [f"M{_right_px(layout, line[0]):.1f} {line[0].y_px + shift_px:.1f}"]
    for one, next_ in pairwise(line):
        x1, x2 = _right_px(layout, one), layout.left_px[next_.column]
        y1, y2 = one.y_px + shift_px, next_.y_px + shift_px
        if one.box is None:
            path.append(f"H{x1:.1f}")
        middle = (x1 + x2) / 2
        path.append(f"C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}")
    drawn = f'd="{" ".join(path)}" fill="none" stroke="{PALE_INK}" stroke-width="1.5"'
    return f'<path {drawn} marker-end="url(#{arrow})"/>'


def _right_px(layout: Layout[Shown], place: Place[Shown]) -> float:
    """Return where lines leave a place: the border of its box, or of the column for a bend."""
    width = place.box.width_px if place.box else layout.widths_px[place.column]
    return layout.left_px[place.column] + width


def text_svg(x: float, y: float, text: str, style: str) -> str:
    """Return a line of text that begins, or ends, at (x, y)."""
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'
