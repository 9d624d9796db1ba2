"""Where the boxes go: columns from left to right, lines that cross as little as possible.

The usual three steps (Sugiyama, Tagawa and Toda 1981): a column for each tensor, so that inputs stand left of what is
made of them; an order within each column, by the mean place of the neighbours; heights that draw neighbours level. A
line that passes a column gets a place of its own there, so that it goes round the boxes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

SWEEPS = 8
GAP_PX = 22  # between boxes of a column
COLUMN_GAP_PX = 46
BEND_PX = 6  # height of the place of a line that passes


class Sized(Protocol):
    """Anything that takes room."""

    @property
    def width_px(self) -> float: ...

    @property
    def height_px(self) -> float: ...


Box = TypeVar("Box", bound=Sized)


@dataclass(slots=True, eq=False)
class Place(Generic[Box]):
    """A box, or a bend of a line that passes a column, and where its middle is.

    Attributes:
        box: None for a bend.
        column: counted from the left.
        left, right: the places that lines lead to.
        y_px: of the middle.
    """

    box: Box | None
    column: int
    left: list["Place[Box]"] = field(default_factory=list)
    right: list["Place[Box]"] = field(default_factory=list)
    y_px: float = 0.0

    @property
    def height_px(self) -> float:
        """Return how high it is."""
        return self.box.height_px if self.box else BEND_PX


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout(Generic[Box]):
    """The whole picture.

    Attributes:
        places: of the boxes, in the order in which they were given.
        lines: each the places from an input to what is made of it.
        left_px: the left border of each column.
        widths_px: of each column.
        size_px: width and height.
    """

    places: tuple[Place[Box], ...]
    lines: tuple[tuple[Place[Box], ...], ...]
    left_px: tuple[float, ...]
    widths_px: tuple[float, ...]
    size_px: tuple[float, float]


def lay_out(boxes: Sequence[Box], inputs: Sequence[Sequence[int]]) -> Layout[Box]:
    """Return where the boxes go.

    Args:
        boxes: each after its inputs, the output last.
        inputs: for each box the positions of its inputs.
    """
    places = tuple(Place(box, column) for box, column in zip(boxes, _columns(inputs), strict=True))
    lines = tuple(_line(places[start], places[end]) for end, starts in enumerate(inputs) for start in starts)
    columns = _filled(places, lines)
    _order(columns)
    _draw_level(columns)
    widths = tuple(max((p.box.width_px for p in column if p.box), default=0.0) for column in columns)
    left = [0.0]
    for width in widths:
        left.append(left[-1] + width + COLUMN_GAP_PX)
    bottom = max(place.y_px + place.height_px / 2 for place in places)
    size = left[-1] - COLUMN_GAP_PX, bottom
    return Layout(places=places, lines=lines, left_px=tuple(left[:-1]), widths_px=widths, size_px=size)


def _columns(inputs: Sequence[Sequence[int]]) -> list[int]:
    """Return the column of each box: right of all its inputs; a leaf just left of its first use."""
    columns: list[int] = []
    for starts in inputs:
        columns.append(1 + max((columns[start] for start in starts), default=-1))
    first_use: dict[int, int] = {}
    for end, starts in enumerate(inputs):
        for start in starts:
            first_use[start] = min(first_use.get(start, columns[end]), columns[end])
    leaves = {position for position, starts in enumerate(inputs) if not starts and position in first_use}
    return [first_use[p] - 1 if p in leaves else column for p, column in enumerate(columns)]


def _line(start: Place[Box], end: Place[Box]) -> tuple[Place[Box], ...]:
    """Return the places of a line, with a bend in every column between, and join them."""
    bends = [Place[Box](None, column) for column in range(start.column + 1, end.column)]
    line = (start, *bends, end)
    for one, next_ in pairwise(line):
        one.right.append(next_)
        next_.left.append(one)
    return line


def _filled(places: Sequence[Place[Box]], lines: Sequence[Sequence[Place[Box]]]) -> list[list[Place[Box]]]:
    columns: list[list[Place[Box]]] = [[] for _ in range(1 + max(place.column for place in places))]
    bends = [place for line in lines for place in line[1:-1]]
    for place in (*places, *bends):
        columns[place.column].append(place)
    return columns


def _order(columns: list[list[Place[Box]]]) -> None:
    """Sort each column by the mean position of its neighbours, to the right and back."""
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            position = {id(place): spot for other in columns for spot, place in enumerate(other)}
            spots = {
                id(place): _mean([position[id(p)] for p in _side(place, sweep)], position[id(place)])
                for place in column
            }
            column.sort(key=_spot_in(spots))


def _spot_in(spots: dict[int, float]) -> Callable[[Place[Box]], float]:
    return lambda place: spots[id(place)]


def _draw_level(columns: list[list[Place[Box]]]) -> None:
    """Set heights: as near to the neighbours as the order and the gaps allow; the highest box begins at 0."""
    for column in columns:
        _spread(column, [0.0] * len(column))
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            _spread(column, [_mean([p.y_px for p in _pulling(place, sweep)], place.y_px) for place in column])
    top = min(place.y_px - place.height_px / 2 for column in columns for place in column)
    for column in columns:
        for place in column:
            place.y_px -= top


def _spread(column: list[Place[Box]], wanted: list[float]) -> None:
    """Set the heights of a column as wanted, pushed apart where they would touch, the push shared by all."""
    above, pushed = -float("inf"), []
    for place, height in zip(column, wanted, strict=True):
        least = above + (GAP_PX if place.box else GAP_PX / 2) + place.height_px / 2
        pushed.append(max(height, least))
        above = pushed[-1] + place.height_px / 2
    shift = _mean([want - got for want, got in zip(wanted, pushed, strict=True)], 0.0)
    for place, height in zip(column, pushed, strict=True):
        place.y_px = height + shift


def _side(place: Place[Box], sweep: int) -> list[Place[Box]]:
    """Return the neighbours that count in this sweep: to the left on the way right, else to the right."""
    return place.left if sweep % 2 == 0 else place.right


def _pulling(place: Place[Box], sweep: int) -> list[Place[Box]]:
    """Return the neighbours that a place wants to be level with: leaves give way to what was computed."""
    side = _side(place, sweep)
    return [neighbour for neighbour in side if neighbour.left or neighbour.box is None] or side


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise
