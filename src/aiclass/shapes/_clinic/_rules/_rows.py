"""A column that was taken where a row was wanted, and the other way round."""

import ast

from aiclass.shapes._clinic._case import Case


def row_for_column(case: Case, node: ast.expr) -> str:
    """Return ``x[i]`` for ``x[:, i]`` and ``x[:, i]`` for ``x[i]``, of a table; "" for anything else."""
    if not isinstance(node, ast.Subscript) or len(case.shape(node.value) or ()) != 2:
        return ""
    owner, index = case.with_suffix(node.value, ""), node.slice
    if isinstance(index, ast.Tuple) and len(index.elts) == 2:
        rows, columns = index.elts
        if _is_whole(rows) and case.number(columns) is not None:
            return f"{owner}[{case.text(columns)}]"
        if _is_whole(columns) and case.number(rows) is not None:
            return f"{owner}[:, {case.text(rows)}]"
        return ""
    return f"{owner}[:, {case.text(index)}]" if case.number(index) is not None else ""


def _is_whole(index: ast.expr) -> bool:
    return isinstance(index, ast.Slice) and not (index.lower or index.upper or index.step)
