"""What stands for a value while an expression is worked out, and what operators give on it."""

import ast
import operator
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic._ghost import Ghost, Unknown, as_ghost

Operator = Callable[..., Any]
BINARY: Final[dict[type[ast.operator], Operator]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
UNARY: Final[dict[type[ast.unaryop], Operator]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
}
COMPARE: Final[dict[type[ast.cmpop], Operator]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
PLAIN: Final = (bool, int, float, complex, str, bytes, type(None), type(Ellipsis), slice, range, np.generic)
LONGEST_LIST: Final = 4096
LARGEST_NUMBER: Final = 10**12
FEW: Final = 100_000  # elements whose answers are worth working out


def stand_in(value: Any) -> Any:
    """Return what stands for a value: shapes for arrays and tensors; numbers, functions and modules for themselves.

    Raises:
        Unknown: a list is too long to be worth it.
    """
    if isinstance(value, (*PLAIN, Ghost)):
        return value
    if type(value) is np.ndarray:
        return Ghost(value.shape, value.dtype, value)
    if _meta.is_tensor(value):
        return _meta.meta(value)
    if type(value) in (list, tuple):
        if len(value) > LONGEST_LIST:
            raise Unknown
        return type(value)(stand_in(item) for item in value)
    return value


def apply_unary(op: ast.unaryop, side: Any) -> Any:
    """Return ``op side``."""
    return _with_answers(UNARY[type(op)], side)


def apply_comparison(op: ast.cmpop, left: Any, right: Any) -> Any:
    """Return ``left op right``, an answer a place.

    Raises:
        Unknown: the operator does not compare place by place, as ``in`` and ``is`` do not.
    """
    if type(op) not in COMPARE:
        raise Unknown
    return _with_answers(COMPARE[type(op)], left, right)


def apply_binary(op: ast.operator, left: Any, right: Any) -> Any:
    """Return ``left op right``.

    Raises:
        Unknown: arrays know no such operator, or a number would become too large to be worth it.
    """
    if type(op) not in BINARY or _is_too_large(op, left, right):
        raise Unknown
    if not isinstance(op, ast.Add) or type(left) is not type(right):
        left, right = (as_ghost(side) if isinstance(side, list | tuple) else side for side in (left, right))
    if isinstance(op, ast.BitAnd | ast.BitOr | ast.BitXor):
        return _with_answers(BINARY[type(op)], left, right)
    return BINARY[type(op)](left, right)


def _is_too_large(op: ast.operator, left: Any, right: Any) -> bool:
    """Return whether a product or power of whole numbers would take long to work out."""
    if not isinstance(op, ast.Pow | ast.Mult) or not (isinstance(left, int) and isinstance(right, int)):
        return False
    size = abs(left) ** min(abs(right), 64) if isinstance(op, ast.Pow) else abs(left * right)
    return size > LARGEST_NUMBER


def _with_answers(function: Operator, *sides: Any) -> Any:
    """Return what a comparison gives on stand-ins; the answers themselves too where the arrays are small.

    A mask's shape does not tell how much it picks. Comparing the learner's own arrays changes nothing.
    """
    result = function(*sides)
    own = [_own(side) for side in sides]
    if not isinstance(result, Ghost) and not _meta.is_tensor(result):
        return result
    if all(one is not None and getattr(one, "size", 1) != 0 for one in own):
        answers = _meta.without_gradient(function, *own)
        if isinstance(result, Ghost) and isinstance(answers, np.ndarray):
            result.real = answers
        elif _meta.is_tensor(result):
            result.real_answers = answers
    return result


def _own(value: Any) -> Any:
    """Return the numbers behind a stand-in where they are at hand and few; None otherwise."""
    if isinstance(value, bool | int | float | np.generic):
        return value
    if isinstance(value, Ghost):
        return value.real if value.size <= FEW else None
    return _meta.own(value, FEW)
