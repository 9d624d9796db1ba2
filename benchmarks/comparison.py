"""Time two ways of doing the same in turn, so that a slow minute of the machine hits both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Run = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is compared, and what is expected of it.

    Attributes:
        name: row name, stable over time.
        ours, theirs: the two ways; each call does the whole work anew.
        target: the least speedup (theirs / ours) that counts as met.
    """

    name: str
    ours: Run
    theirs: Run
    target: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured comparison; times are medians in seconds.

    Attributes:
        speedup: median of theirs / ours, pair by pair.
        spread: least and greatest of these ratios.
    """

    speedup: float
    target: float
    met: bool
    ours_s: float
    theirs_s: float
    spread: tuple[float, float]


def measure(comparison: Comparison, repeats: int) -> Row:
    """Return the medians over some alternating repeats, after one warm-up of each side."""
    comparison.ours()
    comparison.theirs()
    pairs = [(_seconds(comparison.ours), _seconds(comparison.theirs)) for _ in range(repeats)]
    ratios = [theirs / ours for ours, theirs in pairs]
    return Row(
        speedup=median(ratios),
        target=comparison.target,
        met=median(ratios) >= comparison.target,
        ours_s=median(ours for ours, _ in pairs),
        theirs_s=median(theirs for _, theirs in pairs),
        spread=(min(ratios), max(ratios)),
    )


def _seconds(run: Run) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start
