"""Weights of an attention that add up to 1 over the queries, not over what each query looks at."""

import ast
from typing import Any, Final

from aiclass.shapes._clinic import _syntax as syntax
from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding

PRODUCTS: Final = frozenset({"matmul", "bmm"})
Place = tuple[int, int]
Shape = tuple[int, ...]


def weights_of_sums(tree: ast.AST, origins: syntax.Origins) -> frozenset[Place]:
    """Return where the calls stand whose results are multiplied from the left: ``softmax(...) @ values``."""
    lefts = [left for node in ast.walk(tree) if (left := _left_side(node)) is not None]
    made = [origins.origin(syntax.without_dropout(origins.origin(left))) for left in lefts]
    calls = [one for one in made if isinstance(one, ast.Call)]
    return frozenset((call.lineno, call.col_offset) for call in calls)


def is_over_queries(shape: Shape, axis: int) -> bool:
    """Return whether a softmax over this axis leaves the last one, over which the product sums."""
    return len(shape) >= 3 and shape[-1] > 1 and axis % len(shape) == len(shape) - 2


def over_queries(case: Case, values: tuple[Any, ...]) -> Finding | None:
    """Say that the weights of one query do not add up to 1."""
    assert isinstance(case.node, ast.Call)
    scores, axis = syntax.subject(case.node), syntax.axis_of(case.node)
    if scores is None or axis is None:
        return None
    case.learn(scores, values[0])
    return Finding(
        code="CS-14",
        operands=case.operands(scores),
        repairs=case.repairs([case.edit((axis, "-1"))]),
    )


def _left_side(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return node.left
    if not isinstance(node, ast.Call) or syntax.function_name(node) not in PRODUCTS:
        return None
    return syntax.subject(node)
