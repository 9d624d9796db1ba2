"""What a tensor operation does, written cell by cell: ``out[w, h] = x[h, w]``.

A formula says where every cell of the output comes from. A small letter on its left runs along the axis of the same
capital letter; on its right, a capital letter is the range of that axis and `flat` is an array in one row:

    out[n] = sum(x[n, d] for d in D)        the axis D vanishes
    out[n, 0, d] = x[n, d]                  a new axis of length 1
    out[n, h * len(W) + w] = x[n, h, w]     two axes become one

Its inputs are declared with their axes, ``x[N, D], y[N] < D``: real numbers, or integers from 0 below a length, or
``mask[N] bool``; ``R = N + M`` names the length of an axis that only the output has.
"""

import ast
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from aiclass.check._trusted import Array

LENGTHS: Final = (2, 3, 4, 5, 6)
ARRAY: Final = re.compile(r"(\w+)\[([^\]]*)\]\s*(?:<\s*(.+)|(bool))?$")
LETTER: Final = re.compile(r"\b[A-Z]\b")
DOUBLE_BRACKETS: Final = re.compile(r"\(\((.* for .*)\)\)")  # that ast.unparse puts round a generator
FUNCTIONS: Final = {"flat": np.ravel, "len": len, "max": max, "min": min, "sum": sum}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One draw of lengths and numbers.

    Attributes:
        lengths: of every axis letter.
        inputs: in the order of their declaration.
    """

    lengths: Mapping[str, int]
    inputs: Mapping[str, Array]


def trials(declaration: str, rng: np.random.Generator) -> Iterator[Trial]:
    """Yield two draws whose lengths all differ, then for each letter one in which its axis has length 1.

    Lengths that differ tell the axes apart; an axis of length 1 shows who takes it for no axis.
    """
    letters = sorted(set(LETTER.findall(declaration)) - set(_derived(declaration)))
    draws = [dict(zip(letters, rng.permutation(LENGTHS).tolist(), strict=False)) for _ in range(2)]
    draws += [draws[0] | {letter: 1} for letter in letters]
    for lengths in draws:
        known = lengths | {name: eval(size, {}, lengths) for name, size in _derived(declaration).items()}
        yield Trial(lengths=known, inputs=dict(_inputs(declaration, known, rng)))


def evaluate(formula: str, trial: Trial) -> Array:
    """Return the output that a formula describes."""
    target, _, value = formula.partition(" = ")
    names = _names(trial)
    code = compile(value, "<formula>", "eval")
    place = compile(f"({_index(target)})", "<formula>", "eval")
    cells = {
        eval(place, {}, names | at): eval(code, {"__builtins__": FUNCTIONS} | names | at)
        for at in _places(target, trial)
    }
    shape = tuple(max(index) + 1 for index in zip(*cells, strict=True))
    output = np.empty(shape, dtype=np.asarray(next(iter(cells.values()))).dtype)
    for index, cell in cells.items():
        output[index] = cell
    return output


def cell_text(formula: str, index: Sequence[int], trial: Trial) -> str:
    """Return what a formula says of one cell of its output, its letters replaced by numbers.

    >>> trial = Trial(lengths={"H": 2, "W": 3}, inputs={"x": np.zeros((2, 3))})
    >>> cell_text("out[w, h] = x[h, w]", (2, 0), trial)
    'out[2, 0] = x[0, 2]'
    """
    target, _, value = formula.partition(" = ")
    place = compile(f"({_index(target)})", "<formula>", "eval")
    at = next(at for at in _places(target, trial) if eval(place, {}, _names(trial) | at) == tuple(index))
    shown = ", ".join(map(str, index))
    filled = ast.unparse(_Filled(at).visit(ast.parse(value, mode="eval")))
    filled = DOUBLE_BRACKETS.sub(r"(\1)", filled)
    return f"out[{shown}] = {filled}" if index else f"out = {filled}"


class _Filled(ast.NodeTransformer):
    """Puts numbers in the place of letters."""

    def __init__(self, at: Mapping[str, int]) -> None:
        self.at = at

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(self.at[node.id]) if node.id in self.at else node


def _index(target: str) -> str:
    """Return the index of a target as the inside of a tuple: ``out[n, 0]`` gives ``n, 0,``."""
    inside = target.partition("[")[2].removesuffix("]")
    return f"{inside}," if inside else ""


def _places(target: str, trial: Trial) -> Iterator[dict[str, int]]:
    letters = sorted(set(re.findall(r"\b[a-z]\b", _index(target))))
    for values in itertools.product(*(range(trial.lengths[letter.upper()]) for letter in letters)):
        yield dict(zip(letters, values, strict=True))


def _names(trial: Trial) -> dict[str, Any]:
    ranges = {letter: range(length) for letter, length in trial.lengths.items()}
    return {**FUNCTIONS, **ranges, **trial.inputs}


def _parts(declaration: str) -> list[str]:
    return [part.strip() for part in re.split(r",\s*(?![^\[]*\])", declaration)]


def _derived(declaration: str) -> dict[str, str]:
    """Return the lengths that are computed from others, by letter."""
    return dict(part.split(" = ") for part in _parts(declaration) if " = " in part)


def _inputs(
    declaration: str, lengths: Mapping[str, int], rng: np.random.Generator
) -> Iterator[tuple[str, Array]]:
    for part in _parts(declaration):
        found = ARRAY.match(part)
        if found is None:
            continue
        name, axes, below, is_bool = found.groups()
        shape = tuple(eval(f"({axes},)", {}, dict(lengths)))
        if below:
            yield name, rng.integers(0, eval(below, {}, dict(lengths)), size=shape)
        else:
            yield name, rng.normal(size=shape) > 0 if is_bool else rng.normal(size=shape)
