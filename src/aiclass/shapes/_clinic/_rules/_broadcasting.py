"""Two shapes that do not broadcast: operators, comparisons, and functions that work element by element."""

import ast
import re
from collections.abc import Iterator

from aiclass.shapes._clinic._case import MOST_REPAIRS, Case
from aiclass.shapes._clinic._diagnosis import Finding, Operand, Repair
from aiclass.shapes._clinic._meta import is_tensor
from aiclass.shapes._clinic._rules._indexing import alike_names
from aiclass.shapes._clinic._rules._pairs import every_pair
from aiclass.shapes._clinic._rules._words import axis_suffixes, broadcast_clash
from aiclass.shapes._clinic._syntax import axis_of, function_name, subject

MESSAGE = re.compile(
    r"operands could not be broadcast together with shapes|shape mismatch: objects cannot be broadcast|"
    r"The size of tensor a \(\d+\) must match the size of tensor b \(\d+\)"
)
SHAPE = re.compile(r"\(((?:\d+,? ?)*)\)")
REDUCERS = frozenset({"sum", "mean", "max", "min", "std", "var", "median", "amax", "amin", "prod"})


def broadcasting(case: Case) -> Finding | None:
    """Explain two operands whose axes, laid side by side from the end, have neither equal lengths nor a 1."""
    if not MESSAGE.search(case.message):
        return None
    pair = _pair(case)
    if pair is None:
        return None
    left, right = pair
    a, b = case.operand(left), case.operand(right)
    if a is None or b is None:
        return Finding(code="CL-02", operands=case.operands(left, right))
    repairs = case.repairs(_candidates(case, left, right, a, b))
    pairs = every_pair(
        case, left, right, a.shape, b.shape
    )  # a sum over the features tells that they are meant
    return Finding(
        code="CL-02",
        operands=(a, b) if a != b else (a,),
        clash=broadcast_clash(a, b),
        repairs=_kept_in_shape(
            case, a, (*pairs, *repairs) if pairs and pairs[0].place else (*repairs, *pairs)
        )[:MOST_REPAIRS],
    )


def _kept_in_shape(case: Case, a: Operand, repairs: tuple[Repair, ...]) -> tuple[Repair, ...]:
    """Return the repairs after which a name that is given its own changed value, ``w = w - step``, keeps its shape."""
    statement = case.guilt.statement
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    is_update = isinstance(case.node, ast.BinOp) and [ast.unparse(one) for one in targets] == [a.source]
    if not is_update or case.node is not statement.value:  # type: ignore[attr-defined]
        return repairs
    return tuple(repair for repair in repairs if repair.shape in (a.shape, None))


def _pair(case: Case) -> tuple[ast.expr, ast.expr] | None:
    """Return the two expressions that did not fit, shapes from the message where need be."""
    node = case.node
    if isinstance(node, ast.BinOp):
        pair = (node.left, node.right)
    elif isinstance(node, ast.Compare) and len(node.comparators) == 1:
        pair = (node.left, node.comparators[0])
    elif isinstance(node, ast.AugAssign):
        pair = (node.target, node.value)
    elif isinstance(node, ast.Call):
        return _pair_of_call(case, node)
    else:
        return None
    for side, shape in zip(pair, _shapes(case.message), strict=False):
        case.learn_shape(side, shape)
    return pair


def _pair_of_call(case: Case, node: ast.Call) -> tuple[ast.expr, ast.expr] | None:
    """Return the first two arguments, the object of a method counted in, that do not broadcast."""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(node.func, ast.Attribute) and case.shape(node.func.value) is not None:
        arguments.insert(0, node.func.value)
    known = [(argument, shape) for argument in arguments if (shape := case.shape(argument)) is not None]
    for place, (one, shape) in enumerate(known):
        for other, other_shape in known[place + 1 :]:
            if broadcast_clash(Operand(source="", shape=shape), Operand(source="", shape=other_shape)):
                return one, other
    return None


def _shapes(message: str) -> list[tuple[int, ...]]:
    """Return the shapes that NumPy's message lists."""
    _, _, listed = message.partition("shapes ")
    return [tuple(int(n) for n in re.findall(r"\d+", found)) for found in SHAPE.findall(listed)]


