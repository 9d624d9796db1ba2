"""Matrix products whose inner lengths differ: ``@``, ``matmul``, ``dot``, ``mm``, ``bmm``, ``mv``."""

import ast
import re
from collections.abc import Iterator
from math import prod

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Operand
from aiclass.shapes._clinic._meta import is_tensor
from aiclass.shapes._clinic._rules._rows import row_for_column
from aiclass.shapes._clinic._rules._words import clash_words
from aiclass.shapes._clinic._syntax import function_name

MESSAGE = re.compile(
    r"matmul: Input operand|shapes \(.*\) and \(.*\) not aligned|mat1 and mat2 shapes cannot be multiplied|"
    r"Expected size for first two dimensions of batch2|size mismatch, got|inconsistent tensor size|"
    r"vector . matrix|batch\d must be a 3D tensor|must have same dtype"
)
NO_MATRICES = "1D tensors expected"
PRODUCTS = frozenset({"dot", "matmul", "mm", "bmm", "mv"})


def matmul(case: Case) -> Finding | None:
    """Explain a product whose left operand's last axis is not as long as the right one's last but one."""
    pair = _pair(case)
    if pair is None:
        return None
    left, right = pair
    a, b = case.operand(left), case.operand(right)
    if (
        "enough dimensions" in case.message
        or "both arguments to matmul need to be at least 1D" in case.message
    ):
        return _of_a_number(case, left, right)
    if NO_MATRICES in case.message:
        return _of_matrices(case, left, right)
    if not MESSAGE.search(case.message) and "must match the size of tensor" not in case.message:
        return None
    if a is None or b is None:
        return Finding(code="CL-01", operands=case.operands(left, right))
    if "must be a 3D tensor" in case.message:
        product = f"{_bracketed(case, left)} @ {_bracketed(case, right)}"
        return Finding(code="CL-04", operands=(a, b), repairs=case.repairs([product]))
    inner = -2 if len(b.shape) > 1 else -1
    fits = not a.shape or not b.shape or a.shape[-1] == b.shape[inner]
    return Finding(
        code="CL-01",
        operands=(a, b) if a != b else (a,),
        clash="" if fits else clash_words(a, -1, b, inner),
        repairs=case.repairs(_candidates(case, left, right, a, b)),
    )


def _pair(case: Case) -> tuple[ast.expr, ast.expr] | None:
    node = case.node
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
        return (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PRODUCTS:
        if len(node.args) == 2:
            return node.args[0], node.args[1]
        if len(node.args) == 1:
            return node.func.value, node.args[0]
    return None


def _of_a_number(case: Case, left: ast.expr, right: ast.expr) -> Finding:
    starred = f"{case.text(left)} * {case.text(right)}"
    return Finding(
        code="CL-03",
        operands=case.operands(left, right),
        repairs=case.repairs([starred]) if isinstance(case.node, ast.BinOp) else (),
    )


def _of_matrices(case: Case, left: ast.expr, right: ast.expr) -> Finding:
    one, other = _bracketed(case, left), _bracketed(case, right)
    products = [f"{one} @ {other}", f"{one} @ {other}.T", f"({one} * {other}).sum()"]
    return Finding(code="CL-05", operands=case.operands(left, right), repairs=case.repairs(products))


def _candidates(case: Case, left: ast.expr, right: ast.expr, a: Operand, b: Operand) -> Iterator[str]:
    dims = len(a.shape), len(b.shape)
    if dims[1] == 2 and prod(a.shape[1:]) == b.shape[0] and dims[0] > 2:
        yield case.edit((left, _flat(case, left)))
    if columns := list(_columns_of_eigenvectors(case, right)):
        yield from columns
        return
    flip_left, flip_right = _flipped(case, left, a), _flipped(case, right, b)
    if dims == (2, 1):
        yield case.edit((left, flip_left))
    if min(dims) > 2 and a.shape[:-2] == b.shape[:-2]:
        yield case.edit((right, flip_right))
    yield case.edit((right, flip_right))
    if dims == (1, 2) and isinstance(case.node, ast.BinOp):
        yield f"{_bracketed(case, right)} @ {_bracketed(case, left)}"
    yield case.edit((left, flip_left))
    if dims != (2, 2) and isinstance(case.node, ast.BinOp):
        yield f"{_bracketed(case, right)} @ {_bracketed(case, left)}"
    for side in (right, left):
        if other := row_for_column(case, side):
            yield case.edit((side, other))
    if dims == (2, 2) and b.shape[1] == a.shape[0] and isinstance(case.node, ast.BinOp | ast.Call):
        yield case.edit((left, case.text(right)), (right, case.text(left)))
    if a.shape == b.shape and isinstance(case.node, ast.BinOp | ast.Call):
        yield f"{_bracketed(case, left)} * {_bracketed(case, right)}"


def _columns_of_eigenvectors(case: Case, node: ast.expr) -> Iterator[str]:
    """Yield the product with the first columns of eigenvectors, which stand in columns, where rows were taken."""
    cut = case.origin(node)
    is_rows = isinstance(cut, ast.Subscript) and isinstance(cut.slice, ast.Slice)
    if is_rows and isinstance(cut.value, ast.Name) and _are_eigenvectors(case, cut.value.id):  # type: ignore[attr-defined]
        yield case.edit((node, f"{cut.value.id}[:, {case.text(cut.slice)}]"))  # type: ignore[attr-defined]


def _are_eigenvectors(case: Case, name: str) -> bool:
    """Return whether a name is the second of what ``eig`` or ``eigh`` gave."""
    tree = case.guilt.source.tree or ast.Module(body=[], type_ignores=[])
    pairs = [
        part.targets[0].elts
        for part in ast.walk(tree)
        if isinstance(part, ast.Assign)
        and isinstance(part.targets[0], ast.Tuple)
        and function_name(part.value) in ("eig", "eigh")
    ]
    return any(len(pair) == 2 and getattr(pair[1], "id", "") == name for pair in pairs)


def _flat(case: Case, node: ast.expr) -> str:
    if is_tensor(case.value(node)):
        return case.with_suffix(node, ".flatten(1)")
    return case.with_suffix(node, f".reshape(len({case.text(node)}), -1)")


def _flipped(case: Case, node: ast.expr, operand: Operand) -> str:
    """Return the node with its last two axes exchanged."""
    if len(operand.shape) < 2:
        return case.text(node)
    if len(operand.shape) == 2:
        return case.with_suffix(node, ".T")
    is_torch = is_tensor(case.value(node))
    return case.with_suffix(node, ".transpose(-2, -1)" if is_torch else ".swapaxes(-2, -1)")


def _bracketed(case: Case, node: ast.expr) -> str:
    return case.with_suffix(node, "")
