"""A whole array where one value is needed: in ``if``, in ``float()``, in ``backward()``."""

import ast
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Repair
from aiclass.shapes._clinic._meta import is_tensor

SIGNS: dict[type[ast.operator], str] = {ast.BitAnd: "&", ast.BitOr: "|"}
AMBIGUOUS = ("truth value of an array", "Boolean value of Tensor with more than one value")
NO_NUMBER = (
    "only 0-dimensional arrays can be converted",
    "only length-1 arrays can be converted",
    "only size-1 arrays can be converted",
    "only one element tensors can be converted",
    "can only convert an array of size 1",
    "cannot be converted to Scalar",
)


def truth(case: Case) -> Finding | None:
    """Explain ``if`` over a whole array of answers."""
    if not any(text in case.message for text in AMBIGUOUS) or not isinstance(case.node, ast.expr):
        return None
    node = case.node
    sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else [node]
    is_unbracketed = isinstance(node, ast.Compare) and any(_bracketed(node))
    return Finding(
        code="CL-63" if is_unbracketed else "CL-60",
        operands=case.operands(*sides),
        repairs=case.repairs(_answers(case, node)),
    )


def _answers(case: Case, node: ast.expr) -> Iterator[str]:
    text = (
        case.text(node) if isinstance(node, ast.Name | ast.Call | ast.Subscript) else f"({case.text(node)})"
    )
    if isinstance(node, ast.Compare):
        yield from _bracketed(node)
    if isinstance(node, ast.BoolOp):
        sign = " & " if isinstance(node.op, ast.And) else " | "
        yield sign.join(f"({case.text(part)})" for part in node.values)
    if case.shape(node) is not None:
        yield f"{text}.all()"
        yield f"{text}.any()"


def _bracketed(node: ast.Compare) -> Iterator[str]:
    """Yield ``(a >= 70) & (a < 90)`` for ``a >= 70 & a < 90``, in which & is computed before the comparisons."""
    between = node.comparators[0]
    if len(node.ops) != 2 or not isinstance(between, ast.BinOp) or type(between.op) not in SIGNS:
        return
    pairs = ((node.left, node.ops[0], between.left), (between.right, node.ops[1], node.comparators[1]))
    halves = [ast.unparse(ast.Compare(left=left, ops=[op], comparators=[right])) for left, op, right in pairs]
    yield f"({halves[0]}) {SIGNS[type(between.op)]} ({halves[1]})"


def greatest(case: Case) -> Finding | None:
    """Explain Python's ``max`` and ``min`` of a table, or of two arrays."""
    node = case.node
    if not any(text in case.message for text in AMBIGUOUS) or not isinstance(node, ast.Call):
        return None
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in ("max", "min") or not node.args or node.keywords:
        return None
    return Finding(
        code="CL-64", operands=case.operands(*node.args), repairs=case.repairs(_of_arrays(case, node, name))
    )


def _of_arrays(case: Case, node: ast.Call, name: str) -> Iterator[str]:
    first = node.args[0]
    if len(node.args) == 2:
        module = "torch" if is_tensor(case.value(first)) else "np"
        yield f"{module}.{name}imum({case.text(first)}, {case.text(node.args[1])})"
    elif len(node.args) == 1:
        yield case.with_suffix(first, f".{name}()")
        yield case.with_suffix(
            first, f".a{name}(dim=0)" if is_tensor(case.value(first)) else f".{name}(axis=0)"
        )


def one_number(case: Case) -> Finding | None:
    """Explain ``float(x)``, ``x.item()`` and ``math.exp(x)`` of more than one number."""
    node = case.node
    if not any(text in case.message for text in NO_NUMBER) or not isinstance(node, ast.Call):
        return None
    subject = node.args[0] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else None
    if subject is None or case.operand(subject) is None:
        return None
    return Finding(
        code="CL-61",
        operands=case.operands(subject),
        repairs=_one_number(case, node, subject),
    )


def _one_number(case: Case, node: ast.Call, subject: ast.expr) -> tuple[Repair, ...]:
    is_torch = is_tensor(case.value(subject))
    if isinstance(node.func, ast.Attribute) and getattr(case.real(node.func.value), "__name__", "") == "math":
        return case.repairs([f"{'torch' if is_torch else 'np'}.{node.func.attr}({case.text(subject)})"])
    mean = case.with_suffix(subject, ".mean()")
    return case.repairs([case.edit((subject, mean))], tried=mean)


def backward(case: Case) -> Finding | None:
    """Explain ``backward`` from more than one number."""
    node = case.node
    if "grad can be implicitly created only for scalar outputs" not in case.message:
        return None
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    loss = node.func.value
    candidates = [case.edit((loss, case.with_suffix(loss, f".{name}()"))) for name in ("mean", "sum")]
    shape = case.shape(loss)
    return Finding(
        code="CL-62",
        operands=case.operands(loss),
        repairs=case.repairs(candidates, last=".backward()") if shape is not None else (),
    )
