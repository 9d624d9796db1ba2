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
    """Yield the statement on a value of the target's shape; where a column met a row, nothing that keeps all pairs."""
    shape, wanted = case.shape(node.value), case.shape(node.target)
    if shape is not None and wanted is not None and (*shape, 1) == wanted:
        yield case.edit((node.value, case.with_suffix(node.value, f"[{':, ' * len(shape)}None]")))
        return
    if shape is not None and wanted is not None and shape == (*wanted, 1):
        flat = (
            f".squeeze({len(wanted)})" if is_tensor(case.value(node.value)) else f"[{':, ' * len(wanted)}0]"
        )
        yield case.edit((node.value, case.with_suffix(node.value, flat)))
        return
    yield _out_of_place(case, node)
    if shape and wanted is not None and shape[1:] in (wanted, wanted[1:]):
        word = "dim" if is_tensor(case.value(node.value)) else "axis"
        if isinstance(node.op, ast.Add | ast.Sub):
            yield case.edit((node.value, case.with_suffix(node.value, f".sum({word}=0)")))


def _out_of_place(case: Case, node: ast.AugAssign) -> str:
    target, value = case.text(node.target), case.text(node.value)
    is_product = isinstance(node.value, ast.BinOp) and isinstance(
        node.value.op, ast.Mult | ast.Div | ast.MatMult
    )
    is_sum = isinstance(node.op, ast.Add | ast.Sub)
    if not isinstance(node.value, (*ATOMS, ast.Constant)) and not (is_product and is_sum):
        value = f"({value})"
    return f"{target} = {target} {SIGNS[type(node.op)]} {value}"
