"""Train to an accuracy in less time than another recipe takes: both in turn, on the same cores, in one run.

The clock runs from uint8 images in memory to the trained model. Test images are looked at when it has stopped.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from benchmarks.comparison import Row

Measure = Callable[[], float]
"""Returns the test accuracy of what was trained, 0 to 1."""

Train = Callable[[int], Measure]
"""``train(seed)`` does the whole work anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenger:
    """One of our recipes.

    Attributes:
        name: row name, stable over time.
        accuracy: that its median run must reach on the test images; None for the median of theirs.
        speedup: that it must reach at least.
    """

    name: str
    train: Train
    speedup: float
    accuracy: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The row of a challenger, and what was reached.

    Attributes:
        goal: the accuracy that counts.
        ours, theirs: test accuracy of each run; theirs is empty beside a fixed time.
    """

    row: Row
    goal: float
    ours: tuple[float, ...]
    theirs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    seconds: float
    accuracy: float


def race(theirs: tuple[str, Train], challengers: Sequence[Challenger], repeats: int) -> dict[str, Result]:
    """Return the result of each challenger, by its name; each repeat has a seed of its own.

    Args:
        theirs: name and training of the recipe to beat.
        challengers: take their turn after it in every repeat.
    """
    name, train = theirs
    their_runs: list[_Run] = []
    our_runs: dict[str, list[_Run]] = {each.name: [] for each in challengers}
    for repeat in range(repeats):
        their_runs.append(_timed(name, train, repeat, repeats))
        for each in challengers:
            our_runs[each.name].append(_timed(each.name, each.train, repeat, repeats))
    return {each.name: _result(each, our_runs[each.name], their_runs) for each in challengers}


def race_against_time(challenger: Challenger, seconds: float, repeats: int) -> Result:
    """Return the result of a challenger that has a fixed time instead of an opponent."""
    ours = [_timed(challenger.name, challenger.train, repeat, repeats) for repeat in range(repeats)]
    return _result(challenger, ours, [_Run(seconds, float("nan"))] * repeats)


def _timed(name: str, train: Train, repeat: int, repeats: int) -> _Run:
    print(f"{name}, run {repeat + 1} of {repeats} ... ", end="", file=sys.stderr, flush=True)
    started = perf_counter()
    measure = train(repeat)
    seconds = perf_counter() - started
    accuracy = measure()
    print(f"{seconds:.1f} s, {accuracy:.2%}", file=sys.stderr, flush=True)
    return _Run(seconds, accuracy)


def _result(challenger: Challenger, ours: Sequence[_Run], theirs: Sequence[_Run]) -> Result:
    ratios = [their.seconds / our.seconds for our, their in zip(ours, theirs, strict=True)]
    reached = median(run.accuracy for run in ours)
    goal = median(run.accuracy for run in theirs) if challenger.accuracy is None else challenger.accuracy
    row = Row(
        speedup=median(ratios),
        target=challenger.speedup,
        met=median(ratios) >= challenger.speedup and reached >= goal,
        ours_s=median(run.seconds for run in ours),
        theirs_s=median(run.seconds for run in theirs),
        spread=(min(ratios), max(ratios)),
    )
    known = tuple(run.accuracy for run in theirs if run.accuracy == run.accuracy)  # a fixed time has none
    return Result(row=row, goal=goal, ours=tuple(run.accuracy for run in ours), theirs=known)
