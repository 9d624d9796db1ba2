"""Names that are kept in a list or added up as one number would be."""

import ast
from typing import Final

from aiclass.shapes._clinic import _syntax as syntax

SAME_NUMBERS: Final = frozenset({"detach", "cpu", "numpy", "backward", "shape", "dtype", "ndim", "clone"})


def kept_as_numbers(tree: ast.Module) -> frozenset[str]:
    """Return the names that are kept in a list or added up as one number would be, and used in no other way."""
    kept: set[str] = set()
    other: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and isinstance(node.value, ast.Name):
            kept.add(node.value.id)
        elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name):
            if getattr(node, "attr", "") not in SAME_NUMBERS:
                other.add(node.value.id)
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
            other.add(node.iter.id)
        elif isinstance(node, ast.Call):
            names = {argument.id for argument in node.args if isinstance(argument, ast.Name)}
            if syntax.function_name(node) == "append":
                kept |= {part.id for argument in node.args if (part := _without_calls(argument))}
            elif syntax.function_name(node) != "print":
                other |= names
    return frozenset(kept - other)


def _without_calls(node: ast.expr) -> ast.Name | None:
    """Return the name under calls that leave numbers as they are: ``loss.detach().cpu()``."""
    while (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAME_NUMBERS
    ):
        node = node.func.value
    return node if isinstance(node, ast.Name) else None
