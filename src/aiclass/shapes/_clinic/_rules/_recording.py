"""Gradients: what PyTorch can record, what must not change meanwhile, and where no way leads back."""

import ast
from collections.abc import Iterator
from typing import Final

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Repair
from aiclass.shapes._clinic._meta import is_tensor, torch
from aiclass.shapes._clinic._rules._in_place import SIGNS

BACKWARD: Final = {
    "does not require grad and does not have a grad_fn": "CT-02",
    "backward through the graph a second time": "CT-03",
    "modified by an inplace operation": "CT-05",
}
LEAF: Final = "a leaf Variable that requires grad"
NOT_FLOAT: Final = "Only Tensors of floating point"
NOT_A_LEAF: Final = "can't optimize a non-leaf Tensor"


def no_way_back(case: Case) -> Finding | None:
    """Explain ``backward`` that finds nothing recorded, or what was recorded gone or changed."""
    node = case.node
    code = next((code for text, code in BACKWARD.items() if text in case.message), None)
    if code is None or not isinstance(node, ast.Call):
        return None
    start = node.func.value if isinstance(node.func, ast.Attribute) else None
    return Finding(code=code, operands=case.operands(start, *node.args[:1]))


def changed_leaf(case: Case) -> Finding | None:
    """Explain a parameter that is written over while PyTorch records."""
    if LEAF not in case.message:
        return None
    node = case.node
    target: ast.expr
    if isinstance(node, ast.AugAssign):
        target = node.target
        tried = f"{case.text(target)} {SIGNS[type(node.op)]} ({case.text(node.value)})"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        target = node.func.value
        tried = case.edit((node.func, f"{case.text(target)}.{node.func.attr.rstrip('_')}"))
    else:
        return None
    return Finding(code="CT-04", operands=case.operands(target), repairs=_unrecorded(case, tried))


def _unrecorded(case: Case, tried: str) -> tuple[Repair, ...]:
    if torch() is None or case.real(ast.Name(id="torch", ctx=ast.Load())) is not torch():
        return ()
    return case.repairs([f"with torch.no_grad(): {case.expression}"], tried=tried)


def only_floats(case: Case) -> Finding | None:
    """Explain a gradient that was asked for of whole numbers."""
    node = case.node
    if NOT_FLOAT not in case.message or not isinstance(node, ast.Call):
        return None
    subject = node.func.value if isinstance(node.func, ast.Attribute) else None
    if subject is not None and is_tensor(case.value(subject)):
        mended = case.with_suffix(subject, ".float()")
        repairs = case.repairs([case.edit((subject, mended))], tried=mended)
        return Finding(code="CT-01", operands=case.operands(subject), repairs=repairs)
    return Finding(code="CT-01", repairs=case.repairs(_as_floats(case, node)))


def _as_floats(case: Case, node: ast.Call) -> Iterator[str]:
    """Yield the call that makes the tensor, with a dtype for fractions."""
    owner = case.text(node.func).rpartition(".")[0]
    if not owner:
        return
    named = next((keyword for keyword in node.keywords if keyword.arg == "dtype"), None)
    if named is not None:
        yield case.edit((named.value, f"{owner}.float32"))
    elif node.args:
        yield case.edit((node.args[-1], f"{case.text(node.args[-1])}, dtype={owner}.float32"))


def no_parameter(case: Case) -> Finding | None:
    """Explain an optimizer that is given what was computed."""
    node = case.node
    if NOT_A_LEAF not in case.message or not isinstance(node, ast.Call) or not node.args:
        return None
    given = node.args[0]
    items = given.elts if isinstance(given, ast.List | ast.Tuple) else [given]
    return Finding(code="CT-06", operands=case.operands(*items))


def no_gradient_yet(case: Case) -> Finding | None:
    """Explain arithmetic with a gradient that is None."""
    if "NoneType" not in case.message or "unsupported operand" not in case.message:
        return None
    for side in _sides(case.node):
        if isinstance(side, ast.Attribute) and side.attr == "grad" and is_tensor(case.value(side.value)):
            operands = case.operands(side.value)
            return Finding(code="CT-09", operands=operands, clash=f"{case.text(side)}: None")
    return None


def _sides(node: ast.AST) -> tuple[ast.expr, ...]:
    if isinstance(node, ast.BinOp):
        return node.left, node.right
    return (node.target, node.value) if isinstance(node, ast.AugAssign) else ()


def no_numbers(case: Case) -> Finding | None:
    """Explain tensors of the meta device, which have no numbers to copy."""
    node = case.node
    if "Cannot copy out of meta tensor" not in case.message or not isinstance(node, ast.Call):
        return None
    subject = node.func.value if isinstance(node.func, ast.Attribute) else None
    return Finding(code="CT-07", operands=case.operands(subject))
