"""Labels that are numbers of classes, given to a loss that subtracts them from the scores."""

import ast
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Operand
from aiclass.shapes._clinic._meta import is_module
from aiclass.shapes._clinic._rules._broadcasting import MESSAGE
from aiclass.shapes._clinic._syntax import function_name
from aiclass.shapes._clinic._words import DIFFERENCES

FUNCTIONS, LAYERS = "torch.nn.functional", "torch.nn"


def class_numbers(case: Case, scores: ast.expr, labels: ast.expr, a: Operand, b: Operand) -> Finding | None:
    """Explain scores (N, K) beside N numbers of classes in a loss of differences."""
    assert isinstance(case.node, ast.Call)
    is_numbers = b.dtype in ("int64", "uint8") and len(a.shape) == 2 and b.shape == a.shape[:1]
    if not is_numbers or not MESSAGE.search(case.message) or not _subtracts(case, case.node):
        return None
    return Finding(
        code="CL-89",
        operands=(a, b),
        clash=f"{a.source}: 자료마다 점수 {a.shape[1]}개. {b.source}: 자료마다 번호 하나",
        repairs=case.repairs(_candidates(case, scores, labels, a)),
    )


def _subtracts(case: Case, node: ast.Call) -> bool:
    function = case.real(node.func)
    if isinstance(node.func, ast.Call):  # made where it is called: nn.MSELoss()(scores, labels)
        return function_name(node.func) in DIFFERENCES
    name = type(function).__name__ if is_module(function) else getattr(function, "__name__", "")
    return name in DIFFERENCES


def _candidates(case: Case, scores: ast.expr, labels: ast.expr, a: Operand) -> Iterator[str]:
    """Yield the loss that takes numbers of classes, and the labels as rows of 0 and 1."""
    label = case.with_suffix(labels, "" if case.value(labels).dtype.itemsize > 1 else ".long()")
    layers = _name_of(case, LAYERS)
    if layers:
        yield f"{layers}.CrossEntropyLoss()({case.text(scores)}, {label})"
    functions = _name_of(case, FUNCTIONS) or FUNCTIONS
    if not layers:
        yield f"{functions}.cross_entropy({case.text(scores)}, {label})"
    yield case.edit((labels, f"{functions}.one_hot({label}, {a.shape[1]}).float()"))


def _name_of(case: Case, module: str) -> str:
    """Return what the learner calls a module, "" where they do not import it."""
    for name in case.scope.names():
        if getattr(case.scope.real(name), "__name__", "") == module:
            return name
    return ""
