"""``+=`` and its relatives: they write into the array on the left, whose shape and dtype cannot change."""

import ast
from collections.abc import Iterator

from aiclass.shapes._clinic._case import ATOMS, Case
from aiclass.shapes._clinic._diagnosis import Finding
from aiclass.shapes._clinic._meta import is_tensor

LARGER = ("non-broadcastable output operand", "doesn't match the broadcast shape")
OTHER_DTYPE = ("Cannot cast ufunc", "can't be cast to the desired output type", "can't be cast to Long")
SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.FloorDiv: "//",
    ast.Mod: "%", ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
}  # fmt: skip


def in_place(case: Case) -> Finding | None:
    """Explain a result that does not fit into the array that it is written into."""
    node = case.node
    if not isinstance(node, ast.AugAssign):
        return None
    if any(text in case.message for text in LARGER):
        code = "CL-40"
    elif any(text in case.message for text in OTHER_DTYPE):
        code = "CL-41"
    else:
        return None
    operands = case.operands(node.target, node.value) if code == "CL-40" else case.operands(node.target)
    return Finding(code=code, operands=operands, repairs=case.repairs(_candidates(case, node)))


def _candidates(case: Case, node: ast.AugAssign) -> Iterator[str]:
    target, value = case.text(node.target), case.text(node.value)
    shape, wanted = case.shape(node.value), case.shape(node.target)
    if shape is not None and wanted == (*shape, 1):
        yield case.edit((node.value, case.with_suffix(node.value, f"[{':, ' * len(shape)}None]")))
    is_product = isinstance(node.value, ast.BinOp) and isinstance(
        node.value.op, ast.Mult | ast.Div | ast.MatMult
    )
    is_sum = isinstance(node.op, ast.Add | ast.Sub)
    if not isinstance(node.value, (*ATOMS, ast.Constant)) and not (is_product and is_sum):
        value = f"({value})"
    yield f"{target} = {target} {SIGNS[type(node.op)]} {value}"
    word = "dim" if is_tensor(case.value(node.value)) else "axis"
    if isinstance(node.op, ast.Add | ast.Sub):
        yield case.edit((node.value, case.with_suffix(node.value, f".sum({word}=0)")))
