"""An array as a box: as large as its axes are long, the axes named at its edges."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log2
from typing import Final, Literal

from aiclass.diagram import INK, PALE_INK, text_svg, text_width_px
from aiclass.plots import COLOURS
from aiclass.shapes._cells import CLASH, HATCH_COLOUR
from aiclass.shapes._operand import shape_text
from aiclass.shapes._trace._record import Shape, Value

LEAST_PX: Final = 12.0  # an axis of length 1
PX_A_DOUBLING: Final = 8.0
MOST_PX: Final = 96.0
DEPTH: Final = 0.32  # of its length that an axis drawn into the depth takes
LABEL_PX: Final = 12
FACTOR_PX: Final = 13  # of "N ×", which stands before the box as a number before a term
GAP_PX: Final = 4.0
DASHES: Final = ("none", "7 3", "3 2", "9 3 2 3")  # tell inner axes apart without colour
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
class _Frame:
    """Where the face of a box lies, and how far the box goes into the depth."""

    left: float
    top: float
    width: float
    height: float
    depth: float


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
    caption = f"{value.short_name} {shape_text(value.shape)}".strip()
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
    factor = "".join(f"{label or length} × " for label, length in zip(labels[:-3], full[:-3], strict=True))
    frame = _frame(full, labels, factor)
    stretched = _stretched(value.shape, full)
    from_last = {axis - len(value.shape): mark for axis, mark in marks.items()}
    parts = [
        _depth(frame, face, is_hatched=any(stretched[:-2])),
        _face(frame, face, stretched[-2:]),
        *_edges(frame, from_last),
        *_axis_names(frame, labels, from_last),
    ]
    if factor:
        style = f'font-size="{FACTOR_PX}" font-weight="bold" text-anchor="start" fill="{INK}"'
        parts.append(text_svg(GAP_PX, frame.top + frame.height / 2 + FACTOR_PX / 3, factor.strip(), style))
    width, height = frame.left + frame.width + frame.depth + 2, frame.top + frame.height + 2
    return Glyph(svg="".join(parts), width_px=width, height_px=height)


def _frame(full: Shape, labels: list[str], factor: str) -> _Frame:
    """Return where the face lies, right of the names of the axes and of the factor."""
    depth = length_px(full[-3]) * DEPTH if len(full) > 2 else 0.0
    margin = max(
        text_width_px(labels[-2] if len(full) > 1 else "", LABEL_PX),
        text_width_px(labels[-3] if len(full) > 2 else "", LABEL_PX) - depth / 2,
    )
    margin += text_width_px(factor, FACTOR_PX) + 2 * GAP_PX if factor else 0.0
    return _Frame(
        left=margin + GAP_PX,
        top=LABEL_PX + GAP_PX + depth,
        width=length_px(full[-1]),
        height=length_px(full[-2]) if len(full) > 1 else LEAST_PX,
        depth=depth,
    )


def _axis_names(frame: _Frame, labels: list[str], marks: Mapping[int, Mark]) -> list[str]:
    """Return the names at the edges of the last three axes, darker where something becomes of them."""
    places = {
        -1: ("middle", frame.left + frame.depth + frame.width / 2, frame.top - frame.depth - GAP_PX),
        -2: ("end", frame.left - GAP_PX, frame.top + frame.height / 2 + LABEL_PX / 3),
        -3: ("end", frame.left + frame.depth / 2 - GAP_PX, frame.top - frame.depth / 2),
    }
    return [
        text_svg(x, y, labels[axis], _style(anchor, INK if axis in marks else PALE_INK))
        for axis, (anchor, x, y) in places.items()
        if -axis <= len(labels)
    ]


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


def _face(frame: _Frame, face: Face, stretched: list[bool]) -> str:
    """Return the face; of a stretched axis only the first part is what is really there, the rest is hatched."""
    whole = _rect(frame, _rgb(face))
    if not any(stretched):
        return whole
    rows, columns = stretched
    own = replace(
        frame,
        width=LEAST_PX if columns else frame.width,
        height=LEAST_PX if rows else frame.height,
    )
    return _rect(frame, "#FFFFFF") + _rect(frame, f"url(#{HATCH_ID})") + _rect(own, _rgb(face))


def _depth(frame: _Frame, face: Face, *, is_hatched: bool) -> str:
    """Return the two sides of a box that one sees behind its face."""
    if not frame.depth:
        return ""
    left, top, depth = frame.left, frame.top, frame.depth
    right, bottom = left + frame.width, top + frame.height
    above = [(left, top), (left + depth, top - depth), (right + depth, top - depth), (right, top)]
    beside = [(right, top), (right + depth, top - depth), (right + depth, bottom - depth), (right, bottom)]
    fills = ["#FFFFFF", f"url(#{HATCH_ID})"] if is_hatched else [_rgb(face)]
    return "".join(
        f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}" fill="{fill}" '
        f'stroke="{EDGE}" stroke-width="1"/>'
        for corners in (above, beside)
        for fill in fills
    )


def _edges(frame: _Frame, marks: Mapping[int, Mark]) -> list[str]:
    """Return the marked edges, by axis counted from the last."""
    left, top, depth = frame.left, frame.top, frame.depth
    right, bottom = left + frame.width, top + frame.height
    lines = {
        -1: (left, bottom, right, bottom),
        -2: (left, top, left, bottom),
        -3: (left, top, left + depth, top - depth),
    }
    return [
        '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" '.format(*lines[axis])
        + f'stroke="{mark.colour}" stroke-width="4.5" stroke-dasharray="{mark.dashes}"/>'
        for axis, mark in marks.items()
        if axis in lines
    ]


def _rect(frame: _Frame, fill: str) -> str:
    size = f'width="{frame.width:.1f}" height="{frame.height:.1f}"'
    return f'<rect x="{frame.left:.1f}" y="{frame.top:.1f}" {size} fill="{fill}" stroke="{EDGE}" stroke-width="1"/>'


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
