"""Where the source of running code stands, in a file or in a notebook's cell."""

import ast
import linecache
from copy import deepcopy
from functools import lru_cache
from types import CodeType
from typing import Any, Final

LAMBDA: Final = "<lambda>"


def tree_of(file: str, module: dict[str, Any]) -> ast.Module | None:
    """Return the syntax tree of a file or a cell, None where it cannot be read. It is shared: copy, then change."""
    return _parsed("".join(linecache.getlines(file, module)))


def definition_of(code: CodeType, module: dict[str, Any]) -> ast.FunctionDef | None:
    """Return a copy of the definition that a function's code was compiled from; a lambda as a function that returns.

    None where there is no source, or no single definition that fits.
    """
    tree = tree_of(code.co_filename, module)
    if tree is None:
        return None
    if code.co_name == LAMBDA:
        return _lambda_as_function(tree, code)
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.name == code.co_name
        and _first_line(node) == code.co_firstlineno
    ]
    return deepcopy(found[0]) if len(found) == 1 else None


@lru_cache(maxsize=16)
def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source) if source else None
    except SyntaxError:
        return None


def _first_line(node: ast.FunctionDef) -> int:
    return min([node.lineno, *(each.lineno for each in node.decorator_list)])


def _lambda_as_function(tree: ast.Module, code: CodeType) -> ast.FunctionDef | None:
    """Return the lambda whose body holds all positions of the code; of several on a line only one does."""
    places = [place for place in code.co_positions() if None not in place and place[2] != place[3]]
    inside = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno and _holds(node.body, places)
    ]
    if not inside:
        return None
    node = deepcopy(max(inside, key=lambda each: each.col_offset))
    body = ast.copy_location(ast.Return(value=node.body), node.body)
    function = ast.FunctionDef(name="_lambda", args=node.args, body=[body], decorator_list=[])
    return ast.fix_missing_locations(ast.copy_location(function, node))


def _holds(body: ast.expr, places: list[Any]) -> bool:
    start, end = (body.lineno, body.col_offset), (body.end_lineno, body.end_col_offset)
    return all(
        start <= (line, column) and (last, last_column) <= end for line, last, column, last_column in places
    )
