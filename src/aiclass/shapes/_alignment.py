"""How broadcasting lays one shape on another: from the last axis backwards."""

from dataclasses import dataclass
from itertools import zip_longest


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis of a broadcast.

    Attributes:
        a: length in the first operand; None where that operand has no such axis, which counts as 1.
        b: the same of the second operand.
    """

    a: int | None
    b: int | None

    @property
    def lengths(self) -> tuple[int, int]:
        """Return both lengths, a missing axis counted as 1."""
        return (1 if self.a is None else self.a, 1 if self.b is None else self.b)

    @property
    def result(self) -> int | None:
        """Return the length in the result; None where the two lengths clash."""
        a, b = self.lengths
        return a if b in {1, a} else b if a == 1 else None


def align(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[Axis, ...]:
    """Return the axes of a broadcast, outermost first.

    Source: NumPy's "General broadcasting rules", numpy.org/doc/stable/user/basics.broadcasting.html.

    >>> [axis.result for axis in align((4, 1), (3,))]
    [4, 3]
    """
    backwards = zip_longest(reversed(a), reversed(b))
    return tuple(Axis(a=one, b=other) for one, other in backwards)[::-1]
