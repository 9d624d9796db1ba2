"""Loss functions whose predictions and labels do not belong together."""

import ast
import re
from collections.abc import Iterator
from math import prod

from aiclass.shapes._clinic._case import Case, dtype_of
from aiclass.shapes._clinic._diagnosis import Finding, Operand
from aiclass.shapes._clinic._meta import is_module, is_tensor
from aiclass.shapes._clinic._rules._class_numbers import class_numbers
from aiclass.shapes._clinic._rules._indexing import alike_names
from aiclass.shapes._clinic._rules._pieces import rows_of_pieces
from aiclass.shapes._clinic._rules._time import rows_of_time

NOT_LONG = re.compile(
    r"expected target dtype to be Long|expected scalar type Long but found|nll_loss.*not implemented for"
)
COLUMN = re.compile(r"0D or 1D target tensor expected|1D target tensor expected|multi-target not supported")
ONE_HOT = re.compile(r"Expected floating point type for target with class probabilities")
CLASSES_LAST = re.compile(r"Expected target size \[.*\], got \[.*\]")
ROWS = re.compile(
    r"Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)|1D target must have size 1"
)
OUTSIDE = re.compile(r"Target (-?\d+) is out of bounds|`?t >= 0 && t < n_classes")
UNEQUAL = re.compile(r"Target size \(.*\) must be the same as input size|different to the input size")
NOT_FLOAT = re.compile(
    r"result type Float can't be cast to|Found dtype Long but expected|not implemented for 'Long'"
)
COLUMN_MAKERS = ("unsqueeze", "view", "reshape")
NAME = re.compile(r"loss|cross_entropy|criterion", re.IGNORECASE)


def losses(case: Case) -> Finding | None:
    """Explain a loss that its predictions and labels do not fit."""
    sides = loss_sides(case, case.node)
    if sides is None:
        return None
    scores, labels = sides
    a, b = case.operand(scores), case.operand(labels)
    if a is None or b is None:
        return None
    if ROWS.search(case.message) and (
        made := rows_of_pieces(case, scores, a, b) or rows_of_time(case, scores, a, b)
    ):
        return made
    for pattern, code, candidates in (
        (NOT_LONG, "CL-80", _long(case, labels)),
        (COLUMN, "CL-81", _without_column(case, labels, b)),
        (ONE_HOT, "CL-87", _without_column(case, labels, b)),
        (CLASSES_LAST, "CL-82", _classes_second(case, scores, labels, a)),
        (ROWS, "CL-83", _same_rows(case, scores, labels, a, b)),
        (OUTSIDE, "CL-84", _from_zero(case, labels, a)),
        (UNEQUAL, "CL-85", _same_shape(case, scores, labels, a, b)),
        (NOT_FLOAT, "CL-86", _float(case, labels)),
    ):
        if pattern.search(case.message):
            return Finding(
                code=code,
                operands=(a, b),
                clash=_clash(code, a, b, case, labels),
                repairs=case.repairs(candidates),
            )
    return class_numbers(case, scores, labels, a, b)


def loss_sides(case: Case, node: ast.AST) -> tuple[ast.expr, ast.expr] | None:
    """Return the expressions of predictions and labels where a call is one of a loss function."""
    if not isinstance(node, ast.Call):
        return None
    layer = case.real(node.func)
    is_loss = is_module(layer) and type(layer).__module__ == "torch.nn.modules.loss"
    if not is_loss and isinstance(node.func, ast.Call):
        is_loss = bool(NAME.search(case.text(node.func.func)))
    if not is_loss and not NAME.search(case.text(node.func)):
        return None
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    sides = [*node.args[:2], *(named[name] for name in ("input", "target") if name in named)]
    return (sides[0], sides[1]) if len(sides) >= 2 else None


def _clash(code: str, a: Operand, b: Operand, case: Case, labels: ast.expr) -> str:
    if code == "CL-82":
        return f"필요한 모양: 점수 (N, K, T), 정답 (N, T). 온 모양: {a.shape}, {b.shape}"
    if code == "CL-83" and len(a.shape) == 1:
        return f"{a.source}의 축 하나: 자료 하나의 점수 {a.shape[0]}개. {b.source}: 정답 {b.shape[0]}개"
    if code == "CL-83":
        return f"{a.source}의 0번 축 {a.shape[0]} ≠ {b.source}의 0번 축 {b.shape[0] if b.shape else '없음'}"
    if code == "CL-84":
        least, most = _limits(case, labels)
        told = f" 온 번호: {least}부터 {most}까지." if least is not None else ""
        return f"클래스의 수 {a.shape[1] if len(a.shape) > 1 else a.shape[0]}.{told}"
    if code == "CL-85":
        return f"{a.source}의 모양 {a.shape} ≠ {b.source}의 모양 {b.shape}"
    return ""


def _long(case: Case, labels: ast.expr) -> Iterator[str]:
    if dtype_of(case.value(labels)) != "int64":
        yield case.edit((labels, case.with_suffix(labels, ".long()")))


def _float(case: Case, labels: ast.expr) -> Iterator[str]:
    yield case.edit((labels, case.with_suffix(labels, ".float()")))


