"""Read a table of numbers from CSV, exactly as it should be: these columns, so many rows, numbers only."""

import csv

import numpy as np
import numpy.typing as npt

from aiclass.data._recipe import Place
from aiclass.data.errors import BadFileError


def parse_csv(
    content: bytes, place: Place, *, columns: tuple[str, ...], rows: int
) -> npt.NDArray[np.float64]:
    """Return (rows, len(columns)) numbers; the first line names the columns.

    Args:
        content: the whole file, UTF-8.
        place: where it came from, for messages.
        columns: what the first line must say, blanks included.
        rows: how many lines of numbers must follow.

    Raises:
        BadFileError: no UTF-8, other columns, a line of another length, no number, too few or too many rows; each
            has its own text.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _fault("DA-50", place, byte=error.start) from None
    header, *lines = list(csv.reader(text.splitlines())) or [[]]
    if tuple(header) != columns:
        raise _fault("DA-51", place, expected=", ".join(map(repr, columns)), got=", ".join(map(repr, header)))
    table = np.array(
        [_numbers(line, number, columns, place) for number, line in enumerate(lines, start=2)]
    ).reshape(-1, len(columns))
    if len(table) != rows:
        raise _fault("DA-54", place, expected=rows, got=len(table))
    return table


def _numbers(line: list[str], number: int, columns: tuple[str, ...], place: Place) -> list[float]:
    """Return one line as floats; number counts lines from 1, as an editor does."""
    if len(line) != len(columns):
        raise _fault("DA-52", place, line=number, expected=len(columns), got=len(line))
    values = []
    for name, cell in zip(columns, line, strict=True):
        try:
            values.append(float(cell))
        except ValueError:
            raise _fault("DA-53", place, line=number, column=repr(name), got=repr(cell)) from None
    return values


def _fault(code: str, place: Place, **values: object) -> BadFileError:
    return BadFileError(code, file=place.shown, todo=place.todo, **values)
