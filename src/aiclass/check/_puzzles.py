"""A set of small questions answered in one dictionary: which are missing, and what each wrong answer gives away."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from aiclass import course
from aiclass.check._describe import describe, describe_shape
from aiclass.check._trusted import require_trusted
from aiclass.check.errors import CheckFailed, KnownSlip
from aiclass.messages import message

Puzzle = TypeVar("Puzzle")


def check_plain_answers(
    answers: object,
    puzzles: Mapping[int, Puzzle],
    *,
    slip_of: Callable[[object, Puzzle], str | None],
    question: Callable[[Puzzle], str],
    missing_code: str,
    wrong_code: str,
) -> None:
    """Raise unless every puzzle is answered and no answer speaks of a misconception.

    Args:
        answers: number of the puzzle to its answer.
        puzzles: number to the puzzle.
        slip_of: the misconception that an answer gives away; None when it is right.
        question: how a puzzle is written.
        missing_code: of the text that names the puzzles without an answer.
        wrong_code: of the text that tells the wrong ones.

    Raises:
        CheckFailed: TY-xx when the answers are no dictionary of plain values, missing_code when some are missing;
            else names every wrong one with what it misses, its code is that of the first.
    """
    given = answers_to(puzzles, answers, missing_code=missing_code)
    require_trusted(answers)
    slips = {number: slip_of(given[number], puzzle) for number, puzzle in puzzles.items()}
    wrong = {number: slip for number, slip in slips.items() if slip is not None}
    if not wrong:
        return
    told = "".join(
        _told(number, question(puzzles[number]), given[number], slip) for number, slip in wrong.items()
    )
    text = message(wrong_code, total=len(puzzles), right=len(puzzles) - len(wrong), wrong=told)
    raise KnownSlip(text, code=next(iter(wrong.values())))


def answers_to(puzzles: Mapping[int, object], answers: object, *, missing_code: str) -> Mapping[int, object]:
    """Return the answers when there is one for every puzzle.

    Raises:
        CheckFailed: TY-xx when they are no dictionary, missing_code when some are missing; names them.
    """
    if answers is None:
        raise CheckFailed.of("TY-02")
    if type(answers) is not dict:
        raise CheckFailed.of("TY-04", actual=type(answers).__name__)
    missing = [number for number in puzzles if answers.get(number, ...) is ...]
    if missing:
        raise CheckFailed.of(missing_code, missing=", ".join(map(str, missing)), example=missing[0])
    return answers


def _told(number: int, question: str, answer: object, slip: str) -> str:
    known = course.misconceptions()[slip]
    is_shape = isinstance(answer, tuple) and all(type(length) is int for length in answer)
    shown = describe_shape(answer) if is_shape else describe(answer)  # type: ignore[arg-type]  # just checked
    return f"\n  퍼즐 {number}. {question}, 쓴 답: {shown}\n    {known.text} {known.look} [{slip}]"
