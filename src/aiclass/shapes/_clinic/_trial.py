"""Whether a repair works: the candidate is parsed, and worked out on stand-ins."""

import ast
from typing import Any

import numpy as np

from aiclass.shapes._clinic._evaluate import Scope
from aiclass.shapes._clinic._ghost import Ghost, Unknown, as_ghost
from aiclass.shapes._clinic._stand_ins import apply_binary


def try_out(text: str, scope: Scope) -> Any:
    """Return a stand-in of what a candidate gives: an expression, or an assignment.

    Raises:
        Unknown: it cannot be tried.
        Exception: it does not work either.
    """
    statement = ast.parse(text).body[0]
    if isinstance(statement, ast.Expr):
        return scope.evaluate(statement.value)
    if isinstance(statement, ast.AugAssign):
        return _tried_in_place(statement, scope)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return _tried_assignment(statement.targets[0], scope.evaluate(statement.value), scope)
    raise Unknown


def _tried_assignment(target: ast.expr, value: Any, scope: Scope) -> Any:
    if isinstance(target, ast.Subscript):
        scope.evaluate(target.value)[scope.evaluate(target.slice)] = value
    return value


def _tried_in_place(statement: ast.AugAssign, scope: Scope) -> Any:
    """Return what an operation in place gives, which can change neither shape nor kind of dtype."""
    target = scope.evaluate(statement.target)
    result = apply_binary(statement.op, target, scope.evaluate(statement.value))
    if getattr(target, "shape", None) != getattr(result, "shape", None):
        raise ValueError("in place, the shape cannot change")
    if isinstance(target, Ghost) and not np.can_cast(as_ghost(result).dtype, target.dtype, "same_kind"):
        raise TypeError("in place, the dtype cannot change")
    return result
