"""What the axes of an array are called: ``shapes.name(x, "N D")``.

Names lie beside the arrays, never in them: an array keeps its type and its numbers, and is forgotten as soon as
nothing else holds it.
"""

import weakref
from typing import Any, Final, TypeAlias, TypeVar

from aiclass.messages import message
from aiclass.shapes.errors import ShapesError

AxisNames: TypeAlias = tuple[str | None, ...]
"""One name an axis; None for an axis without one."""

UNNAMED: Final = "_"

Named = TypeVar("Named")

_known: dict[int, tuple["weakref.ref[Any]", AxisNames]] = {}


def name(x: Named, axes: str) -> Named:
    """Return x itself, its axes named for traces, drawings and explanations.

    Args:
        x: an array, one of our tensors or a PyTorch tensor.
        axes: one word an axis, blanks between: "N C H W"; ``_`` for an axis that has no name, "" for a number.

    Raises:
        ShapesError: AX-01 not one word an axis, AX-02 one word for two lengths, AX-03 x is no array.

    >>> import numpy as np
    >>> x = name(np.zeros((32, 784)), "N D")
    >>> axes_of(x), axes_of(np.zeros((32, 784)))
    (('N', 'D'), (None, None))
    """
    shape = getattr(x, "shape", None)
    if shape is None:
        raise ShapesError(message("AX-03", actual=type(x).__name__))
    lengths = tuple(int(length) for length in shape)
    words = axes.split()
    if len(words) != len(lengths):
        raise ShapesError(message("AX-01", shape=lengths, count=len(lengths), actual=f'"{axes}"'))
    _check_lengths(words, lengths)
    remember(x, tuple(None if word == UNNAMED else word for word in words))
    return x


def axes_of(x: Any) -> AxisNames:
    """Return the names of an array's axes, one an axis, None where `name` gave none."""
    reference, names = _known.get(id(x), (None, ()))
    shape = tuple(getattr(x, "shape", ()))
    is_same = reference is not None and reference() is x and len(names) == len(shape)
    return names if is_same else (None,) * len(shape)


def remember(x: Any, names: AxisNames) -> None:
    """Keep the names for as long as x lives.

    Raises:
        ShapesError: AX-03, x cannot be told from another object after it is gone, as Python's and NumPy's numbers.
    """
    key = id(x)
    try:
        reference = weakref.ref(x, lambda _: _known.pop(key, None))
    except TypeError:
        raise ShapesError(message("AX-03", actual=type(x).__name__)) from None
    _known[key] = (reference, names)


def _check_lengths(words: list[str], lengths: tuple[int, ...]) -> None:
    """Raise unless each name stands for one length.

    Raises:
        ShapesError: AX-02.
    """
    known: dict[str, int] = {}
    for word, length in zip(words, lengths, strict=True):
        if word != UNNAMED and known.setdefault(word, length) != length:
            raise ShapesError(message("AX-02", axis=word, one=known[word], other=length))
