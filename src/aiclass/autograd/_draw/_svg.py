"""Boxes and lines as SVG text."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from itertools import pairwise
from typing import TypeVar

from aiclass.autograd._draw._boxes import KIND_NAMES, LINE_PX, PADDING_PX, TEXT_PX, TITLE_PX, Box, Kind
from aiclass.autograd._draw._layout import Layout, Place, Sized

Shown = TypeVar("Shown", bound=Sized)

MARGIN_PX = 14
LEGEND_PX = 30
TWIN_GAP_PX = 16  # between two lines that join the same two boxes
BASELINE_PX = PADDING_PX + 12  # of the title, below the upper border
FONTS = "'Malgun Gothic', 'Apple SD Gothic Neo', NanumGothic, 'Noto Sans CJK KR', 'Noto Sans KR', sans-serif"
INK, PALE_INK = "#262626", "#595959"

# Blue and orange of Okabe and Ito (2008); without colour, width and dashes of the border tell the kinds apart.
BORDERS: dict[Kind, str] = {
    "input": 'fill="#FFFFFF" stroke="#7F7F7F" stroke-width="1.5" stroke-dasharray="5 3"',
    "parameter": 'fill="#E5F1F8" stroke="#0072B2" stroke-width="3"',
    "result": 'fill="#FFFFFF" stroke="#404040" stroke-width="1.2"',
    "output": 'fill="#FBEBDD" stroke="#D55E00" stroke-width="3" stroke-dasharray="12 3"',
}
LEGEND = "값은 왼쪽에서 오른쪽으로 계산됩니다. 기울기는 같은 선을 따라 오른쪽에서 왼쪽으로 전해집니다."


def render(layout: Layout[Box], *, title: str, description: str) -> str:
    """Return the picture, with a title and a description for those who cannot see it."""
    width, height = layout.size_px[0] + 2 * MARGIN_PX, layout.size_px[1] + 2 * MARGIN_PX + LEGEND_PX
    boxes = "".join(_box(layout, place, place.box) for place in layout.places if place.box)
    key = sha256(f"{description}{boxes}".encode()).hexdigest()[:8]  # ids are shared by the whole page
    lines = lines_svg(layout, f"arrow-{key}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="{FONTS}" role="img" '
        f'aria-labelledby="title-{key} description-{key}">'
        f'<title id="title-{key}">{escape(title)}</title><desc id="description-{key}">{escape(description)}</desc>'
        f"<defs>{arrow_svg(f'arrow-{key}')}</defs>"
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#FFFFFF"/>'
        f'<g transform="translate({MARGIN_PX} {MARGIN_PX})">{lines}{boxes}</g>'
        f'<text x="{MARGIN_PX}" y="{height - 12:.0f}" font-size="12" fill="{PALE_INK}">{LEGEND}</text></svg>'
    )


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


def _box(layout: Layout[Box], place: Place[Box], box: Box) -> str:
    left, top = layout.left_px[place.column], place.y_px - box.height_px / 2
    corner = 0 if box.kind in ("input", "parameter") else 9
    size = f'width="{box.width_px:.1f}" height="{box.height_px:.1f}" rx="{corner}"'
    x, y = left + PADDING_PX, top + BASELINE_PX
    parts = [
        f'<rect x="{left:.1f}" y="{top:.1f}" {size} {BORDERS[box.kind]}/>',
        text_svg(x, y, box.title, f'font-size="{TITLE_PX}" font-weight="bold" fill="{INK}"'),
    ]
    if box.lines and KIND_NAMES[box.kind]:
        style = f'font-size="{TEXT_PX}" text-anchor="end" fill="{PALE_INK}"'
        parts.append(text_svg(left + box.width_px - PADDING_PX, y, KIND_NAMES[box.kind], style))
    for number, line in enumerate(box.lines, start=1):
        parts.append(text_svg(x, y + number * LINE_PX, line, f'font-size="{TEXT_PX}" fill="{INK}"'))
    return "".join(parts)


def text_svg(x: float, y: float, text: str, style: str) -> str:
    """Return a line of text that begins, or ends, at (x, y)."""
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'
