"""A model of the learner's that ends in a softmax or sigmoid which the loss takes again."""

import ast
from collections.abc import Iterator
from types import FunctionType
from typing import Any

from aiclass.shapes._clinic import _syntax as syntax
from aiclass.shapes._clinic._diagnosis import Repair
from aiclass.shapes._clinic._source import Source


def without_last_step(model: Any, name: str) -> tuple[Repair, ...]:
    """Return the line on which ``forward`` ends, without its softmax or sigmoid; none where it does not end so.

    Either keeps the shape, so the line gives what it gave before.

    Args:
        name: "softmax" or "sigmoid".
    """
    forward = getattr(type(model), "forward", None)
    if not isinstance(forward, FunctionType):
        return ()
    code = forward.__code__
    source = Source.of(code.co_filename, forward.__globals__)
    if source is None or source.tree is None:
        return ()
    ends = [
        node
        for function in ast.walk(source.tree)
        if isinstance(function, ast.FunctionDef) and function.lineno == code.co_firstlineno
        for node in _returns(function)
    ]
    given = _taken_by(ends[0].value, name) if len(ends) == 1 else None
    if given is None:
        return ()
    return (Repair(code=f"return {source.text(given)}", place=f"{ends[0].lineno}번째 줄"),)


def _returns(function: ast.FunctionDef) -> Iterator[ast.Return]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Return))


def _taken_by(call: ast.expr | None, name: str) -> ast.expr | None:
    """Return what a softmax or sigmoid is taken of, whether it is a function, a layer or a method."""
    if not isinstance(call, ast.Call) or name not in syntax.function_name(call).lower():
        return None
    if call.args and not isinstance(call.args[0], ast.Constant):
        return call.args[0]
    return call.func.value if isinstance(call.func, ast.Attribute) else None
