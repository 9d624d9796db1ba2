"""The answers to choose from: each run before it is offered."""

from dataclasses import dataclass
from typing import Final

from aiclass.shapes._drills._case import Case, Wrong

FEWEST_WRONG: Final = 2
MOST_WRONG: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to choose.

    Attributes:
        text: a shape, the word for a clash, or a line of code.
        misconception: its id; empty for the right one.
        code: the computation that gives this answer; empty where none does.
        is_told: the computation is worth showing.
    """

    text: str
    misconception: str = ""
    code: str = ""
    is_told: bool = False


def choices_of(case: Case) -> tuple[Choice, ...]:
    """Return the right choice and two or three wrong ones; nothing where the case does not hold."""
    right = _right_repair(case) if case.is_repair else _right_shape(case)
    if right is None:
        return ()
    made, seen = [right], {right.text}
    for wrong in case.wrongs:
        choice = _wrong_repair(case, wrong) if case.is_repair else _wrong_shape(case, wrong)
        if choice is not None and choice.text not in seen:
            made.append(choice)
            seen.add(choice.text)
    return tuple(made[: MOST_WRONG + 1]) if len(made) > FEWEST_WRONG else ()


def _right_shape(case: Case) -> Choice:
    return Choice(text=str(case.outcome(case.ask)), code=case.ask)


def _wrong_shape(case: Case, wrong: Wrong) -> Choice:
    outcome = case.outcome(wrong.code) if wrong.code else wrong.outcome
    return Choice(
        text=str(outcome), misconception=wrong.misconception, code=wrong.code, is_told=wrong.is_told
    )


def _right_repair(case: Case) -> Choice | None:
    """Return the line that does what is wanted; None where the given line does it as well."""
    is_broken = not case.agrees(case.ask) and case.agrees(case.right)
    return Choice(text=f"z = {case.right}", code=case.right) if is_broken else None


def _wrong_repair(case: Case, wrong: Wrong) -> Choice | None:
    """Return a line that someone would write instead; None where it is the given one, or does what is wanted."""
    if wrong.code == case.ask or case.agrees(wrong.code):
        return None
    return Choice(text=f"z = {wrong.code}", misconception=wrong.misconception, code=wrong.code)
