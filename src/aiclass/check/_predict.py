"""``predict``: say what a cell will give before it runs; the comparison is made with what it really gave."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from aiclass.check._describe import MAX_ITEMS, describe, describe_shape
from aiclass.check._session import session
from aiclass.check._trusted import as_array
from aiclass.check.errors import CheckFailed
from aiclass.messages import message

ANY_VALUE = "숫자 하나, 또는 (3,) 같은 모양"


class Guess:
    """A prediction that waits for the value that it is about."""

    __slots__ = ("_claim", "_claims", "_id", "_text", "_within")

    def __init__(
        self, prediction_id: str, text: str, claim: object, claims: Mapping[str, object], within: float
    ) -> None:
        self._id, self._text, self._claim, self._claims, self._within = (
            prediction_id,
            text,
            claim,
            claims,
            within,
        )

    def of(self, value: object) -> None:
        """Compare the guess with the value, show the truth and explain; a wrong guess raises nothing."""
        is_right = _agrees(self._claim, value, self._within)
        code = "PR-03" if is_right else "PR-04"
        explain = {p.id: p.explain for p in session.require_lesson().predictions}.get(self._id, "")
        session.record("predict", self._id, ok=is_right, code="" if is_right else code)
        print(message(code, guess=self._text, actual=self._truth(value), explain=explain))

    def _truth(self, value: object) -> str:
        """Return the choice that holds, and the value where it tells more than the choice."""
        held = next(
            (text for text, claim in self._claims.items() if _agrees(claim, value, self._within)), None
        )
        shown = _show(self._claim, value)
        return (
            shown
            if held is None
            else held
            if isinstance(value, bool | np.bool_ | str) or shown == held
            else f"{held} ({shown})"
        )


def predict(
    prediction_id: str, guess: Any, *, choices: Mapping[str, object] | None = None, within: float = 0.0
) -> Guess:
    """Take a prediction; ``predict("id", "답", choices=...).of(value)`` compares it.

    Args:
        guess: one of the choices, with or without its quotes; without choices a number, or a shape as a tuple.
        choices: what the learner may write, and what it claims: a tuple is compared with the shape of the value,
            anything else with the value itself.
        within: how far a number may be off, absolute.

    Raises:
        CheckFailed: PR-01 while the guess is ``...``, PR-02 when it is none of the choices, PR-05 when it is text
            where there are none.
    """
    session.require_lesson()
    allowed = ", ".join(f'"{choice}"' for choice in choices) if choices else ANY_VALUE
    if guess is ...:
        raise CheckFailed.of("PR-01", choices=allowed)
    if choices is None:
        if isinstance(guess, str):
            raise CheckFailed.of("PR-05", actual=describe(guess), choices=allowed)
        text = describe_shape(guess) if isinstance(guess, tuple) else describe(guess)
        return Guess(prediction_id, text, guess, {}, within)
    chosen = _chosen(guess, choices)
    if chosen is None:
        raise CheckFailed.of("PR-02", actual=describe(guess), choices=allowed)
    return Guess(prediction_id, chosen, choices[chosen], choices, within)


def _chosen(guess: object, choices: Mapping[str, object]) -> str | None:
    """Return the choice that is spelt by the guess; its quotes and blanks are no matter: (4,) is "(4,)"."""
    written = str(guess).replace(" ", "")
    return next((choice for choice in choices if choice.replace(" ", "") == written), None)


def _agrees(claim: object, value: object, within: float) -> bool:
    if isinstance(claim, tuple):
        return as_array(value).shape == claim
    if isinstance(claim, bool | np.bool_ | str) or isinstance(value, bool | np.bool_ | str):
        return not isinstance(value, np.ndarray) and bool(value == claim)
    actual, guess = as_array(value), as_array(claim)
    if actual.shape != guess.shape:
        return False
    return bool(np.isclose(actual, guess, rtol=1e-9, atol=within).all())


def _show(claim: object, value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "예" if value else "아니요"
    if not isinstance(claim, tuple):
        return describe(value)
    array = as_array(value)
    shape = f"모양 {describe_shape(array.shape)}"
    return shape if array.size > MAX_ITEMS or array.ndim > 1 else f"{describe(array)}, {shape}"
