"""How axes and their clashes are named."""

from itertools import combinations

from aiclass.shapes._alignment import align
from aiclass.shapes._clinic._diagnosis import Operand


def axis_words(operand: Operand, axis: int) -> str:
    """Return an axis and its length, with its name where it has one."""
    axis %= len(operand.shape)
    name = operand.axes[axis] if axis < len(operand.axes) else None
    letter = f" {name}" if name else ""
    return f"{operand.short_source}의 {axis}번 축{letter} {operand.shape[axis]}"


def clash_words(one: Operand, one_axis: int, other: Operand, other_axis: int) -> str:
    """Return which two axes had to agree."""
    return f"{axis_words(one, one_axis)} ≠ {axis_words(other, other_axis)}"


def broadcast_clash(a: Operand, b: Operand) -> str:
    """Return the axes, met from the end, at which two shapes do not broadcast."""
    axes = align(a.shape, b.shape)
    places = [place - len(axes) for place, axis in enumerate(axes) if axis.result is None]
    return ", ".join(clash_words(a, place, b, place) for place in reversed(places))


def axis_suffixes(small: tuple[int, ...], large: tuple[int, ...]) -> list[str]:
    """Return the indices that lay a shape's axes beside equal axes of a larger one, those nearest its end first.

    >>> axis_suffixes((4,), (4, 3)), axis_suffixes((4, 6), (4, 2, 6, 6))
    (['[:, None]'], ['[:, None, None]', '[:, None, :, None]'])
    """
    found = []
    for places in combinations(range(len(large)), len(small)):
        if any(large[place] != length for place, length in zip(places, small, strict=True)):
            continue
        parts = [":" if place in places else "None" for place in range(places[0], len(large))]
        found.append((len(large) - places[-1], parts))
    found.sort(key=lambda pair: pair[0])
    return [f"[{', '.join(_without_tail(parts))}]" for _, parts in found if "None" in parts]


def _without_tail(parts: list[str]) -> list[str]:
    while len(parts) > 1 and parts[-1] == ":":
        parts = parts[:-1]
    return parts
