"""Arrays that cannot be joined: ``concatenate``, ``cat``, ``stack`` and their relatives."""

# ruff: noqa: SIM905  # words in a row read as words

import ast
import re
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case, shape_of
from aiclass.shapes._clinic._diagnosis import Finding, Operand
from aiclass.shapes._clinic._meta import is_tensor
from aiclass.shapes._clinic._rules._calls import CallOn, call_on
from aiclass.shapes._clinic._rules._stacking import instead_of_stack
from aiclass.shapes._clinic._rules._words import clash_words

JOINERS = frozenset(
    "concatenate concat cat stack vstack hstack dstack column_stack row_stack append block".split()
)
MESSAGE = re.compile(
    r"all the input array|all input arrays must have the same shape|Sizes of tensors must match except in dimension|"
    r"stack expects each tensor to be equal size|Tensors must have same number of dimensions|"
    r"zero-dimensional (arrays|tensor.*) cannot be concatenated|axis \d+ is out of bounds|Dimension out of range"
)
PLAIN = frozenset({"concatenate", "concat", "cat", "stack"})  # whose axis is told by its number alone
COUNTED = PLAIN | {"hstack"}  # which give no array another axis
SIDE_BY_SIDE = "[:, None]"
FEW_PIXELS = 4  # that odd sizes leave between two ways through a network


def joining(case: Case) -> Finding | None:
    """Explain arrays that differ on an axis on which joined arrays must be alike."""
    found = call_on(case)
    if found is None or found.name not in JOINERS or not MESSAGE.search(case.message):
        return None
    members = list(_members(case, found.subject))
    if not members:
        return None
    joined = _joined_axis(case, found, len(members[0][1].shape))
    first, other = _unlike(members, joined)
    code = "CL-21" if found.name == "stack" else "CL-20"
    return Finding(
        code=code,
        operands=(first[1], other[1]) if first is not other else (first[1],),
        clash=_clash(found.name, first[1], other[1], joined),
        repairs=case.repairs(_candidates(case, found, members)),
    )


def _joined_axis(case: Case, found: CallOn, count: int) -> int | None:
    """Return the axis on which the lengths may differ; None where there is none or where it is not told."""
    if found.name not in PLAIN or found.name == "stack":
        return None
    number = 0 if found.axis is None else case.number(found.axis)
    return None if number is None else number % max(count, 1)


def _clash(name: str, first: Operand, other: Operand, joined: int | None) -> str:
    """Return the first axis on which two arrays had to agree and do not, or that they differ in the number of axes."""
    if name not in COUNTED:
        return ""
    if len(first.shape) != len(other.shape):
        return f"{first.source}의 축의 수 {len(first.shape)} ≠ {other.source}의 축의 수 {len(other.shape)}"
    pairs = zip(first.shape, other.shape, strict=True)
    unlike = [place for place, (a, b) in enumerate(pairs) if a != b and place != joined]
    return clash_words(first, unlike[0], other, unlike[0]) if unlike and name in PLAIN else ""


Member = tuple[ast.expr | None, Operand]


def _members(case: Case, node: ast.expr) -> Iterator[Member]:
    """Yield what is joined: the items as they are written, or those of a list under their numbers."""
    if isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            operand = case.operand(item)
            if operand is not None:
                yield item, operand
        return
    value = case.value(node)
    if isinstance(value, list | tuple):
        for place, item in enumerate(value):
            shape = shape_of(item)
            if shape is not None:
                yield None, Operand(source=f"{case.text(node)}[{place}]", shape=shape)


def _unlike(members: list[Member], joined: int | None) -> tuple[Member, Member]:
    """Return the first member, and the first that has another shape, the axis aside on which they are joined."""
    first = members[0]
    wanted = _without(first[1].shape, joined)
    return first, next(
        (other for other in members if _without(other[1].shape, joined) != wanted), members[-1]
    )


def _without(shape: tuple[int, ...], axis: int | None) -> tuple[int | None, ...]:
    return tuple(None if place == axis else length for place, length in enumerate(shape))


def _candidates(case: Case, found: CallOn, members: list[Member]) -> Iterator[str]:
    if found.name == "stack":
        written = [(node, operand.shape) for node, operand in members if node is not None]
        shapes = [operand.shape for _, operand in members]
        yield from instead_of_stack(case, found, written, shapes, is_torch=_is_torch(case, found))
        return
    listed = [(node, operand) for node, operand in members if node is not None]
    dims = max(len(operand.shape) for _, operand in members)
    flat = [
        (node, case.with_suffix(node, SIDE_BY_SIDE)) for node, one in listed if len(one.shape) == dims - 1
    ]
    rows = [(node, case.with_suffix(node, "[None]")) for node, one in listed if len(one.shape) == dims - 1]
    if found.name in ("vstack", "row_stack", "hstack"):
        module = case.text(found.node.func).rpartition(".")[0]
        yield f"{module}.column_stack({case.text(found.subject)})"
        yield from _side_by_side(case, found, module, flat)
        yield f"{module}.{'hstack' if found.name == 'vstack' else 'vstack'}({case.text(found.subject)})"
        return
    for changes in (flat, rows):
        if changes and len(changes) < len(listed):
            yield case.edit(*changes)
    yield from _other_axis(case, found, dims)
    yield from _cropped(case, found, listed)


def _cropped(case: Case, found: CallOn, listed: list[tuple[ast.expr, Operand]]) -> Iterator[str]:
    """Yield pictures cut to the smaller one, where a few pixels are all that is between them."""
    if len(listed) != 2 or found.axis is None or len({len(one.shape) for _, one in listed}) != 1:
        return
    (one, a), (other, b) = listed
    joined = (case.number(found.axis) or 0) % len(a.shape)
    gaps = [x - y for place, (x, y) in enumerate(zip(a.shape, b.shape, strict=True)) if place != joined]
    if len(a.shape) < 3 or max(map(abs, gaps)) > FEW_PIXELS or min(gaps) < 0 < max(gaps):
        return
    larger, large, small = (one, a, b) if max(gaps) > 0 else (other, b, a)
    parts = [
        ":" if place == joined or x == y else f":{y}"
        for place, (x, y) in enumerate(zip(large.shape, small.shape, strict=True))
    ]
    yield case.edit((larger, case.with_suffix(larger, f"[{', '.join(parts)}]")))


def _side_by_side(case: Case, found: CallOn, module: str, flat: list[tuple[ast.expr, str]]) -> Iterator[str]:
    if flat:
        yield f"{module}.hstack({case.edit(*flat, of=found.subject)})"


def _is_torch(case: Case, found: CallOn) -> bool:
    value = case.value(found.subject)
    return bool(isinstance(value, list | tuple) and value and is_tensor(value[0]))


def _other_axis(case: Case, found: CallOn, dims: int) -> Iterator[str]:
    written = found.axis
    word = "dim" if _is_torch(case, found) else "axis"
    for number in range(dims):
        if written is not None:
            yield case.edit((written, str(number)))
        else:
            yield f"{case.text(found.node)[:-1]}, {word}={number})"
    if dims == 1:
        yield case.text(found.node).replace(found.name, "stack", 1)
