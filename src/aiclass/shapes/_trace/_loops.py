"""Loops found again in what they did: the same lines with the same shapes, time after time."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

LEAST_TIMES: Final = 3
LEAST_TIMES_ALONE: Final = 6  # of a single operation
LONGEST: Final = 24  # operations of one time round


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A stretch that repeats itself.

    Attributes:
        start: of the first time round.
        length: of one time round.
        times: how often it went round.
    """

    start: int
    length: int
    times: int

    @property
    def end(self) -> int:
        """Return the place behind the last time round."""
        return self.start + self.length * self.times


def loops(signs: Sequence[Hashable]) -> list[Loop]:
    """Return the loops in a sequence of signs, from the front, each as long as it goes; None never repeats.

    >>> loops(["a", "b", "c", "b", "c", "b", "c", "d"])
    [Loop(start=1, length=2, times=3)]
    """
    found: list[Loop] = []
    place = 0
    while place < len(signs):
        here = [
            loop for length in range(1, LONGEST + 1) if (loop := _loop_at(signs, place, length)).times > 1
        ]
        if here:
            found.append(max(here, key=lambda loop: (loop.end, -loop.length)))
        place = found[-1].end if here else place + 1
    return found


def _loop_at(signs: Sequence[Hashable], start: int, length: int) -> Loop:
    """Return how often a stretch of this length goes round from here, once where that is too seldom."""
    first, times = signs[start : start + length], 1
    if len(first) == length and None not in first:
        while signs[start + length * times : start + length * (times + 1)] == first:
            times += 1
    least = LEAST_TIMES_ALONE if length == 1 else LEAST_TIMES
    return Loop(start=start, length=length, times=times if times >= least else 1)
