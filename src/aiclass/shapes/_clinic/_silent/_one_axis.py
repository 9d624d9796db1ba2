"""``x.T`` of an array with one axis: it stays as it is, and no table comes of ``x * x.T``."""

import ast
from collections.abc import Iterator
from typing import Any

from aiclass.shapes._clinic import _syntax as syntax
from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding

Shape = tuple[int, ...]


def meets_its_transpose(left: ast.expr, right: ast.expr, origins: syntax.Origins) -> bool:
    """Return whether an array meets its own transpose, written there or under a name."""
    return any(
        base is not None and ast.unparse(base) == ast.unparse(other)
        for base, other in (
            (_transposed(left, origins), right),
            (_transposed(right, origins), left),
        )
    )


def are_one_vector(a: Shape, b: Shape) -> bool:
    """Return whether there is one axis only, so that nothing was transposed."""
    return len(a) == 1 and a == b and a[0] > 1


def nothing_transposed(case: Case, values: tuple[Any, ...]) -> Finding | None:
    """Say that elements met in their places, not every one with every other."""
    assert isinstance(case.node, ast.BinOp)
    left, right = case.node.left, case.node.right
    case.learn(left, values[0])
    case.learn(right, values[1])
    return Finding(
        code="CS-15",
        operands=case.operands(left, right),
        clash=f"결과의 모양 {case.shape(left)}: 표가 아니라 같은 자리끼리 계산되었습니다",
        repairs=case.repairs(_tables(case, case.node)),
    )


def _tables(case: Case, node: ast.BinOp) -> Iterator[str]:
    turned, plain = (node.right, node.left)
    if _base(node.left) is not None or _base(case.origin(node.left)) is not None:
        turned, plain = node.left, node.right
    lying = _base(turned)
    changes = [(plain, case.with_suffix(plain, "[:, None]"))]
    yield case.edit(*changes, *([(turned, case.text(lying))] if lying is not None else []))
    if isinstance(node.op, ast.Mult):
        yield f"np.outer({case.text(plain)}, {case.text(lying or turned)})"


def _transposed(node: ast.expr, origins: syntax.Origins) -> ast.expr | None:
    return _base(node) or _base(origins.origin(node))


def _base(node: ast.AST) -> ast.expr | None:
    """Return what was transposed; None where nothing was."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    if syntax.function_name(node) != "transpose" or not isinstance(node, ast.Call):
        return None
    plain = len(node.args) == (0 if syntax.is_method(node) else 1) and not node.keywords
    return syntax.subject(node) if plain else None
