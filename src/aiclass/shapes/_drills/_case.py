"""What a topic proposes, and what running it gives."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

import numpy as np

Shape: TypeAlias = tuple[int, ...]
CLASH: Final = "오류"
Outcome: TypeAlias = Shape | Literal["오류"]
Rule: TypeAlias = Callable[[random.Random, int], "Case"]
"""``rule(rng, tier)`` proposes a case; the same generator in the same state proposes the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """An array of whole numbers from 0 to below ``high``, such as labels and indices."""

    shape: Shape
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What someone with a misconception would answer.

    Attributes:
        misconception: its id.
        code: the computation that this person has in mind; running it gives the wrong answer.
        outcome: what the person expects where no computation gives it.
        is_told: the code is worth showing after the answer.
    """

    misconception: str
    code: str = ""
    outcome: Outcome | None = None
    is_told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question that has not been run yet.

    Attributes:
        arrays: name to shape, or to `Labels`; made with fixed numbers.
        lines: what runs first and is shown.
        ask: an expression. Its shape is asked; with repair it is the line that does not do what it should.
        want: Korean, what the line should do; makes this a repair.
        right: with repair, the expression that does it.
        wrongs: more than are shown; those that are right by chance, or the same, fall out.
        explain: Korean, one or two sentences.
        axes: names of axes for the drawing.
        needs_torch: the code is PyTorch's.
    """

    arrays: Mapping[str, Shape | Labels]
    ask: str
    wrongs: tuple[Wrong, ...]
    explain: str
    lines: tuple[str, ...] = ()
    want: str = ""
    right: str = ""
    axes: Mapping[str, str] = field(default_factory=dict)
    needs_torch: bool = False

    @property
    def is_repair(self) -> bool:
        """Return whether a line is to be repaired."""
        return bool(self.want)

    def namespace(self) -> dict[str, Any]:
        """Return the arrays, and what the code may call."""
        numbers = np.random.default_rng(0)
        made = {name: _array(numbers, what) for name, what in self.arrays.items()}
        if not self.needs_torch:
            return {"np": np, **made}
        import torch

        tensors = {
            name: torch.from_numpy(array).float() if array.dtype.kind == "f" else torch.from_numpy(array)
            for name, array in made.items()
        }
        torch.manual_seed(0)
        return {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, **tensors}

    def run(self, code: str) -> Any:
        """Return the value of an expression after the lines, None where something in it fails.

        The code is this package's own, never a learner's.
        """
        space = self.namespace()
        try:
            for line in self.lines:
                exec(line, space)
            return eval(code, space)
        except (IndexError, RuntimeError, TypeError, ValueError):
            return None

    def outcome(self, code: str) -> Outcome:
        """Return the shape that an expression has, or CLASH."""
        value = self.run(code)
        return CLASH if value is None else tuple(int(length) for length in np.shape(_plain(value)))

    def agrees(self, code: str) -> bool:
        """Return whether an expression computes what the repair wants, number by number."""
        value, wanted = self.run(code), self.run(self.right)
        if value is None:
            return False
        one, other = np.asarray(_plain(value)), np.asarray(_plain(wanted))
        return one.shape == other.shape and bool(np.allclose(one, other))


def lengths(rng: random.Random, count: int, low: int = 2, high: int = 7) -> list[int]:
    """Return lengths that all differ, so that no axis is taken for another by chance."""
    return rng.sample(range(low, high + 1), count)


def _array(numbers: np.random.Generator, what: Shape | Labels) -> Any:
    if isinstance(what, Labels):
        return numbers.integers(0, what.high, size=what.shape)
    return numbers.normal(size=what)


def _plain(value: Any) -> Any:
    return value.detach().numpy() if hasattr(value, "detach") else value
