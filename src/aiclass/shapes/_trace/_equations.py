"""What an operation does to shapes, as boxes with signs between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from aiclass.diagram import INK, text_svg, text_width_px
from aiclass.shapes._cells import FACES, RESULT_FACE
from aiclass.shapes._trace._glyphs import Glyph, Mark, glyph
from aiclass.shapes._trace._operations import ELEMENTWISE, sign_of
from aiclass.shapes._trace._record import Record, Step, Value

SIGN_PX: Final = 15
GAP_PX: Final = 10.0
PRODUCTS: Final = frozenset({"dot", "linear", "matmul"})


@dataclass(slots=True)
class InnerAxes:
    """Numbers the inner axes of a picture's matrix products: the same axis, the same colour."""

    known: dict[tuple[str | None, int], int] = field(default_factory=dict)

    def mark(self, value: Value, axis: int) -> Mark:
        """Return the mark of an inner axis."""
        key = (value.axes[axis], value.shape[axis])
        return Mark(kind="inner", number=self.known.setdefault(key, len(self.known)))


def is_equation(record: Record, step: Step) -> bool:
    """Return whether what goes in is shown beside what comes out: products, stretched and vanishing axes."""
    inputs = [record.values[each] for each in step.inputs]
    if step.operation in {"matmul", "dot"}:
        return len(inputs) == 2 and all(each.shape for each in inputs)
    if step.operation == "linear":
        return len(inputs) >= 2
    return bool(step.gone) or _stretches(step, inputs)


def equation(record: Record, step: Step, inner: InnerAxes) -> Glyph:
    """Return the picture of a step: an equation of boxes, else the box that comes out."""
    inputs, output = [record.values[each] for each in step.inputs], record.values[step.outputs[0]]
    result = glyph(replace(output, name=""), face=RESULT_FACE)  # its name stands in the heading
    if not is_equation(record, step):
        return result
    if step.gone:
        marks = {axis: Mark(kind="gone") for axis in step.gone}
        return in_line([glyph(inputs[0], face=FACES[0], marks=marks), "→", result])
    if step.operation in ELEMENTWISE:
        a, b = (
            glyph(each, face=face, grown=_target(each, output))
            for each, face in zip(inputs, FACES, strict=True)
        )
        return in_line([a, sign_of(step.operation), b, "→", result])
    right = _transposed(inputs[1]) if step.operation == "linear" else inputs[1]
    return in_line([*_product(inputs[0], right, inner), "→", result])


def _product(left: Value, right: Value, inner: InnerAxes) -> tuple[Glyph, str, Glyph]:
    """Return the two sides of a product, the axes that meet marked alike."""
    mark, meets = inner.mark(left, -1), max(len(right.shape) - 2, 0)
    a = glyph(left, face=FACES[0], marks={len(left.shape) - 1: mark})
    return a, "@", glyph(right, face=FACES[1], marks={meets: mark})


def in_line(parts: Sequence[Glyph | str]) -> Glyph:
    """Return pictures and signs side by side, level with each other."""
    height = max(part.height_px for part in parts if isinstance(part, Glyph))
    left, drawn = 0.0, []
    for part in parts:
        if isinstance(part, str):
            room = text_width_px(part, SIGN_PX)
            style = f'font-size="{SIGN_PX}" font-weight="bold" text-anchor="middle" fill="{INK}"'
            drawn.append(text_svg(left + room / 2, height / 2 + 3, part, style))
            left += room + GAP_PX
            continue
        drawn.append(
            f'<g transform="translate({left:.1f} {(height - part.height_px) / 2:.1f})">{part.svg}</g>'
        )
        left += part.width_px + GAP_PX
    return Glyph(svg="".join(drawn), width_px=left - GAP_PX, height_px=height)


def _stretches(step: Step, inputs: Sequence[Value]) -> bool:
    if step.operation not in ELEMENTWISE or len(inputs) != 2:
        return False
    one, other = inputs
    return one.shape != other.shape and bool(one.shape) and bool(other.shape)


def _target(value: Value, output: Value) -> tuple[int, ...] | None:
    return output.shape if value.shape and value.shape != output.shape else None


def _transposed(value: Value) -> Value:
    name = f"{value.short_name}.T" if value.short_name else ""
    return replace(value, shape=value.shape[::-1], axes=value.axes[::-1], name=name, origin="result")
