"""One-line functions that answer tensor puzzles, run on several random shapes, and what a wrong one has missed."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from aiclass import course
from aiclass.check._describe import describe, describe_shape
from aiclass.check._index_formula import Trial, cell_text, evaluate, trials
from aiclass.check._puzzles import answers_to
from aiclass.check._python_errors import explain
from aiclass.check._trusted import Array, as_array
from aiclass.check.errors import CheckFailed, KnownSlip
from aiclass.messages import message

SEED: Final = 4
ALL_AXES_DIFFER: Final = 2  # so many trials come first; right only in a later one is right by chance
DECIMALS: Final = 2  # of the numbers that go in, so that they can be read

Puzzle = tuple[str, str, Mapping[str, str]]
"""Declaration of the inputs, formula of the output, formulas of likely wrong outputs with their misconceptions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with an answer.

    Attributes:
        code: of a misconception or of the catalogue.
        text: Korean, ends with the code.
    """

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What an answer made of one trial."""

    trial: Trial
    truth: Array
    output: Array

    @property
    def is_right(self) -> bool:
        return _same(self.output, self.truth)


def check_puzzles(answers: object, puzzles: Mapping[int, Puzzle]) -> None:
    """Raise unless every answer is a function that gives what the puzzle's formula says, whatever the shapes.

    Args:
        answers: number of the puzzle to a function of PyTorch tensors.
        puzzles: number to declaration, formula and slips.

    Raises:
        CheckFailed: TY-04 answers is no dictionary, PZ-01 some are missing; else every wrong one is told with its
            cause, and the code is that of the first.
    """
    given = answers_to(puzzles, answers, missing_code="PZ-01")
    findings = {number: finding_of(given[number], puzzle) for number, puzzle in puzzles.items()}
    wrong = {number: finding for number, finding in findings.items() if finding is not None}
    if not wrong:
        return
    told = "".join(f"\n\n퍼즐 {number}. {finding.text}" for number, finding in wrong.items())
    text = message("PZ-02", total=len(puzzles), right=len(puzzles) - len(wrong), wrong=told)
    raise KnownSlip(text, code=next(iter(wrong.values())).code)


def finding_of(answer: object, puzzle: Puzzle) -> Finding | None:
    """Return what is wrong with an answer; None when it is right on every shape."""
    declaration, formula, slips = puzzle
    if not callable(answer):
        return _told("PZ-03", actual=type(answer).__name__)
    runs: list[_Run] = []
    for draw in trials(declaration, np.random.default_rng(SEED)):
        trial = _rounded(draw)
        try:
            output = _call(answer, trial)
        except CheckFailed as error:
            return Finding(code=error.code, text=str(error))
        except Exception as error:  # a learner's function may raise anything
            if any(not run.is_right for run in runs):
                break  # what it gave before tells more
            read = explain(error)
            return Finding(code=read.code, text=f"{_given(trial)} 모양을 넣었습니다.\n{read.text}")
        runs.append(_Run(trial=trial, truth=evaluate(formula, trial), output=output))
    return None if all(run.is_right for run in runs) else _cause(runs, formula, slips)


def _cause(runs: list[_Run], formula: str, slips: Mapping[str, str]) -> Finding:
    for slip, misconception in slips.items():
        if all(_same(run.output, evaluate(slip, run.trial)) for run in runs):
            known = course.misconceptions()[misconception]
            return Finding(code=misconception, text=f"{known.text}\n  {known.look} [{misconception}]")
    wrong = next(run for run in runs if not run.is_right)
    facts: dict[str, object] = {"given": _given(wrong.trial), "expected": describe_shape(wrong.truth.shape)}
    if any(run.is_right for run in runs[:ALL_AXES_DIFFER]):
        return _told("PZ-05", actual=describe_shape(wrong.output.shape), **facts)
    if wrong.output.shape != wrong.truth.shape:
        return _told("PZ-06", actual=describe_shape(wrong.output.shape), **facts)
    where = tuple(int(i) for i in np.argwhere(~_close(wrong.output, wrong.truth))[0])
    facts |= {"cell": cell_text(formula, where, wrong.trial), "expected": describe(wrong.truth[where])}
    return _told("PZ-07", actual=describe(wrong.output[where]), **facts)


def _call(answer: Callable[..., Any], trial: Trial) -> Array:
    """Return what the answer gives for copies of the inputs.

    Raises:
        CheckFailed: PZ-08 it is values and positions together, PZ-09 an input was changed, TY-xx it is no tensor.
    """
    import torch

    tensors = {name: torch.tensor(array) for name, array in trial.inputs.items()}
    with _quiet():
        output = answer(*tensors.values())
    if type(output).__module__ == "torch.return_types":
        raise CheckFailed.of("PZ-08", actual=type(output).__name__)
    array = np.array(as_array(output))
    for name, tensor in tensors.items():
        if not np.array_equal(tensor.numpy(), trial.inputs[name]):
            raise CheckFailed.of("PZ-09", name=name)
    return array


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep warnings of PyTorch out of the check: what they warn of is found by the comparison."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _rounded(trial: Trial) -> Trial:
    inputs = {
        name: array.round(DECIMALS) if array.dtype.kind == "f" else array
        for name, array in trial.inputs.items()
    }
    return Trial(lengths=trial.lengths, inputs=inputs)


def _given(trial: Trial) -> str:
    return ", ".join(f"{name} {describe_shape(array.shape)}" for name, array in trial.inputs.items())


def _close(one: Array, other: Array) -> Array:
    close: Array = np.isclose(one.astype(float), other.astype(float))
    return close


def _same(one: Array, other: Array) -> bool:
    return one.shape == other.shape and bool(_close(one, other).all())


def _told(code: str, **values: object) -> Finding:
    return Finding(code=code, text=message(code, **values))
