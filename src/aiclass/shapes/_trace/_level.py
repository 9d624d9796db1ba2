"""One level of a trace as rows of boxes, read from left to right and row by row."""

from collections import Counter
from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from aiclass.diagram import INK, PADDING_PX, TITLE_PX, Layout, lay_out, text_svg, text_width_px
from aiclass.shapes._cells import FACES
from aiclass.shapes._trace._alike import counted, thinned, times
from aiclass.shapes._trace._equations import InnerAxes, equation, is_equation
from aiclass.shapes._trace._folding import Flow, Fold, Item, flows
from aiclass.shapes._trace._glyphs import Glyph, glyph
from aiclass.shapes._trace._record import Record
from aiclass.shapes._trace._table import fold_title, named_shape, shown_inputs, step_title

WIDEST_PX: Final = 1040.0
TITLE_ROOM_PX: Final = 24.0
GIVEN: Final = {"input": "입력", "made": "만든 값", "parameter": "파라미터", "result": "받은 값"}
FROM_BEFORE: Final = "위에서 계속"

Kind: TypeAlias = Literal["input", "parameter", "step", "fold", "before"]
BORDERS: Final[dict[Kind, str]] = {
    "input": 'fill="#FFFFFF" stroke="#7F7F7F" stroke-width="1.5" stroke-dasharray="5 3"',
    "before": 'fill="#FFFFFF" stroke="#7F7F7F" stroke-width="1.5" stroke-dasharray="1 4"',
    "parameter": 'fill="#FFFFFF" stroke="#0072B2" stroke-width="3"',
    "step": 'fill="#FFFFFF" stroke="#404040" stroke-width="1.2"',
    "fold": 'fill="#F4F4F4" stroke="#404040" stroke-width="2.5"',
}
ROUND_PX: Final = 9  # corners of what computes; what is given has sharp ones
PILE_PX: Final = 5  # from a fold to the one that seems to lie below it


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box of the picture.

    Attributes:
        kind: "before" comes from a row above.
        title: what stands at its top.
        picture: what stands below.
    """

    kind: Kind
    title: str
    picture: Glyph

    @property
    def width_px(self) -> float:
        """Return its width."""
        return max(self.picture.width_px, text_width_px(self.title, TITLE_PX)) + 2 * PADDING_PX

    @property
    def height_px(self) -> float:
        """Return its height."""
        return self.picture.height_px + TITLE_ROOM_PX + 2 * PADDING_PX - 6


Row: TypeAlias = Layout[Node]


def rows_of(record: Record, level: Fold) -> list[Row]:
    """Return the rows of a level: as many operations in each as fit; what a row needs from above begins it."""
    plan, rows, start = _Plan(record, level), list[Row](), 0
    while start < len(level.items):
        end, row = start + 1, plan.row(start, start + 1)
        while end < len(level.items):
            longer = plan.row(start, end + 1)
            if longer.size_px[0] > WIDEST_PX:
                break
            end, row = end + 1, longer
        kept = plan.without_loose_end(start, end)
        if kept < end:
            end, row = kept, plan.row(start, kept)
        rows.append(row)
        start = end
    return rows


class _Plan:
    """What is known of a level when its rows are laid out."""

    def __init__(self, record: Record, level: Fold) -> None:
        self._record, self._level = record, level
        self._flows = flows(record, level.items)
        self._uses = Counter(value for flow in self._flows for value in set(flow.inputs))
        self._inner = InnerAxes()

    def without_loose_end(self, start: int, end: int) -> int:
        """Return where a row ends that leaves to the next one what shares nothing with the items before it."""
        while start < end - 1 and end < len(self._flows):
            before, last = self._flows[start : end - 1], self._flows[end - 1]
            seen = {value for flow in before for value in (*flow.inputs, *flow.outputs)}
            if seen & set(last.inputs):
                break
            end -= 1
        return end

    def row(self, start: int, end: int) -> Row:
        """Return the items from start to before end as one row."""
        made = {value for flow in self._flows[:start] for value in flow.outputs}
        nodes, sources, place_of = list[Node](), list[list[int]](), dict[int, int]()
        for item, flow in zip(self._level.items[start:end], self._flows[start:end], strict=True):
            shown = shown_inputs(self._record, item, flow)
            drawn = thinned({value: self._kind(value, place_of.get(value), made) for value in shown})
            for value in self._with_boxes(item, tuple(drawn), made, known=place_of.keys()):
                place_of[value] = len(nodes)
                nodes.append(_leaf(self._record, value, drawn[value], is_from_before=value in made))
                sources.append([])
            sources.append([place_of[value] for value in shown if value in drawn and value in place_of])
            place_of.update(dict.fromkeys(flow.outputs, len(nodes)))
            nodes.append(_node(self._record, self._level, item, flow, self._inner))
        return lay_out(nodes, sources)

    def _kind(self, position: int, place: int | None, made: Set[int]) -> Hashable:
        """Return what values have in common that would be drawn alike: where they come from, name and shape.

        Args:
            place: of the box in this row that gives the value; None where it has none yet.
            made: values that come from rows above.
        """
        value = self._record.values[position]
        return place, position in made, value.name, value.shape, value.axes, value.origin

    def _with_boxes(self, item: Item, shown: Sequence[int], made: Set[int], *, known: Set[int]) -> list[int]:
        """Return the values that need a box of their own before this item.

        In an equation every operand is drawn anyway, so one that is used nowhere else needs no second box, as long
        as the item hangs on something.

        Args:
            made: values that come from rows above.
            known: values that have a box in this row.
        """
        new = [value for value in dict.fromkeys(shown) if value not in known]
        if isinstance(item, Fold) or not is_equation(self._record, self._record.steps[item]):
            return new
        needed = [value for value in new if self._uses[value] > 1 or value in made]
        return needed if needed or known & set(shown) else new[:1]


def _leaf(record: Record, position: int, count: int, *, is_from_before: bool) -> Node:
    """Return the box of a value that no box of the row has made.

    Args:
        count: of values alike that it stands for.
    """
    value = record.values[position]
    kind: Kind = "before" if is_from_before else "parameter" if value.origin == "parameter" else "input"
    title = value.short_name or (FROM_BEFORE if is_from_before else GIVEN[value.origin])
    picture = glyph(replace(value, name=""), face=FACES[0])
    return Node(kind=kind, title=times(title, count), picture=picture)


def _node(record: Record, level: Fold, item: Item, flow: Flow, inner: InnerAxes) -> Node:
    """Return the box of an operation or of a fold."""
    if isinstance(item, Fold):
        picture = glyph(record.values[flow.outputs[0]], face=FACES[1])
        return Node(kind="fold", title=fold_title(item), picture=picture)
    name = next((record.values[each].name for each in flow.outputs if record.values[each].name), "")
    title, picture = step_title(record, level, item), equation(record, record.steps[item], inner)
    return Node(kind="step", title=f"{name} = {title}" if name else title, picture=picture)


def node_svg(node: Node, left: float, top: float) -> str:
    """Return a box with its upper left corner at (left, top); a fold stands on others, as a pile of cards does."""
    corner = ROUND_PX if node.kind in {"step", "fold"} else 0
    size = f'width="{node.width_px:.1f}" height="{node.height_px:.1f}" rx="{corner}"'
    pile = (
        f'<rect x="{left + PILE_PX:.1f}" y="{top + PILE_PX:.1f}" {size} fill="#DDDDDD" stroke="#404040"/>'
        if node.kind == "fold"
        else ""
    )
    title = text_svg(
        left + node.width_px / 2,
        top + PADDING_PX + 11,
        node.title,
        f'font-size="{TITLE_PX}" font-weight="bold" text-anchor="middle" fill="{INK}"',
    )
    x, y = left + (node.width_px - node.picture.width_px) / 2, top + PADDING_PX + TITLE_ROOM_PX - 4
    picture = f'<g transform="translate({x:.1f} {y:.1f})">{node.picture.svg}</g>'
    return f'{pile}<rect x="{left:.1f}" y="{top:.1f}" {size} {BORDERS[node.kind]}/>{title}{picture}'


def in_words(record: Record, level: Fold) -> str:
    """Return a level as sentences: each operation with what goes in and what comes out."""
    told = []
    for item, flow in zip(level.items, flows(record, level.items), strict=True):
        title = fold_title(item) if isinstance(item, Fold) else step_title(record, level, item)
        taken = ", ".join(counted(_told(record, value) for value in shown_inputs(record, item, flow)))
        told.append(
            f"{title}: {taken} → {', '.join(counted(_told(record, value) for value in flow.outputs))}."
        )
    return " ".join(told)


def _told(record: Record, position: int) -> str:
    value = record.values[position]
    return f"{value.name} {named_shape(value)}".strip()
