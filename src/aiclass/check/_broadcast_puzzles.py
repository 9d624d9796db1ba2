"""Answers to "what is the shape of a + b?", and which rule of broadcasting a wrong one has missed."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from aiclass.check._describe import describe_shape
from aiclass.check._puzzles import check_plain_answers

Shape = tuple[int, ...]
Answer = Shape | str

CLASH: Final = "오류"

FROM_THE_FRONT: Final = "NP-25"
ONLY_ONE_STRETCHES: Final = "NP-26"
ONE_DOES_STRETCH: Final = "NP-27"
MISSING_AXIS_IS_ONE: Final = "NP-28"
BOTH_MAY_STRETCH: Final = "NP-29"
NOT_JOINED: Final = "NP-30"
NO_SHAPE: Final = "NP-31"
FROM_THE_BACK: Final = "NP-32"
RULES: Final = (
    FROM_THE_FRONT,
    ONLY_ONE_STRETCHES,
    ONE_DOES_STRETCH,
    MISSING_AXIS_IS_ONE,
    BOTH_MAY_STRETCH,
    NOT_JOINED,
    NO_SHAPE,
    FROM_THE_BACK,
)


def check_broadcasts(answers: object, puzzles: Mapping[int, tuple[Shape, Shape]]) -> None:
    """Raise unless every puzzle is answered with the shape that NumPy gives, or with CLASH where it refuses.

    Args:
        answers: number of the puzzle to its answer.
        puzzles: number to the two shapes.

    Raises:
        CheckFailed: TY-xx when the answers are no dictionary of plain values, BC-01 when some are missing;
            else names every wrong one with the rule that it misses, its code is that of the first.
    """
    check_plain_answers(
        answers,
        puzzles,
        slip_of=lambda answer, shapes: slip_of(answer, *shapes),
        question=lambda shapes: " + ".join(map(describe_shape, shapes)),
        missing_code="BC-01",
        wrong_code="BC-02",
    )


def slip_of(answer: object, a: Shape, b: Shape) -> str | None:
    """Return the misconception that speaks from an answer; None when it is right.

    >>> slip_of((4, 3), (4, 3), (4,)), slip_of("오류", (4, 3), (4,))
    ('NP-25', None)
    """
    truth = _broadcast(a, b)
    if answer == CLASH:
        return None if truth is None else _refused(a, b)
    if not isinstance(answer, tuple) or not all(type(length) is int for length in answer):
        return NO_SHAPE
    if answer == truth:
        return None
    if answer == _from_the_front(a, b):
        return FROM_THE_FRONT
    if truth is not None and answer == truth[::-1]:
        return FROM_THE_BACK
    if answer == (*a, *b) or _adds_lengths(answer, a, b):
        return NOT_JOINED
    if truth is None:
        return ONLY_ONE_STRETCHES
    if len(answer) != len(truth):
        return MISSING_AXIS_IS_ONE
    return BOTH_MAY_STRETCH if answer in {_padded(a, len(truth)), _padded(b, len(truth))} else FROM_THE_BACK


def _broadcast(a: Shape, b: Shape) -> Shape | None:
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return None


def _from_the_front(a: Shape, b: Shape) -> Shape | None:
    """Return what would come out if axes were matched from the first on."""
    mirrored = _broadcast(a[::-1], b[::-1])
    return mirrored and mirrored[::-1]


def _refused(a: Shape, b: Shape) -> str:
    """Return why it does work: an axis of length 1 stretches, or a missing axis counts as 1."""
    length = min(len(a), len(b))
    pairs = zip(a[len(a) - length :], b[len(b) - length :], strict=True)
    return ONE_DOES_STRETCH if any(one != other for one, other in pairs) else MISSING_AXIS_IS_ONE


def _adds_lengths(answer: Shape, a: Shape, b: Shape) -> bool:
    """Return whether the lengths of an axis that both have were added, as if one were put behind the other."""
    if len(answer) != max(len(a), len(b)):
        return False
    shared = zip(reversed(answer), reversed(a), reversed(b), strict=False)
    return any(got == one + other for got, one, other in shared)


def _padded(shape: Shape, count: int) -> Shape:
    return (1,) * (count - len(shape)) + shape
