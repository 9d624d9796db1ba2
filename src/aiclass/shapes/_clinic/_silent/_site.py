"""A place in a learner's source at which shapes may go wrong in silence."""

from dataclasses import dataclass

Position = tuple[int, int, int, int]


@dataclass(slots=True, kw_only=True, eq=False)
class Site:
    """What is looked at there, and whether it still is.

    Attributes:
        kind: which mistake may happen.
        position: line, column, end line, end column of the expression to explain; columns in bytes.
        hint: what the source says besides, such as the axis.
        is_done: nothing more is to be said, or it has been looked at often enough.
        looks: how often numbers have been looked at.
        seen: what an earlier probe of the same expression found: a shape, a word, an outline without numbers.
    """

    kind: str
    position: Position
    hint: object = None
    is_done: bool = False
    looks: int = 0
    seen: object = None
