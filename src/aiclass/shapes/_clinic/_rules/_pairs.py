"""Every row of one table with every row of another, as distances need them."""

import ast
from dataclasses import replace

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Repair
from aiclass.shapes._clinic._syntax import axis_of, constant, function_name

OVER_COLUMNS = frozenset({"sum", "mean", "norm"})
FEATURES = 1  # the axis of the features as long as no axis of the pairs stands before it
Shape = tuple[int, ...]


def every_pair(case: Case, left: ast.expr, right: ast.expr, a: Shape, b: Shape) -> tuple[Repair, ...]:
    """Return the difference of all pairs of rows; the line, where a sum over the features in it has to move too."""
    is_difference = isinstance(case.node, ast.BinOp) and isinstance(case.node.op, ast.Sub)
    if not is_difference or len(a) != 2 or len(b) != 2 or a[1] != b[1]:
        return ()
    asked = right if _is_learned(left) else left
    widened = {asked: case.with_suffix(asked, "[:, None]")}
    statement = case.guilt.statement
    axis = _axis_of_features(case, statement)
    if axis is None:
        return case.repairs([case.edit(*widened.items())])
    if not isinstance(statement, ast.Assign | ast.Return) or statement.value is None:
        return ()
    changed = case.edit(*widened.items(), (axis, "-1"), of=statement.value)
    target = f"{case.text(statement.targets[0])} = " if isinstance(statement, ast.Assign) else "return "
    place = f"{statement.lineno}번째 줄"
    return tuple(replace(repair, place=place) for repair in case.repairs([target + changed], tried=changed))


def _is_learned(node: ast.expr) -> bool:
    """Return whether an operand is named as what was learned from: the questions then make the rows."""
    return "train" in ast.unparse(node).lower()


def _axis_of_features(case: Case, statement: ast.stmt) -> ast.expr | None:
    """Return the axis of the sum around the difference that goes over the features; None where there is none."""
    for node in ast.walk(statement):
        if not isinstance(node, ast.Call) or function_name(node) not in OVER_COLUMNS:
            continue
        axis = axis_of(node)
        is_around = any(part is case.node for part in ast.walk(node))
        if is_around and axis is not None and constant(axis) == FEATURES:
            return axis
    return None
