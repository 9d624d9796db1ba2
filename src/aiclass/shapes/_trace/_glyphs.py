"""An array as a box: as large as its axes are long, the axes named at its edges."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import Final, Literal

from aiclass.autograd._draw._boxes import text_width_px
from aiclass.autograd._draw._svg import INK, PALE_INK, text_svg
from aiclass.plots import COLOURS
from aiclass.shapes._cells import CLASH, HATCH_COLOUR
from aiclass.shapes._operand import shape_text
from aiclass.shapes._trace._record import Shape, Value

LEAST_PX: Final = 12.0  # an axis of length 1
PX_A_DOUBLING: Final = 9.0
MOST_PX: Final = 108.0
DEPTH: Final = 0.32  # of its length that an axis drawn into the depth takes
LABEL_PX: Final = 12
GAP_PX: Final = 4.0
DASHES: Final = ("none", "7 3", "2 3", "9 3 2 3")  # tell inner axes apart without colour
EDGE: Final = "#595959"
HATCH_ID: Final = "hatch"

Face = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What an operation does with an axis.

    Attributes:
        kind: "inner" meets its partner in a matrix product, "gone" vanishes.
        number: of the pair of inner axes, which decides colour and dashes.
    """

    kind: Literal["inner", "gone"]
    number: int = 0

    @property
    def colour(self) -> str:
        """Return the colour of the edge."""
        return CLASH if self.kind == "gone" else COLOURS[(0, 2, 3, 5)[self.number % 4]]

    @property
    def dashes(self) -> str:
        """Return the dashes of the edge."""
        return "3 3" if self.kind == "gone" else DASHES[self.number % len(DASHES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """A picture with its upper left corner at (0, 0)."""

    svg: str
    width_px: float
    height_px: float


def length_px(length: int) -> float:
    """Return how long an axis is drawn: by its logarithm, so that 3 and 784 fit into one picture."""
    return min(MOST_PX, LEAST_PX + PX_A_DOUBLING * log2(max(length, 1)))


def glyph(
    value: Value, *, face: Face, marks: Mapping[int, Mark] | None = None, grown: Shape | None = None
) -> Glyph:
    """Return the box of an array, its shape and name below.

    Args:
        marks: axis to what becomes of it.
        grown: the shape to which broadcasting stretches it; stretched axes are hatched.
    """
    full = grown if grown is not None else value.shape
    caption = f"{value.name} {shape_text(value.shape)}".strip()
    box = _box(value, full, face, marks or {})
    width = max(box.width_px, text_width_px(caption, LABEL_PX))
    shift = (width - box.width_px) / 2
    text = text_svg(width / 2, box.height_px + LABEL_PX + 2, caption, _style("middle"))
    svg = f'<g transform="translate({shift:.1f} 0)">{box.svg}</g>{text}'
    return Glyph(svg=svg, width_px=width, height_px=box.height_px + LABEL_PX + 7)


def _box(value: Value, full: Shape, face: Face, marks: Mapping[int, Mark]) -> Glyph:
    """Return the box alone: the last two axes as its face, the one before into the depth, others as a factor."""
    if not full:
        dot = f'<circle cx="8" cy="8" r="6" fill="{_rgb(face)}" stroke="{EDGE}" stroke-width="1.2"/>'
        return Glyph(svg=dot, width_px=16, height_px=16)
    missing = len(full) - len(value.shape)
    labels = ["" if place < missing else _label(value, place - missing, marks) for place in range(len(full))]
    width, height = length_px(full[-1]), length_px(full[-2]) if len(full) > 1 else LEAST_PX
    depth = length_px(full[-3]) * DEPTH if len(full) > 2 else 0.0
    factor = "".join(f"{label or length} × " for label, length in zip(labels[:-3], full[:-3], strict=True))
    margin = max(
        text_width_px(labels[-2] if len(full) > 1 else "", LABEL_PX),
        text_width_px(labels[-3] if len(full) > 2 else "", LABEL_PX) - depth / 2,
        text_width_px(factor, LABEL_PX) if factor else 0.0,
    )
    left, top = margin + GAP_PX, LABEL_PX + GAP_PX + depth
    stretched = _stretched(value.shape, full)
    parts = [
        _depth(left, top, width, height, depth, is_hatched=any(stretched[:-2]), face=face),
        _face(left, top, width, height, stretched[-2:], face),
        *_edges(left, top, width, height, depth, {axis + missing - len(full): mark for axis, mark in marks.items()}),
        text_svg(left + depth + width / 2, top - depth - GAP_PX, labels[-1], _style("middle", _of(marks, value, -1))),
    ]
    if len(full) > 1:
        y = top + height / 2 + LABEL_PX / 3
        parts.append(text_svg(left - GAP_PX, y, labels[-2], _style("end", _of(marks, value, -2))))
    if len(full) > 2:
        style = _style("end", _of(marks, value, -3))
        parts.append(text_svg(left + depth / 2 - GAP_PX, top - depth / 2, labels[-3], style))
    if factor:
        parts.append(text_svg(0, top + height + LABEL_PX, factor.strip(), _style("start")))
    bottom = top + height + (LABEL_PX + 4 if factor else 0)
    return Glyph(svg="".join(parts), width_px=left + width + depth + 2, height_px=bottom + 2)


def _label(value: Value, axis: int, marks: Mapping[int, Mark]) -> str:
    """Return an axis' name; one that takes part in the operation also tells its length."""
    name, length = value.axes[axis], value.shape[axis]
    if axis in marks:
        return f"{name}={length}" if name else str(length)
    return name or ""


def _stretched(shape: Shape, full: Shape) -> list[bool]:
    """Return for each axis, at least two of them, whether it came about by stretching."""
    padded = (1,) * (len(full) - len(shape)) + shape
    found = [one != other for one, other in zip(padded, full, strict=True)]
    return [False] * (2 - len(found)) + found


def _face(left: float, top: float, width: float, height: float, stretched: list[bool], face: Face) -> str:
    """Return the face; of a stretched axis only the first part is what is really there, the rest is hatched."""
    whole = _rect(left, top, width, height, _rgb(face))
    if not any(stretched):
        return whole
    rows, columns = stretched
    own = _rect(left, top, LEAST_PX if columns else width, LEAST_PX if rows else height, _rgb(face))
    return _rect(left, top, width, height, "#FFFFFF") + _rect(left, top, width, height, f"url(#{HATCH_ID})") + own


def _depth(
    left: float, top: float, width: float, height: float, depth: float, *, is_hatched: bool, face: Face
) -> str:
    """Return the two sides of a box that one sees behind its face."""
    if not depth:
        return ""
    right, bottom = left + width, top + height
    above = f"{left},{top} {left + depth},{top - depth} {right + depth},{top - depth} {right},{top}"
    beside = f"{right},{top} {right + depth},{top - depth} {right + depth},{bottom - depth} {right},{bottom}"
    fills = ["#FFFFFF", f"url(#{HATCH_ID})"] if is_hatched else [_rgb(face)]
    return "".join(
        f'<polygon points="{points}" fill="{fill}" stroke="{EDGE}" stroke-width="1"/>'
        for points in (above, beside)
        for fill in fills
    )


def _edges(
    left: float, top: float, width: float, height: float, depth: float, marks: Mapping[int, Mark]
) -> list[str]:
    """Return the marked edges, by axis counted from the last."""
    lines = {
        -1: (left, top + height, left + width, top + height),
        -2: (left, top, left, top + height),
        -3: (left, top, left + depth, top - depth),
    }
    return [
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" '.format(*lines[axis])
        + f'stroke="{mark.colour}" stroke-width="4.5" stroke-dasharray="{mark.dashes}"/>'
        for axis, mark in marks.items()
        if axis in lines
    ]


def _of(marks: Mapping[int, Mark], value: Value, axis: int) -> str:
    mark = marks.get(len(value.shape) + axis)
    return mark.colour if mark else PALE_INK


def _rect(left: float, top: float, width: float, height: float, fill: str) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{left:.1f}" y="{top:.1f}" {size} fill="{fill}" stroke="{EDGE}" stroke-width="1"/>'


def _style(anchor: str, colour: str = INK) -> str:
    return f'font-size="{LABEL_PX}" text-anchor="{anchor}" fill="{colour}"'


def _rgb(face: Face) -> str:
    return "#" + "".join(f"{round(255 * channel):02X}" for channel in face)


def hatch_svg() -> str:
    """Return the definition of the hatching."""
    return (
        f'<pattern id="{HATCH_ID}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{HATCH_COLOUR}" stroke-width="2.2"/></pattern>'
    )
