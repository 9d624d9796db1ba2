"""The shapes that an image passes through on its way through a network, drawn as stacks of maps."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

from aiclass.messages import message
from aiclass.plots import COLOURS, INK, show, styled, width_in_inches
from aiclass.shapes._cells import CELL_INCHES, FONT_SIZE, new_sheet, pale, write
from aiclass.shapes._operand import shape_text
from aiclass.shapes.errors import ShapesError

Step = tuple[str, tuple[int, ...]]

TALLEST: Final = 4.0  # cells that the largest map is high
SMALLEST: Final = 0.5
MOST_SHEETS: Final = 16  # of a stack; more channels are drawn as so many
OFFSET: Final = 0.13
BAR_WIDTH: Final = 0.5
ARROW_ROOM: Final = 1.8
LINE: Final = 0.6  # of a cell's height: what a line of text takes
FACES: Final = tuple(pale(colour) for colour in COLOURS[:6])


def walk(*steps: Step) -> None:
    r"""Show the shape after each step: a stack of C maps for (C, H, W), a bar for (D,).

    Args:
        steps: what is done, and the shape of one image afterwards; the first is what goes in, such as
            ``("그림", (1, 28, 28)), ("합성곱\n3×3", (8, 28, 28))``. The names of the others stand on the arrows.

    Raises:
        ShapesError: SD-10 there is none, or a shape has neither one axis nor three.
    """
    for _, shape in steps:
        if len(shape) not in {1, 3} or min(shape) < 1:
            raise ShapesError(message("SD-10", actual=shape_text(shape)))
    if not steps:
        raise ShapesError(message("SD-10", actual="()"))
    path = " → ".join(f"{' '.join(name.split())} {shape_text(shape)}" for name, shape in steps)
    show(draw_walk(steps), alt=f"그림 한 장의 모양이 지나는 길. {path}.")


def draw_walk(steps: Sequence[Step]) -> Figure:
    """Return the figure of `walk`."""
    largest = max((max(shape[1:]) for _, shape in steps if len(shape) == 3), default=1)
    boxes = [_size(shape, largest) for _, shape in steps]
    labels = [width_in_inches([shape_text(shape)], FONT_SIZE) / CELL_INCHES for _, shape in steps]
    arrows = [
        max(ARROW_ROOM, width_in_inches([name], FONT_SIZE) / CELL_INCHES + 0.4) for name, _ in steps[1:]
    ]
    rooms = [max(box[0], label) for box, label in zip(boxes, labels, strict=True)]
    height = max(box[1] for box in boxes)
    middle = 1.6 + height / 2
    with styled():
        figure, sheet = new_sheet(sum(rooms) + sum(arrows) + 0.8, height + 3.6)
        x = 0.4
        for index, ((name, shape), box, room) in enumerate(zip(steps, boxes, rooms, strict=True)):
            if index:
                end = x + arrows[index - 1]
                arrow = FancyArrowPatch((x + 0.1, middle), (end - 0.1, middle), arrowstyle="-|>", color=INK)
                arrow.set(mutation_scale=10)
                sheet.add_patch(arrow)
                write(sheet, (x + end) / 2, middle - 0.25 - LINE * (name.count("\n") + 1) / 2, name)
                x = end
            else:
                write(sheet, x + room / 2, 0.7, name, bold=True)
            left = x + (room - box[0]) / 2
            for patch in _patches(shape, largest, left, middle, FACES[index % len(FACES)]):
                sheet.add_patch(patch)
            write(sheet, x + room / 2, middle + height / 2 + 0.8, shape_text(shape))
            x += room
    return figure


def _size(shape: tuple[int, ...], largest: int) -> tuple[float, float]:
    """Return width and height of what is drawn for a shape."""
    if len(shape) == 1:
        return BAR_WIDTH, _bar_height(shape[0])
    spread = OFFSET * (min(shape[0], MOST_SHEETS) - 1)
    height, width = (_side(length, largest) for length in shape[1:])
    return width + spread, height + spread


def _side(length: int, largest: int) -> float:
    return max(SMALLEST, TALLEST * length / largest)


def _bar_height(length: int) -> float:
    """Return how high a bar is; lengths grow by ratio, or 784 would leave nothing of 10."""
    return min(TALLEST + 1.5, 1.0 + 0.8 * float(np.log2(length + 1)) / 1.4)


def _patches(
    shape: tuple[int, ...], largest: int, left: float, middle: float, face: tuple[float, ...]
) -> list[Rectangle]:
    """Return the sheets of a stack, the rearmost first, or one bar."""
    look: dict[str, Any] = {"facecolor": face, "edgecolor": INK, "linewidth": 0.8}
    width, height = _size(shape, largest)
    top = middle - height / 2
    if len(shape) == 1:
        return [Rectangle((left, top), width, height, **look)]
    sheets = min(shape[0], MOST_SHEETS)
    side_height, side_width = (_side(length, largest) for length in shape[1:])
    return [
        Rectangle((left + OFFSET * (sheets - 1 - i), top + OFFSET * i), side_width, side_height, **look)
        for i in range(sheets)
    ]