def _candidates(case: Case, left: ast.expr, right: ast.expr, a: Operand, b: Operand) -> Iterator[str]:
    sides = [(right, b.shape, a.shape), (left, a.shape, b.shape)]
    for node, shape, other in sides[:1] if isinstance(case.node, ast.AugAssign) else sides:
        yield from _kept_axis(case, node)
        if len(shape) < len(other):
            for suffix in axis_suffixes(shape, other):
                yield case.edit((node, _indexed(case, node, suffix)))
    if isinstance(case.node, ast.BinOp | ast.AugAssign) and isinstance(case.node.op, ast.Mult):
        yield from _matrix_product(case, a, b)
    if len(a.shape) == len(b.shape) == 2 and a.shape == b.shape[::-1]:
        yield from _transposed(case, right)
        if not isinstance(case.node, ast.AugAssign):
            yield case.edit((left, case.with_suffix(left, ".T")))
    for node, wanted in ((right, a.shape), (left, b.shape)):
        if isinstance(node, ast.Name) and len(node.id) > 1:  # X of a distance is not meant to be X_train
            for twin in alike_names(case, node.id, wanted):
                yield case.edit((node, twin))
    yield from _one_shorter(case, left, right, a.shape, b.shape)
    yield from _as_long_as_needed(case, left, right, a.shape, b.shape)
    yield from _over_the_rows(case, left, right, a.shape)
    yield from _over_the_rows(case, right, left, b.shape)


def _kept_axis(case: Case, node: ast.expr) -> Iterator[str]:
    """Yield the reduction that keeps its axis: ``x.sum(axis=1, keepdims=True)``."""
    if not isinstance(node, ast.Call) or any(k.arg in ("keepdims", "keepdim") for k in node.keywords):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name in REDUCERS and (node.args or node.keywords):
        word = "keepdim" if is_tensor(case.value(node)) else "keepdims"
        yield case.edit((node, f"{case.text(node)[:-1]}, {word}=True)"))


def _indexed(case: Case, node: ast.expr, suffix: str) -> str:
    """Return the node with an index; what a 1-D ``.T`` leaves as it is, is left out."""
    shape = case.shape(node)
    if isinstance(node, ast.Attribute) and node.attr == "T" and shape is not None and len(shape) == 1:
        node = node.value
    return case.with_suffix(node, suffix)


def _matrix_product(case: Case, a: Operand, b: Operand) -> Iterator[str]:
    if isinstance(case.node, ast.BinOp) and a.shape and b.shape and a.shape[-1] == b.shape[0]:
        yield f"{case.text(case.node.left)} @ {case.text(case.node.right)}"


def _transposed(case: Case, node: ast.expr) -> Iterator[str]:
    """Yield the transpose of a node, of the array alone where a number multiplies it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for side, other in ((node.right, node.left), (node.left, node.right)):
            shape, number = case.shape(side), case.value(other)
            if shape and len(shape) == 2 and (isinstance(number, int | float) or case.shape(other) == ()):
                yield case.edit((side, case.with_suffix(side, ".T")))
    yield case.edit((node, case.with_suffix(node, ".T")))


def _over_the_rows(case: Case, node: ast.expr, other: ast.expr, shape: tuple[int, ...]) -> Iterator[str]:
    """Yield a table beside its own mean over the rows, where the mean over the other axis met it by its name."""
    made = case.origin(other)
    if len(shape) != 2 or not isinstance(made, ast.Call) or function_name(made) not in REDUCERS:
        return
    whole, axis = subject(made), axis_of(made)
    if whole is not None and axis is not None and ast.unparse(whole) == ast.unparse(node):
        yield case.edit((other, case.edit((axis, "0"), of=made)))


def _as_long_as_needed(
    case: Case, left: ast.expr, right: ast.expr, a: tuple[int, ...], b: tuple[int, ...]
) -> Iterator[str]:
    """Yield a table (L, E), or (1, L, E), of more positions than a batch (N, T, E) has, cut to as many."""
    for batch, table, whole, part in ((left, right, a, b), (right, left, b, a)):
        if len(whole) != 3 or part[-1:] != whole[-1:] or len(part) < 2 or part[-2] <= whole[1]:
            continue
        if len(part) == 3 and part[0] != 1:
            continue
        count = case.with_suffix(batch, ".size(1)" if is_tensor(case.value(batch)) else ".shape[1]")
        yield case.edit((table, case.with_suffix(table, f"[{':, ' * (len(part) - 2)}:{count}]")))


def _one_shorter(
    case: Case, left: ast.expr, right: ast.expr, a: tuple[int, ...], b: tuple[int, ...]
) -> Iterator[str]:
    """Yield the longer of two vectors without its first, or without its last element."""
    if len(a) != 1 or len(b) != 1 or abs(a[0] - b[0]) != 1 or min(a[0], b[0]) < 2:
        return
    longer = left if a[0] > b[0] else right
    if longer is left and isinstance(case.node, ast.AugAssign):
        return
    yield case.edit((longer, case.with_suffix(longer, "[1:]")))
    yield case.edit((longer, case.with_suffix(longer, "[:-1]")))
