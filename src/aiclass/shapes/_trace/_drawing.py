"""A trace as a picture: SVG, and a page on which modules open."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any, Final

from aiclass.diagram import FONTS, MARGIN_PX, PALE_INK, arrow_svg, lines_svg, text_svg
from aiclass.shapes._trace._equations import PRODUCTS, is_equation
from aiclass.shapes._trace._folding import Fold, fold, in_shapes
from aiclass.shapes._trace._glyphs import HATCH_ID, hatch_svg
from aiclass.shapes._trace._level import Row, in_words, node_svg, rows_of
from aiclass.shapes._trace._record import Record
from aiclass.shapes._trace._table import NOTHING, fold_title

if TYPE_CHECKING:
    from collections.abc import Hashable

ROW_GAP_PX: Final = 34
NARROWEST_PX: Final = 660.0  # what the longest line of the legend takes
LEGEND_LINE_PX: Final = 18
LEGEND_STYLE: Final = f'font-size="12" fill="{PALE_INK}"'
READING: Final = "왼쪽에서 오른쪽으로, 줄이 바뀌면 위에서 아래로 읽습니다."
INNER: Final = "굵은 변: 곱해지며 만나는 축."
GONE: Final = "주황 점선: 사라지는 축."
HATCHED: Final = "빗금: 늘어난 자리."
FOLDED: Final = "겹친 상자는 접힌 묶음입니다. 그림 아래에서 펼칩니다."
OTHER_TIMES: Final = "첫째 번만 그렸습니다. 그 뒤로도 번마다 모양의 흐름이 같습니다."


class TraceDrawing:
    """A picture of a trace; a notebook shows it, with modules to open below.

    Attributes:
        svg: the outermost level as SVG text.
        alt: Korean, what there is to see.
    """

    def __init__(self, record: Record) -> None:
        self._record, self._fold = record, fold(record)
        self.alt = _alt(record, self._fold)
        self.svg = level_svg(record, self._fold)

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, str]:
        return {"text/html": self._page(), "text/plain": self.alt}

    def _page(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._record.notes)
        return f"{_picture(self.svg, self.alt)}{_Opened(self._record).inside(self._fold)}{notes}"


class _Opened:
    """What the folds of a picture show when they are opened: of those that are alike, only the first is drawn."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._drawn: dict[Hashable, str] = {}

    def inside(self, level: Fold) -> str:
        """Return the modules of a level, each folded, with the modules within."""
        return "".join(
            f'<details style="margin: .4em 0 .4em 1.2em"><summary>{escape(fold_title(each))}</summary>'
            f"{self._opened(each)}</details>"
            for each in level.folds()
        )

    def _opened(self, level: Fold) -> str:
        first = self._drawn.setdefault(in_shapes(self._record, level), level.title)
        if first != level.title:
            return f"<p>모양의 흐름이 같은 앞의 묶음: {escape(first)}</p>"
        if level.first_round:
            return f"{self._drawn_level(_first_time(level))}<p>{OTHER_TIMES}</p>"
        return self._drawn_level(level)

    def _drawn_level(self, level: Fold) -> str:
        return f"{_picture(level_svg(self._record, level), _alt(self._record, level))}{self.inside(level)}"


def _first_time(loop: Fold) -> Fold:
    """Return what a loop does the first time round; each time it does the same to shapes."""
    return Fold(title="1번째", kind="", group=loop.group, items=loop.first_round)


def level_svg(record: Record, level: Fold) -> str:
    """Return one level as SVG, with a title and a description for those who cannot see it."""
    rows = rows_of(record, level) if level.items else []
    words = _alt(record, level)
    key = sha256(words.encode()).hexdigest()[:8]  # ids are shared by the whole page
    top, parts = float(MARGIN_PX), list[str]()
    for row in rows:
        parts.append(f'<g transform="translate({MARGIN_PX} {top:.0f})">{_row_svg(row, f"arrow-{key}")}</g>')
        top += row.size_px[1] + ROW_GAP_PX
    for line in _legend(record, level) if rows else [NOTHING]:
        parts.append(text_svg(MARGIN_PX, top + 4, line, LEGEND_STYLE))
        top += LEGEND_LINE_PX
    width = max([NARROWEST_PX, *(row.size_px[0] + 8 for row in rows)]) + 2 * MARGIN_PX
    body = "".join(parts).replace(f"url(#{HATCH_ID})", f"url(#{HATCH_ID}-{key})")
    hatch = hatch_svg().replace(f'id="{HATCH_ID}"', f'id="{HATCH_ID}-{key}"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{top:.0f}" '
        f'viewBox="0 0 {width:.0f} {top:.0f}" font-family="{FONTS}" role="img" '
        f'aria-labelledby="title-{key} description-{key}"><title id="title-{key}">모양의 흐름</title>'
        f'<desc id="description-{key}">{escape(words)}</desc><defs>{arrow_svg(f"arrow-{key}")}{hatch}</defs>'
        f'<rect width="{width:.0f}" height="{top:.0f}" fill="#FFFFFF"/>{body}</svg>'
    )


def _legend(record: Record, level: Fold) -> list[str]:
    """Return the lines that explain the signs which this level really has."""
    steps = [record.steps[item] for item in level.items if isinstance(item, int)]
    shown = [step for step in steps if is_equation(record, step)]
    gone = any(step.gone for step in shown)
    inner = any(step.operation in PRODUCTS for step in shown)
    hatched = any(not step.gone and step.operation not in PRODUCTS for step in shown)
    signs = [text for text, is_there in ((INNER, inner), (GONE, gone), (HATCHED, hatched)) if is_there]
    return [" ".join([READING, *signs]), *([FOLDED] if level.folds() else [])]


def _row_svg(row: Row, arrow: str) -> str:
    """Return a row, its lines behind its boxes.

    Args:
        arrow: id of the arrow's head.
    """
    boxes = "".join(
        node_svg(place.box, row.left_px[place.column], place.y_px - place.box.height_px / 2)
        for place in row.places
        if place.box is not None
    )
    return lines_svg(row, arrow) + boxes


def _picture(svg: str, alt: str) -> str:
    """Return the picture as an image, at its own size: a narrow page scrolls it, by keyboard as well."""
    source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode('ascii')}"
    return (
        '<div style="overflow-x: auto; border: 1px solid #B5B5B5; border-radius: 6px; background: #FFFFFF" '
        'tabindex="0" role="group" aria-label="모양의 흐름">'
        f'<img src="{source}" alt="{escape(alt)}" style="max-width: none; display: block; margin: 0"></div>'
    )


def _alt(record: Record, level: Fold) -> str:
    """Return in words what a level shows."""
    if not level.items:
        return NOTHING
    count = sum(1 for _ in level.steps())
    what = fold_title(level) if level.title else f"연산 {count}개"
    return f"모양의 흐름. {what}. {in_words(record, level)}"
