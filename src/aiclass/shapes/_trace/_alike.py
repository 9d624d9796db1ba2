"""What is many times the same, told once with its number: two hundred states of a loop are one entry."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Final, TypeVar

MOST_ALIKE: Final = 3  # that are told or drawn one by one

Value = TypeVar("Value", bound=Hashable)


def thinned(values: Mapping[Value, Hashable]) -> dict[Value, int]:
    """Return the values that are drawn, and how many each stands for: the first of many that are alike for all.

    Args:
        values: in order, each with what it has in common with its like.

    >>> thinned({1: "h", 2: "h", 3: "x", 4: "h", 5: "h"}), thinned({1: "h", 2: "h"})
    ({1: 4, 3: 1}, {1: 1, 2: 1})
    """
    count = Counter(values.values())
    drawn: dict[Value, int] = {}
    seen: set[Hashable] = set()
    for value, kind in values.items():
        if count[kind] <= MOST_ALIKE:
            drawn[value] = 1
        elif kind not in seen:
            drawn[value] = count[kind]
            seen.add(kind)
    return drawn


def counted(texts: Iterable[str]) -> list[str]:
    """Return texts in order, one that occurs many times only once and with its number.

    >>> counted(["(4, 8)", "(2,)", "(2,)", "(3,)", "(3,)", "(3,)", "(3,)"])
    ['(4, 8)', '(2,)', '(2,)', '(3,) × 4']
    """
    numbered = dict(enumerate(texts))
    return [times(numbered[place], count) for place, count in thinned(numbered).items()]


def times(text: str, count: int) -> str:
    """Return a text with the number of things that it stands for, without one for a single thing."""
    return f"{text} × {count}" if count > 1 else text
