"""Questions that the figures ask of the values that they are to draw."""

from collections.abc import Sized
from typing import Any, NoReturn

from numpy.typing import NDArray

from aiclass.plots.errors import PlotError


def check_count(name: str, values: Sized, expected: int, why: str) -> None:
    """Raise unless there are as many values as expected; why is Korean, such as "이미지마다 하나".

    Raises:
        PlotError: there are more or fewer.
    """
    if len(values) != expected:
        from aiclass.messages import message

        raise PlotError(message("PL-03", name=name, expected=expected, why=why, actual=len(values)))


def refuse_shape(name: str, array: NDArray[Any], expected: str) -> NoReturn:
    """Raise because the array has not the shape that is written in expected.

    Raises:
        PlotError: always.
    """
    from aiclass.messages import message

    raise PlotError(message("PL-02", name=name, expected=expected, actual=array.shape))


def refuse_value(name: str, expected: str, actual: str) -> NoReturn:
    """Raise because a value cannot be drawn as it was asked.

    Raises:
        PlotError: always.
    """
    from aiclass.messages import message

    raise PlotError(message("PL-06", name=name, expected=expected, actual=actual))


def refuse_empty(name: str, expected: str) -> NoReturn:
    """Raise because there is nothing to draw.

    Raises:
        PlotError: always.
    """
    from aiclass.messages import message

    raise PlotError(message("PL-05", name=name, expected=expected))
