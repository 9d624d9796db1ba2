"""What the axes of an array are called: ``shapes.name(x, "N D")``."""

from typing import Final, TypeVar

from aiclass.axes import remember
from aiclass.messages import message
from aiclass.shapes.errors import ShapesError

UNNAMED: Final = "_"

Named = TypeVar("Named")


def name(x: Named, axes: str) -> Named:
    """Return x itself, its axes named for traces, drawings and explanations.

    Args:
        x: an array, one of our tensors or a PyTorch tensor.
        axes: one word an axis, blanks between: "N C H W"; ``_`` for an axis that has no name, "" for a number.

    Raises:
        ShapesError: AX-01 not one word an axis, AX-02 one word for two lengths, AX-03 x is no array, or a number of
            Python's or NumPy's, which cannot be told from another one after it is gone.

    >>> import numpy as np
    >>> from aiclass import shapes
    >>> x = shapes.name(np.zeros((32, 784)), "N D")
    >>> shapes.axes_of(x), shapes.axes_of(np.zeros((32, 784)))
    (('N', 'D'), (None, None))
    """
    shape = getattr(x, "shape", None)
    if shape is None:
        raise ShapesError(message("AX-03", actual=type(x).__name__))
    lengths = tuple(int(length) for length in shape)
    words = axes.split() if isinstance(axes, str) else None
    if words is None or len(words) != len(lengths):
        actual = repr(axes) if words is None else f'"{axes}"'
        raise ShapesError(message("AX-01", shape=lengths, count=len(lengths), actual=actual))
    _check_lengths(words, lengths)
    try:
        remember(x, tuple(None if word == UNNAMED else word for word in words))
    except TypeError:
        raise ShapesError(message("AX-03", actual=type(x).__name__)) from None
    return x


def _check_lengths(words: list[str], lengths: tuple[int, ...]) -> None:
    """Raise unless each name stands for one length.

    Raises:
        ShapesError: AX-02.
    """
    known: dict[str, int] = {}
    for word, length in zip(words, lengths, strict=True):
        if word != UNNAMED and known.setdefault(word, length) != length:
            raise ShapesError(message("AX-02", axis=word, one=known[word], other=length))
