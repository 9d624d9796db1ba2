"""Judge an answer to a quiz item: right, or which misconception speaks from it."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiclass.course import QuizItem
from aiclass.messages import message

HOW_TO_WRITE = {"number": "0.69 같은 숫자 하나", "shape": "(32, 10) 같은 모양. 축이 하나면 (32,)"}
SHAPE = re.compile(r"\(?\s*((?:\d+\s*,\s*)*\d*)\s*,?\s*\)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an answer to a quiz item is worth.

    Attributes:
        ok: it is right; None when there was no readable answer, which is not logged.
        code: the misconception that a wrong answer names, else empty.
        text: Korean, for the learner.
    """

    ok: bool | None
    code: str = ""
    text: str


def mark(item: QuizItem, answer: Sequence[int] | str) -> Verdict:
    """Judge an answer.

    Args:
        answer: for choice and several the indices of the chosen choices; for number and shape the typed text.
    """
    if item.kind in ("choice", "several"):
        return _mark_choices(item, sorted(answer))  # type: ignore[arg-type]  # indices, by kind
    return _mark_typed(item, str(answer))


def _mark_choices(item: QuizItem, chosen: Sequence[int]) -> Verdict:
    if not chosen:
        return Verdict(ok=None, text=message("QZ-03"))
    right = [index for index, choice in enumerate(item.choices) if choice.get("right")]
    if list(chosen) == right:
        return _right(item)
    picked = ", ".join(str(item.choices[index]["text"]) for index in chosen)
    wrong = next((item.choices[index] for index in chosen if index not in right), None)
    if item.kind == "choice" and wrong is not None:
        return _wrong(wrong, picked)
    look = str(wrong["look"]) if wrong else "고르지 않은 것을 하나씩 다시 읽어 보세요."
    missing = len(set(right) - set(chosen))
    code = str(wrong["misconception"]) if wrong else ""
    return Verdict(ok=False, code=code, text=message("QZ-05", right=missing, actual=picked, look=look))


def _mark_typed(item: QuizItem, text: str) -> Verdict:
    if not text.strip():
        return Verdict(ok=None, text=message("QZ-03"))
    read = _read_shape(text) if item.kind == "shape" else _read_number(text)
    if read is None:
        return Verdict(ok=None, text=message("QZ-04", actual=text, expected=HOW_TO_WRITE[item.kind]))
    if _same(read, item.answer, item.tolerance):
        return _right(item)
    known = next((slip for slip in item.mistakes if _same(read, slip["value"], item.tolerance)), None)
    if known is not None:
        return _wrong(known, text)
    return Verdict(
        ok=False, text=message("QZ-02", actual=text, look="위의 셀로 돌아가 작은 예로 직접 계산해 보세요.")
    )


def _right(item: QuizItem) -> Verdict:
    return Verdict(ok=True, text=message("QZ-01", explain=item.explain))


def _wrong(slip: Mapping[str, Any], picked: str) -> Verdict:
    return Verdict(
        ok=False, code=str(slip["misconception"]), text=message("QZ-02", actual=picked, look=slip["look"])
    )


def _same(read: float | tuple[int, ...], want: Any, tolerance: float) -> bool:
    if isinstance(read, tuple):
        return read == tuple(want)
    return math.isclose(read, float(want), rel_tol=1e-9, abs_tol=tolerance)


def _read_number(text: str) -> float | None:
    cleaned = text.strip().replace(",", "").replace("−", "-")
    is_percent = cleaned.endswith("%")
    try:
        number = float(cleaned.rstrip("%"))
    except ValueError:
        return None
    return number / 100 if is_percent else number


def _read_shape(text: str) -> tuple[int, ...] | None:
    found = SHAPE.fullmatch(text.strip())
    if found is None:
        return None
    return tuple(int(length) for length in found[1].split(",") if length.strip())
