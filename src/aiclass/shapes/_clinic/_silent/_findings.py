"""What is said of each silent mistake, and what would repair it."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import prod
from typing import Any, Final

import numpy as np

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic import _syntax as syntax
from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Operand, Repair
from aiclass.shapes._clinic._rules._calls import AXIS_WORDS, call_on
from aiclass.shapes._clinic._silent._attention import over_queries
from aiclass.shapes._clinic._silent._last_step import without_last_step
from aiclass.shapes._clinic._silent._one_axis import nothing_transposed
from aiclass.shapes._clinic._silent._order import exchanged
from aiclass.shapes._clinic._silent._sequences import states_mixed, time_first
from aiclass.shapes._clinic._silent._squares import is_column_and_row

Values = tuple[Any, ...]


def column_and_row(case: Case, values: Values) -> Finding | None:
    """Say that a column and a row of equal length made a square."""
    left, right = _sides(case.node)
    case.learn(left, values[0])
    case.learn(right, values[1])
    return _square(case, left, right, "CS-01")


def loss_of_column_and_row(case: Case, values: Values) -> Finding | None:
    """Say the same of what a loss function was given, or that its scores are probabilities already."""
    assert isinstance(case.node, ast.Call)
    if len(values) == 1:
        return _twice(case, case.node, values[0])
    case.learn(case.node.args[1], values[1])
    case.learn_shape(case.node.args[0], values[0])
    if not is_column_and_row(values[0], case.shape(case.node.args[1]) or ()):
        return _stretched(case, case.node.args[0], case.node.args[1])
    return _square(case, case.node.args[0], case.node.args[1], "CS-01")


def index_of_column_and_row(case: Case, values: Values) -> Finding | None:
    """Say that a row and a column of numbers pick a square, not one element a row."""
    assert isinstance(case.node, ast.Subscript)
    assert isinstance(case.node.slice, ast.Tuple)
    one, other = case.node.slice.elts
    case.learn(one, values[0])
    case.learn(other, values[1])
    owner = case.operand(case.node.value)
    column = one if (case.shape(one) or ())[-1:] == (1,) else other
    shown = case.operand(column)
    return Finding(
        code="CS-02",
        operands=tuple(operand for operand in (owner, shown) if operand),
        repairs=case.repairs(_flat(case, column)),
    )


def fallen_back(case: Case, values: Values) -> Finding | None:
    """Say that sums over one axis met the other."""
    assert isinstance(case.node, ast.BinOp)
    left, right = case.node.left, case.node.right
    case.learn(left, values[0])
    case.learn(right, values[1])
    kept = []
    if isinstance(right, ast.Call):
        word = "keepdim" if _meta.is_tensor(case.value(right)) else "keepdims"
        kept.append(case.edit((right, f"{case.text(right)[:-1]}, {word}=True)")))
    kept.append(case.edit((right, case.with_suffix(right, "[:, None]"))))
    return Finding(code="CS-03", operands=case.operands(left, right), repairs=case.repairs(kept))


def outer_product(case: Case, values: Values) -> Finding | None:
    """Say that a sum over all pairs was taken."""
    left, right = _sides(case.node)
    case.learn(left, values[0])
    case.learn(right, values[1])
    shape = case.shape(left) or ()
    return Finding(
        code="CS-04",
        operands=case.operands(left, right),
        clash=f"결과의 모양 {(shape[0], shape[0])}: {shape[0]} × {shape[0]}쌍을 모두 곱했습니다",
        repairs=case.repairs(_inner(case, left, right)),
    )


def over_the_batch(case: Case, values: Values) -> Finding | None:
    """Say that the axis of the examples was taken instead of that of the classes."""
    found = call_on(case)
    if found is None:
        return None
    case.learn(found.subject, values[0])
    axis = next(
        (k.value for k in found.node.keywords if k.arg in AXIS_WORDS), found.rest[0] if found.rest else None
    )
    word = "dim" if _meta.is_tensor(case.value(found.subject)) else "axis"
    before = ", " if found.node.args or found.node.keywords else ""
    repairs = [
        case.edit((axis, "1")) if axis is not None else f"{case.text(found.node)[:-1]}{before}{word}=1)"
    ]
    code = "CS-05" if axis is not None else "CS-10"
    return Finding(code=code, operands=case.operands(found.subject), repairs=case.repairs(repairs))


def layer_over_the_batch(case: Case, values: Values) -> Finding | None:
    """Say the same of a softmax layer; the repair stands where it was made."""
    assert isinstance(case.node, ast.Call)
    case.learn(case.node.args[0], values[0])
    return Finding(
        code="CS-05", operands=case.operands(case.node.args[0]), repairs=_with_axis(case, case.node, "1")
    )


def layer_over_queries(case: Case, values: Values) -> Finding | None:
    """Say of a softmax layer that the weights of one query do not add up to 1."""
    assert isinstance(case.node, ast.Call)
    case.learn(case.node.args[0], values[0])
    return Finding(
        code="CS-14",
        operands=case.operands(case.node.args[0]),
        repairs=_with_axis(case, case.node, "-1"),
    )


def _with_axis(case: Case, node: ast.Call, axis: str) -> tuple[Repair, ...]:
    """Return the line that makes a softmax layer, with another axis in it."""
    name = ast.unparse(node.func)
    tree = case.guilt.source.tree or ast.Module(body=[], type_ignores=[])
    made = [
        part.value
        for part in ast.walk(tree)
        if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == name
    ]
    if len(made) != 1 or not isinstance(made[0], ast.Call):
        return ()
    dim = next((k.value for k in made[0].keywords if k.arg == "dim"), None) or next(iter(made[0].args), None)
    if dim is None:
        return ()
    layer = case.edit((dim, axis), of=made[0])
    repairs = case.repairs([f"{name} = {layer}"], tried=f"{layer}({case.text(node.args[0])})")
    return tuple(replace(repair, place=f"{made[0].lineno}번째 줄") for repair in repairs)


def softmax_by_hand(case: Case, values: Values) -> Finding | None:
    """Say the same of a sum in a softmax written out."""
    assert isinstance(case.node, ast.Call)
    summed, axis = syntax.subject(case.node), syntax.axis_of(case.node)
    if summed is None:
        return None
    case.learn(summed, values[0])
    is_torch = _meta.is_tensor(case.value(summed))
    word = "keepdim" if is_torch else "keepdims"
    before = ", " if case.node.args else ""
    changed = (
        case.edit((axis, "1"))
        if axis is not None
        else f"{case.text(case.node)[:-1]}{before}{'dim' if is_torch else 'axis'}=1)"
    )
    if not syntax.keeps_axis(case.node):
        changed = f"{changed[:-1]}, {word}=True)"
    code = "CS-05" if axis is not None else "CS-10"
    return Finding(code=code, operands=case.operands(summed), repairs=case.repairs([changed]))


def whole_columns(case: Case, values: Values) -> Finding | None:
    """Say that whole columns were picked where one element a row may have been meant."""
    assert isinstance(case.node, ast.Subscript)
    assert isinstance(case.node.slice, ast.Tuple)
    scores, (rows, columns) = case.node.value, case.node.slice.elts
    case.learn(scores, values[0])
    case.learn(columns, values[1])
    module = "torch" if _meta.is_tensor(case.value(scores)) else "np"
    count = (case.shape(columns) or (0,))[0]
    return Finding(
        code="CS-09",
        operands=case.operands(scores, columns),
        clash=f"결과의 모양 {(count, count)}: 행마다 하나씩 {count}개가 아니라 {count} × {count}개를 골랐습니다",
        repairs=case.repairs([case.edit((rows, f"{module}.arange(len({case.text(columns)}))"))]),
    )


def many_losses(case: Case, values: Values) -> Finding | None:
    """Say that a loss has one number a row."""
    case.learn(case.node, values[0])
    return Finding(
        code="CS-06",
        operands=case.operands(case.node),
        repairs=case.repairs([case.with_suffix(case.node, ".mean()")]),
    )


def _twice(case: Case, node: ast.Call, scores: Any) -> Finding:
    given = node.args[0]
    case.learn(given, scores)
    called = f"{case.text(node.func)} {type(case.real(node.func)).__name__}"
    is_sigmoid = "binary_cross_entropy" in called or "BCEWithLogits" in called
    return Finding(
        code="CS-08" if is_sigmoid else "CS-07",
        operands=case.operands(*node.args),
        repairs=_once(case, given, is_sigmoid=is_sigmoid),
    )


def _once(case: Case, given: ast.expr, *, is_sigmoid: bool) -> tuple[Repair, ...]:
    """Return the call on the scores before their softmax or sigmoid; the scores are tried, the loss takes either."""
    name = "sigmoid" if is_sigmoid else "softmax"
    made = case.origin(given)
    if name in syntax.function_name(made).lower():
        assert isinstance(made, ast.Call)
        before = syntax.subject(made)
        if before is not None:
            text = case.text(before)
            return case.repairs([case.edit((given, text))], tried=text)
    model = case.real(made.func) if isinstance(made, ast.Call) else None
    if not _meta.is_module(model):
        return ()
    if type(model).__name__ != "Sequential":
        return without_last_step(model, name)
    if isinstance(given, ast.Call):
        return case.repairs([case.edit((given.func, case.with_suffix(given.func, "[:-1]")))])
    return ()


def _square(case: Case, left: ast.expr, right: ast.expr, code: str) -> Finding | None:
    a, b = case.operand(left), case.operand(right)
    if a is None or b is None:
        return None
    side = max(a.shape)
    return Finding(
        code=code,
        operands=(a, b),
        clash=f"결과의 모양 {(side, side)}: 숫자 {side}개씩이 짝을 이루지 않고 {side} × {side}쌍이 되었습니다",
        repairs=case.repairs(_paired(case, left, right, a, b)),
    )


def _stretched(case: Case, left: ast.expr, right: ast.expr) -> Finding | None:
    """Say that an axis of length 1 on one side alone made more pairs than there are numbers."""
    a, b = case.operand(left), case.operand(right)
    if a is None or b is None:
        return None
    both = np.broadcast_shapes(a.shape, b.shape)
    counts = f"숫자 {prod(a.shape)}개와 {prod(b.shape)}개를 견주어 {prod(both)}쌍이 되었습니다"
    return Finding(
        code="CS-16",
        operands=(a, b),
        clash=f"결과의 모양 {both}: {counts}",
        repairs=case.repairs(_without_lone_axis(case, left, right, a, b)),
    )


def _without_lone_axis(case: Case, left: ast.expr, right: ast.expr, a: Operand, b: Operand) -> Iterator[str]:
    for longer, shorter, shape, other in ((left, right, a.shape, b.shape), (right, left, b.shape, a.shape)):
        for axis, length in enumerate(shape):
            if length == 1 and shape[:axis] + shape[axis + 1 :] == other:
                yield case.edit((longer, case.with_suffix(longer, f".squeeze({axis})")))
                yield case.edit((shorter, case.with_suffix(shorter, f".unsqueeze({axis})")))
    for small, large, shape in ((right, left, a.shape), (left, right, b.shape)):
        if np.broadcast_shapes(a.shape, b.shape) == shape:
            yield case.edit((small, case.with_suffix(small, f".expand_as({case.text(large)})")))


def _paired(case: Case, left: ast.expr, right: ast.expr, a: Operand, b: Operand) -> Iterator[str]:
    for node, shape, other in ((left, a.shape, b.shape), (right, b.shape, a.shape)):
        if shape == (*other, 1):
            for text in _flat_texts(case, node):
                yield case.edit((node, text))
    for node, shape, other in ((right, b.shape, a.shape), (left, a.shape, b.shape)):
        if len(shape) == 1 and other == (*shape, 1):
            yield case.edit((node, case.with_suffix(node, "[:, None]")))
        if len(shape) == 2 and other == shape[::-1]:
            yield case.edit((node, case.with_suffix(node, ".T")))


def _flat(case: Case, column: ast.expr) -> Iterator[str]:
    is_written = isinstance(getattr(case.node, "ctx", None), ast.Store)
    for text in _flat_texts(case, column):
        yield case.edit((column, text), of=case.guilt.statement if is_written else None)


def _flat_texts(case: Case, node: ast.expr) -> Iterator[str]:
    """Yield a column as a row."""
    yield case.with_suffix(node, ".squeeze(1)" if _meta.is_tensor(case.value(node)) else "[:, 0]")


def _inner(case: Case, left: ast.expr, right: ast.expr) -> Iterator[str]:
    standing = case.text(right.value) if _is_transpose(right) else case.with_suffix(right, ".T")  # type: ignore[attr-defined]
    lying = case.text(left.value) if _is_transpose(left) else case.with_suffix(left, ".T")  # type: ignore[attr-defined]
    if isinstance(case.node, ast.BinOp):
        yield f"{lying} @ {standing}"
    else:
        yield case.edit((left, lying), (right, standing))
    yield f"{case.with_suffix(left, '')} * {standing}"


def _is_transpose(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "T"


def _sides(node: ast.AST) -> tuple[ast.expr, ast.expr]:
    if isinstance(node, ast.BinOp):
        return node.left, node.right
    if isinstance(node, ast.Compare):
        return node.left, node.comparators[0]
    assert isinstance(node, ast.Call)
    return node.args[0], node.args[1]


FINDINGS: Final[dict[str, Callable[[Case, Values], Finding | None]]] = {
    "back": fallen_back,
    "columns": whole_columns,
    "exchanged": exchanged,
    "hand-softmax": softmax_by_hand,
    "index": index_of_column_and_row,
    "layer-over-batch": layer_over_the_batch,
    "many-losses": many_losses,
    "one-axis": nothing_transposed,
    "outer": outer_product,
    "over-batch": over_the_batch,
    "pair": column_and_row,
    "queries": over_queries,
    "queries-layer": layer_over_queries,
    "states": states_mixed,
    "time-first": time_first,
    "twice": loss_of_column_and_row,
}
