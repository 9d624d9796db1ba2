"""The graph of a computation as SVG text."""

from hashlib import sha256
from html import escape

from aiclass.autograd._draw._boxes import KIND_NAMES, Box, Kind
from aiclass.diagram import (
    FONTS,
    INK,
    LINE_PX,
    MARGIN_PX,
    PADDING_PX,
    PALE_INK,
    TEXT_PX,
    TITLE_PX,
    Layout,
    Place,
    arrow_svg,
    lines_svg,
    text_svg,
)

LEGEND_PX = 30
BASELINE_PX = PADDING_PX + 12  # of the title, below the upper border

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
