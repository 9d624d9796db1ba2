"""``reshape`` and ``view`` where axes were to be exchanged: they cut the numbers anew, and values get mixed up."""

import ast
from typing import Any, Final

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic import _syntax as syntax
from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding
from aiclass.shapes._clinic._order import moved_axes

TURNERS: Final = frozenset({"transpose", "permute", "swapaxes"})
RESHAPERS: Final = frozenset({"reshape", "view"})
CHANNELS: Final = 3  # of a single picture whose lengths are written as numbers
LEAST_AXES: Final = 3  # with fewer, equal lengths tell nothing; names still do
Shape = tuple[int, ...]


def may_exchange(node: ast.Call, origins: syntax.Origins, *, is_turned: bool) -> str:
    """Return "names" where the array's own lengths are written in another order, "lengths" where they may be, else "".

    A shape written in numbers alone is one that was chosen, unless it begins with -1 or the channels of a picture.

    Args:
        is_turned: its axes are brought into another order at once, so their order was thought of.
    """
    subject, written = syntax.subject(node), new_lengths(node)
    if syntax.function_name(node) not in RESHAPERS or subject is None or len(written) < 2:
        return ""
    own = [_own_axis(length, ast.unparse(subject), origins) for length in written]
    if None not in own and own != sorted(own, key=str) and len(set(own)) == len(own):
        return "names"
    numbers = [syntax.constant(length) for length in written]
    is_chosen = None not in numbers and (is_turned or numbers[0] not in (-1, CHANNELS))
    is_plain = not any(isinstance(length, ast.BinOp | ast.Starred) for length in written)
    return "lengths" if is_plain and not is_chosen and len(written) >= LEAST_AXES else ""


def turned_at_once(tree: ast.AST) -> frozenset[tuple[int, int]]:
    """Return where expressions end whose axes are exchanged by the method behind them."""
    turned = [
        node.func.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TURNERS
    ]
    return frozenset((value.end_lineno or 0, value.end_col_offset or 0) for value in turned)


def is_exchanged(old: Shape, new: Shape, *, is_named: bool) -> bool:
    """Return whether a new shape has the old lengths in another order, axes of length 1 left aside."""
    before, after = ([length for length in shape if length != 1] for shape in (old, new))
    least = 2 if is_named else LEAST_AXES
    return len(before) >= least and before != after and sorted(before) == sorted(after)


def exchanged(case: Case, values: tuple[Any, ...]) -> Finding | None:
    """Say that numbers were cut anew where axes were to change places."""
    assert isinstance(case.node, ast.Call)
    subject = syntax.subject(case.node)
    if subject is None:
        return None
    case.learn(subject, values[0])
    old, new = case.shape(subject) or (), tuple(values[1].shape)
    moved = moved_axes(old, new, is_torch=_meta.is_tensor(case.value(subject)))
    return Finding(
        code="CS-11",
        operands=case.operands(subject),
        clash=f"{old} → {new}: 축이 자리를 바꾸지 않고, 값이 차례대로 다시 잘렸습니다",
        repairs=case.repairs(case.with_suffix(subject, text) for text in moved),
    )


def new_lengths(node: ast.Call) -> list[ast.expr]:
    """Return the lengths that a call of ``reshape`` or ``view`` asks for, with or without brackets around them."""
    written = node.args if syntax.is_method(node) else node.args[1:]
    if len(written) == 1 and isinstance(written[0], ast.Tuple | ast.List):
        return written[0].elts
    return list(written)


def _own_axis(length: ast.expr, subject: str, origins: syntax.Origins) -> int | None:
    """Return the axis whose length this is: ``x.shape[1]``, ``x.size(1)``, or a name out of ``n, c = x.shape``."""
    found = origins.unpacked(length)
    if found is not None:
        made, way = found
        return way[0] if len(way) == 1 and _is_shape(made, subject) else None
    if isinstance(length, ast.Subscript) and _is_shape(length.value, subject):
        axis = syntax.constant(length.slice)
        return axis if type(axis) is int else None
    is_size = isinstance(length, ast.Call) and ast.unparse(length.func) == f"{subject}.size"
    axis = syntax.constant(length.args[0]) if is_size and length.args else None  # type: ignore[attr-defined]
    return axis if type(axis) is int else None


def _is_shape(node: ast.expr, subject: str) -> bool:
    return ast.unparse(node) in (f"{subject}.shape", f"{subject}.size()")
