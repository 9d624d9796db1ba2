"""``+=`` and its relatives: they write into the array on the left, whose shape and dtype cannot change."""

import ast
from collections.abc import Iterator

from aiclass.shapes._clinic._case import ATOMS, Case
from aiclass.shapes._clinic._diagnosis import Finding
from aiclass.shapes._clinic._meta import is_tensor
from aiclass.shapes._clinic._syntax import axis_of, constant, function_name

LARGER = ("non-broadcastable output operand", "doesn't match the broadcast shape")
OTHER_DTYPE = ("Cannot cast ufunc", "can't be cast to the desired output type", "can't be cast to Long")
MEANS = frozenset({"sum", "mean"})
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
    is_total = shape and wanted is not None and shape[1:] == wanted and _is_begun_as_zeros(case, node.target)
    if is_total and isinstance(node.op, ast.Add | ast.Sub):
        yield from _over_the_batch_too(case, node)
        yield _summed_rows(case, node)
        return
    yield _out_of_place(case, node)
    is_sum = isinstance(node.op, ast.Add | ast.Sub)
    if is_sum and shape and wanted is not None and shape[1:] in (wanted, wanted[1:]):
        yield _summed_rows(case, node)


def _summed_rows(case: Case, node: ast.AugAssign) -> str:
    word = "dim" if is_tensor(case.value(node.value)) else "axis"
    return case.edit((node.value, case.with_suffix(node.value, f".sum({word}=0)")))


def _is_begun_as_zeros(case: Case, node: ast.AST) -> bool:
    """Return whether a name was made as zeros, as something is that is added to."""
    return function_name(case.origin(node)) in ("zeros", "zeros_like")


def _over_the_batch_too(case: Case, node: ast.AugAssign) -> Iterator[str]:
    """Yield a reduction over the first axis besides those that it names: one number a channel."""
    call = node.value
    axes = axis_of(call) if isinstance(call, ast.Call) else None
    if function_name(call) in MEANS and isinstance(axes, ast.Tuple | ast.List) and axes.elts:
        yield case.edit((axes.elts[0], f"0, {case.text(axes.elts[0])}"))
    elif function_name(call) in MEANS and axes is not None and type(constant(axes)) is int:
        yield case.edit((axes, f"(0, {case.text(axes)})"))


def _out_of_place(case: Case, node: ast.AugAssign) -> str:
    target, value = case.text(node.target), case.text(node.value)
    is_product = isinstance(node.value, ast.BinOp) and isinstance(
        node.value.op, ast.Mult | ast.Div | ast.MatMult
    )
    is_sum = isinstance(node.op, ast.Add | ast.Sub)
    if not isinstance(node.value, (*ATOMS, ast.Constant)) and not (is_product and is_sum):
        value = f"({value})"
    return f"{target} = {target} {SIGNS[type(node.op)]} {value}"
