"""What the arguments of a call were, read from the frame of the function that got them."""

import ast
from collections.abc import Iterator
from inspect import CO_VARARGS
from types import CodeType, FrameType
from typing import Any


def passed(node: ast.Call, callee: FrameType) -> Iterator[tuple[ast.expr, Any]]:
    """Yield the argument expressions of a call and the values that the called function was given.

    Args:
        node: without a starred argument.
        callee: where a parameter may have been assigned another value since.
    """
    code, names = callee.f_code, callee.f_locals
    positional = _positional(code)
    rest = names.get(_rest_name(code), ())
    for place, argument in enumerate(node.args):
        if place < len(positional):
            if positional[place] in names:
                yield argument, names[positional[place]]
        elif place - len(positional) < len(rest):
            yield argument, rest[place - len(positional)]
    more = names.get("kwargs", {})
    for keyword in node.keywords:
        if keyword.arg is not None and keyword.arg in names:
            yield keyword.value, names[keyword.arg]
        elif keyword.arg is not None and isinstance(more, dict) and keyword.arg in more:
            yield keyword.value, more[keyword.arg]


def _positional(code: CodeType) -> list[str]:
    """Return the parameters that arguments without a name reach, without the one before the dot."""
    names = list(code.co_varnames[: code.co_argcount])
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _rest_name(code: CodeType) -> str:
    """Return what a function calls ``*args``, "" where it takes none."""
    return code.co_varnames[code.co_argcount + code.co_kwonlyargcount] if code.co_flags & CO_VARARGS else ""
