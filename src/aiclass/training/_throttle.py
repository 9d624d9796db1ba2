"""Showing something costs time; this decides when it may."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter


class Throttle:
    """Lets an act happen so rarely that it takes no more than its share of the time.

    Each act is followed by a pause as long as its own duration divided by the share, and at least the shortest.

    Args:
        share: of all time that may be spent, such as 0.02.
        shortest_s: pause between two acts, however quick they are.
        clock: gives seconds.
    """

    def __init__(self, *, share: float, shortest_s: float, clock: Callable[[], float] = perf_counter) -> None:
        self._share, self._shortest_s, self._clock = share, shortest_s, clock
        self._next_s = clock() + shortest_s

    @property
    def is_due(self) -> bool:
        """Return whether the act may happen now."""
        return self._clock() >= self._next_s

    @contextmanager
    def act(self) -> Iterator[None]:
        """Measure the act and put the next one off accordingly."""
        started = self._clock()
        try:
            yield
        finally:
            ended = self._clock()
            self._next_s = ended + max(self._shortest_s, (ended - started) / self._share)
