"""The shapes that an image passes through on its way through a network, drawn as stacks of maps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes as Sheet
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from aiclass.messages import message
from aiclass.plots import INK, show, styled
from aiclass.shapes._cells import TINTS, new_sheet, text_room, write
from aiclass.shapes._operand import shape_text
from aiclass.shapes.errors import ShapesError

Step = tuple[str, tuple[int, ...]]

TALLEST: Final = 4.0  # cells that the largest map is high
SMALLEST: Final = 0.5
MOST_SHEETS: Final = 16  # of a stack; more channels are drawn as so many
OFFSET: Final = 0.13  # from one sheet of a stack to the next
BAR_WIDTH: Final = 0.5
SHORTEST_BAR: Final = 1.0
LONGEST_BAR: Final = TALLEST + 1.5
BAR_A_DOUBLING: Final = 0.57
ARROW_ROOM: Final = 1.8
LINE: Final = 0.6  # of a cell's height: what a line of text takes
FACES: Final = TINTS[:6]  # without the grey of black


def walk(*steps: Step) -> None:
    r"""Show the shape after each step: a stack of C maps for (C, H, W), a bar for (D,).

    Args:
        steps: what is done, and the shape of one image afterwards; the first is what goes in, such as
            ``("그림", (1, 28, 28)), ("합성곱\n3×3", (8, 28, 28))``. The names of the others stand on the arrows.

    Raises:
        ShapesError: SD-10 there is none, or a shape has neither one axis nor three.
    """
    for shape in [shape for _, shape in steps] or [()]:
        if len(shape) not in {1, 3} or min(shape) < 1:
            raise ShapesError(message("SD-10", actual=shape_text(shape)))
    path = " → ".join(f"{' '.join(name.split())} {shape_text(shape)}" for name, shape in steps)
    show(draw_walk(steps), alt=f"그림 한 장의 모양이 지나는 길. {path}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Station:
    """What is drawn for one step.

    Attributes:
        width, height: of the stack or bar.
        largest: the longest side of all maps, which is drawn TALLEST.
    """

    name: str
    shape: tuple[int, ...]
    width: float
    height: float
    largest: int

    @classmethod
    def of(cls, step: Step, largest: int) -> "_Station":
        name, shape = step
        if len(shape) == 1:
            size = BAR_WIDTH, _bar_height(shape[0])
        else:
            spread = OFFSET * (min(shape[0], MOST_SHEETS) - 1)
            size = _side(shape[2], largest) + spread, _side(shape[1], largest) + spread
        return cls(name=name, shape=shape, width=size[0], height=size[1], largest=largest)

    @property
    def room(self) -> float:
        """Return the width that the stack and the shape below it take."""
        return max(self.width, text_room([shape_text(self.shape)]))

    @property
    def arrow_room(self) -> float:
        """Return the length of the arrow that leads here, its name above it."""
        return max(ARROW_ROOM, text_room([self.name]) + 0.4)

    def patches(self, left: float, middle: float, face: tuple[float, ...]) -> list[Rectangle]:
        """Return the sheets of a stack, the rearmost first, or one bar."""
        look: dict[str, Any] = {"facecolor": face, "edgecolor": INK, "linewidth": 0.8}
        top = middle - self.height / 2
        if len(self.shape) == 1:
            return [Rectangle((left, top), self.width, self.height, **look)]
        sheets = min(self.shape[0], MOST_SHEETS)
        height, width = (_side(length, self.largest) for length in self.shape[1:])
        return [
            Rectangle((left + OFFSET * (sheets - 1 - i), top + OFFSET * i), width, height, **look)
            for i in range(sheets)
        ]


def draw_walk(steps: Sequence[Step]) -> Figure:
    """Return the figure of `walk`."""
    largest = max((max(shape[1:]) for _, shape in steps if len(shape) == 3), default=1)
    stations = [_Station.of(step, largest) for step in steps]
    across = sum(each.room for each in stations) + sum(each.arrow_room for each in stations[1:])
    height = max(each.height for each in stations)
    middle = 1.6 + height / 2
    with styled():
        figure, sheet = new_sheet(across + 0.8, height + 3.6)
        x = 0.4
        for place, station in enumerate(stations):
            if place:
                x += _draw_arrow(sheet, station, x, middle)
            else:
                write(sheet, x + station.room / 2, 0.7, station.name, bold=True)
            left = x + (station.room - station.width) / 2
            for patch in station.patches(left, middle, FACES[place % len(FACES)]):
                sheet.add_patch(patch)
            write(sheet, x + station.room / 2, middle + height / 2 + 0.8, shape_text(station.shape))
            x += station.room
    return figure


def _draw_arrow(sheet: Sheet, station: _Station, start: float, middle: float) -> float:
    """Draw the arrow that leads to a station, with the station's name above; return its length."""
    length = station.arrow_room
    ends = (start + 0.1, middle), (start + length - 0.1, middle)
    sheet.add_patch(FancyArrowPatch(*ends, arrowstyle="-|>", color=INK, mutation_scale=10))
    lines = station.name.count("\n") + 1
    write(sheet, start + length / 2, middle - 0.25 - LINE * lines / 2, station.name)
    return length


def _side(length: int, largest: int) -> float:
    return max(SMALLEST, TALLEST * length / largest)


def _bar_height(length: int) -> float:
    """Return how high a bar is; lengths grow by ratio, or 784 would leave nothing of 10."""
    return min(LONGEST_BAR, SHORTEST_BAR + BAR_A_DOUBLING * float(np.log2(length + 1)))