def _without_column(case: Case, labels: ast.expr, b: Operand) -> Iterator[str]:
    if b.shape[-1:] == (1,):
        whole = "" if b.dtype == "int64" else ".long()"
        if before := _before_column(labels):
            own = "" if dtype_of(case.value(before)) == "int64" else ".long()"
            yield case.edit((labels, case.with_suffix(before, own)))
        row = ".squeeze(1)" if len(b.shape) == 2 else ".squeeze(-1)"
        yield case.edit((labels, case.with_suffix(labels, row + whole)))
    elif len(b.shape) == 1:  # one-hot, of one example
        yield case.edit((labels, case.with_suffix(labels, ".argmax()")))
        yield case.edit((labels, case.with_suffix(labels, ".float()")))
    elif len(b.shape) == 2:  # one-hot
        yield case.edit((labels, case.with_suffix(labels, ".argmax(dim=1)")))
        yield case.edit((labels, case.with_suffix(labels, ".float()")))


def _before_column(labels: ast.expr) -> ast.expr | None:
    """Return the labels as they were before the learner made a column of them; None where they did not here."""
    made, node = False, labels
    while is_method_call(node) and node.func.attr in (*COLUMN_MAKERS, "float", "double"):  # type: ignore[attr-defined]
        made = made or node.func.attr in COLUMN_MAKERS  # type: ignore[attr-defined]
        node = node.func.value  # type: ignore[attr-defined]
    return node if made else None


def is_method_call(node: ast.AST) -> bool:
    """Return whether a call is written with a dot."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _classes_second(case: Case, scores: ast.expr, labels: ast.expr, a: Operand) -> Iterator[str]:
    if len(a.shape) == 3:
        yield case.edit((scores, case.with_suffix(scores, ".transpose(1, 2)")))
        yield case.edit(
            (scores, case.with_suffix(scores, ".flatten(0, 1)")),
            (labels, case.with_suffix(labels, ".flatten()")),
        )


def _same_rows(case: Case, scores: ast.expr, labels: ast.expr, a: Operand, b: Operand) -> Iterator[str]:
    if len(a.shape) == 3 and b.shape == a.shape[:2]:
        yield from _classes_second(case, scores, labels, a)
    if a.shape[:-1] and len(a.shape) == 3 and len(b.shape) == 1 and b.shape[0] == a.shape[0] * a.shape[1]:
        yield case.edit((scores, case.with_suffix(scores, ".flatten(0, 1)")))
    if len(a.shape) == 2 and len(b.shape) == 2 and a.shape[0] == b.shape[0] * b.shape[1]:
        yield case.edit((labels, case.with_suffix(labels, ".flatten()")))
    if len(a.shape) == 2 and b.shape == (a.shape[1],):
        yield case.edit((scores, case.with_suffix(scores, ".T")))
    for node, rows in ((labels, a.shape[:1]), (scores, b.shape[:1])):
        if isinstance(node, ast.Name) and rows:
            for twin in alike_names(case, node.id, rows):
                yield case.edit((node, twin))


def _from_zero(case: Case, labels: ast.expr, a: Operand) -> Iterator[str]:
    least, most = _limits(case, labels)
    classes = a.shape[1] if len(a.shape) > 1 else a.shape[0]
    if least == 1 and most == classes:
        yield case.edit((labels, f"{case.text(labels)} - 1"))


def _limits(case: Case, labels: ast.expr) -> tuple[int | None, int | None]:
    """Return the least and the greatest label, read from the learner's own tensor."""
    value = case.real(labels)
    if not is_tensor(value) or value.device.type == "meta" or not value.numel():
        return None, None
    return int(value.min()), int(value.max())


def _same_shape(case: Case, scores: ast.expr, labels: ast.expr, a: Operand, b: Operand) -> Iterator[str]:
    """Yield both sides of one shape where they differ by an axis of length 1 at the end; labels as fractions."""
    rows, column = f".squeeze({max(len(a.shape), len(b.shape)) - 1})", "[" + ":, " * len(b.shape) + "None]"
    as_float = "" if b.dtype.startswith("float") else ".float()"
    plain = case.with_suffix(labels, as_float) if as_float else case.text(labels)
    if a.shape == (*b.shape, 1):
        yield case.edit((scores, case.with_suffix(scores, rows)), (labels, plain))
        yield case.edit((labels, case.with_suffix(labels, column + as_float)))
    if b.shape == (*a.shape, 1):
        yield case.edit((labels, case.with_suffix(labels, rows + as_float)))
        wider = "[" + ":, " * len(a.shape) + "None]"
        yield case.edit((scores, case.with_suffix(scores, wider)), (labels, plain))
    if a.shape[:1] == b.shape[:1] and prod(a.shape) == prod(b.shape):
        yield from _in_one_row(case, scores, labels, a, b)


def _in_one_row(case: Case, scores: ast.expr, labels: ast.expr, a: Operand, b: Operand) -> Iterator[str]:
    """Yield both sides of one shape where they hold as many numbers an example, one of them in more axes."""
    as_float = "" if b.dtype.startswith("float") else ".float()"
    if len(a.shape) == 2 < len(b.shape):
        yield case.edit((labels, case.with_suffix(labels, f".flatten(1){as_float}")))
    changes: list[tuple[ast.AST, str]] = [(labels, case.with_suffix(labels, as_float))] if as_float else []
    if len(b.shape) == 2 < len(a.shape):
        yield case.edit((scores, case.with_suffix(scores, ".flatten(1)")), *changes)
    if 2 in (len(a.shape), len(b.shape)) and len(a.shape) != len(b.shape):
        yield case.edit((scores, case.with_suffix(scores, f".view_as({case.text(labels)})")), *changes)
