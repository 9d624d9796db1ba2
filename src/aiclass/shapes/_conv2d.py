"""A convolution at one window: the image with the window framed, the filter, the products, and what is done so far."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes as Sheet
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from aiclass.messages import message
from aiclass.plots import show, styled
from aiclass.shapes._cells import (
    FACES,
    RESULT_FACE,
    TINTS,
    Table,
    cell_width,
    draw_grid,
    new_sheet,
    one_face,
    outline,
    text_room,
    write,
)
from aiclass.shapes._operand import as_operand, check_cell, number_text, number_texts, shape_text, spoken
from aiclass.shapes.errors import ShapesError

FILTER_FACE, WINDOW_FACE = FACES
PRODUCT_FACE: Final = TINTS[2]
SIGN_ROOM: Final = 1.4
HEAD: Final = 2.4  # title and names above the tables


def conv2d(
    image: ArrayLike,
    weight: ArrayLike,
    *,
    stride: int = 1,
    padding: int = 0,
    cell: tuple[int, int] = (0, 0),
    names: tuple[str, str] = ("image", "weight"),
) -> None:
    """Show how one number of a convolution comes about; the filter is not flipped, as in `aiclass.scratch.conv2d`.

    Args:
        image: (H, W), each axis of at most 8 cells. Padding is drawn hatched.
        weight: (KH, KW).
        stride: cells from one window to the next, at least 1.
        padding: zeros around the image.
        cell: row and column of the result that is worked out; results after it are left blank.
        names: what the picture calls the two.

    Raises:
        ShapesError: an argument cannot be drawn, the window does not fit, or the result has no such cell.
    """
    picture = _Picture.of(image, weight, stride=stride, padding=padding, cell=cell, names=names)
    show(draw_conv2d(picture), alt=picture.alt)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picture:
    """What there is to draw.

    Attributes:
        image: (H + 2P, W + 2P), padded.
        weight: (KH, KW).
        out: (HO, WO).
        cell: of the result.
    """

    names: tuple[str, str]
    image: NDArray[Any]
    weight: NDArray[Any]
    out: NDArray[Any]
    stride: int
    padding: int
    cell: tuple[int, int]

    @classmethod
    def of(
        cls,
        image: ArrayLike,
        weight: ArrayLike,
        *,
        stride: int,
        padding: int,
        cell: tuple[int, int],
        names: tuple[str, str],
    ) -> "_Picture":
        _check_setting("stride", stride, least=1)
        _check_setting("padding", padding, least=0)
        pixels, filter_ = as_operand(names[0], image), as_operand(names[1], weight)
        for name, operand in zip(names, (pixels, filter_), strict=True):
            if operand.ndim != 2:
                raise ShapesError(message("SD-08", name=name, actual=shape_text(operand.shape)))
        padded = np.pad(pixels, padding)
        if any(k > n for k, n in zip(filter_.shape, padded.shape, strict=True)):
            shapes = {"window": shape_text(filter_.shape), "actual": shape_text(padded.shape)}
            raise ShapesError(message("SD-09", name=names[1], **shapes))
        windows = np.lib.stride_tricks.sliding_window_view(padded, filter_.shape)[::stride, ::stride]
        out = (windows * filter_).sum(axis=(2, 3))  # (HO, WO)
        check_cell(cell, out.shape)
        return cls(
            names=names, image=padded, weight=filter_, out=out, stride=stride, padding=padding, cell=cell
        )

    @property
    def corner(self) -> tuple[int, int]:
        """Return row and column of the padded image where the window begins."""
        return self.cell[0] * self.stride, self.cell[1] * self.stride

    @property
    def products(self) -> NDArray[Any]:
        """Return window * weight, (KH, KW)."""
        (top, left), (height, width) = self.corner, self.weight.shape
        products: NDArray[Any] = self.image[top : top + height, left : left + width] * self.weight
        return products

    @property
    def title(self) -> str:
        """Return the shapes, and the settings that are not default."""
        size = self.image.shape[0] - 2 * self.padding, self.image.shape[1] - 2 * self.padding
        parts = [f"{self.names[0]} {shape_text(size)}"]
        parts += [f"패딩 {self.padding}"] if self.padding else []
        parts += [f"{self.names[1]} {shape_text(self.weight.shape)}"]
        parts += [f"스트라이드 {self.stride}"] if self.stride != 1 else []
        return f"{', '.join(parts)} → {shape_text(self.out.shape)}"

    @property
    def sum(self) -> str:
        """Return the cell that is worked out, written as a sum of the products that are not zero."""
        numbers = [number_text(value) for value in self.products.flat if value != 0]
        terms = " + ".join(f"({text})" if text.startswith("−") else text for text in numbers)
        parts = [f"결과[{self.cell[0]}, {self.cell[1]}]", *([terms] if len(numbers) > 1 else [])]
        return " = ".join([*parts, number_text(self.out[self.cell])])

    @property
    def done(self) -> list[list[str]]:
        """Return the results up to the cell, the later ones blank."""
        last = self.cell[0] * self.out.shape[1] + self.cell[1]
        return [
            [text if row * len(line) + column <= last else "" for column, text in enumerate(line)]
            for row, line in enumerate(number_texts(self.out))
        ]

    @property
    def alt(self) -> str:
        """Return in words what the picture shows."""
        image = f"{self.names[0]}의 값 {spoken(self.image)}"
        image = f"패딩을 두른 {image}" if self.padding else image
        return (
            f"{self.title}. {image}. {self.names[1]}의 값 {spoken(self.weight)}. "
            f"{self.corner[0]}행 {self.corner[1]}열에서 시작하는 창에서 같은 자리끼리 곱하면 {spoken(self.products)}. "
            f"{self.sum}."
        )


def draw_conv2d(picture: _Picture) -> Figure:
    """Return the figure of `conv2d`."""
    image, weight, products = map(number_texts, (picture.image, picture.weight, picture.products))
    tables = (image, weight, products, picture.done)
    width, tallest = cell_width(tables), max(map(len, tables))
    across = sum(len(table[0]) * width + SIGN_ROOM for table in tables)
    with styled():
        widest = max(across, text_room([picture.title, picture.sum]))
        figure, sheet = new_sheet(widest + 0.4, HEAD + tallest + 1.4)
        write(sheet, 0.2, 0.6, picture.title, align="left", bold=True)
        row = _Row(sheet, width, HEAD + tallest / 2)
        left, top = row.put(image, picture.names[0], face=_image_face(picture), is_copy=_is_padding(picture))
        (first, second), (height, breadth) = picture.corner, picture.weight.shape
        outline(sheet, left + second * width, top + first, width=breadth * width, height=height)
        row.sign("×")
        row.put(weight, picture.names[1], face=one_face(FILTER_FACE))
        row.sign("=")
        row.put(products, "같은 자리끼리 곱", face=one_face(PRODUCT_FACE))
        row.sign("→")
        left, top = row.put(picture.done, "결과", face=one_face(RESULT_FACE))
        outline(sheet, left + picture.cell[1] * width, top + picture.cell[0], width=width, height=1)
        write(sheet, 0.2, HEAD + tallest + 0.8, picture.sum, align="left")
    return figure


class _Row:
    """Puts tables side by side, their middles on one line.

    Args:
        width: of a cell.
        middle: height of the line.
    """

    def __init__(self, sheet: Sheet, width: float, middle: float) -> None:
        self.sheet, self.width, self.middle, self.x = sheet, width, middle, 0.2

    def put(self, table: Table, name: str, **look: Any) -> tuple[float, float]:
        """Draw a table with its name above; return its upper left corner."""
        left, top = self.x, self.middle - len(table) / 2
        write(self.sheet, left + len(table[0]) * self.width / 2, top - 0.5, name, bold=True)
        draw_grid(self.sheet, left, top, table, width=self.width, **look)
        self.x += len(table[0]) * self.width
        return left, top

    def sign(self, sign: str) -> None:
        """Write a sign between two tables."""
        write(self.sheet, self.x + SIGN_ROOM / 2, self.middle, sign, bold=True)
        self.x += SIGN_ROOM


def _check_setting(name: str, value: Any, *, least: int) -> None:
    """Raise unless a setting is a whole number that is large enough.

    Raises:
        ShapesError: SD-11.
    """
    if not isinstance(value, int | np.integer) or value < least:
        raise ShapesError(message("SD-11", name=name, least=least, actual=value))


def _image_face(picture: _Picture) -> Callable[[int, int], Any]:
    """Return the colours of the image's cells: the window has one."""
    (top, left), (height, width) = picture.corner, picture.weight.shape

    def face(row: int, column: int) -> Any:
        is_inside = top <= row < top + height and left <= column < left + width
        return WINDOW_FACE if is_inside else "white"

    return face


def _is_padding(picture: _Picture) -> Callable[[int, int], bool]:
    """Return which cells of the image are padding."""
    height, width = picture.image.shape

    def is_padding(row: int, column: int) -> bool:
        edge = picture.padding
        return not (edge <= row < height - edge and edge <= column < width - edge)

    return is_padding
