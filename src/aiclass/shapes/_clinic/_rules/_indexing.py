"""Indices that the array does not have: too many, too large, of the wrong kind, or a mask of another length."""

import ast
import difflib
import re
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case, dtype_of
from aiclass.shapes._clinic._diagnosis import Finding, Operand
from aiclass.shapes._clinic._meta import is_tensor
from aiclass.shapes._clinic._order import moved_axes

TOO_MANY = re.compile(r"too many indices for (array|tensor)")
TOO_LARGE = re.compile(r"index (-?\d+) is out of bounds for (?:axis|dimension) (\d+) with size (\d+)")
MASK = re.compile(r"boolean index did not match|The shape of the mask \[.*\] at index \d+ does not match")
NO_INDEX = (
    "only integers, slices",
    "tensors used as indices must be",
    "arrays used as indices must be of integer",
)
PAIRS = "indexing arrays could not be broadcast"
WRITTEN = re.compile(
    r"could not broadcast input array|shape mismatch: value (?:array|tensor) of shape|The expanded size of the tensor"
)
PICKED = re.compile(r"cannot assign (\d+) input values to the (\d+) output values")
ALIKE, SHARED_WORD = 0.7, 0.4


def indexing(case: Case) -> Finding | None:
    """Explain an index that does not fit the shape."""
    node = case.node
    if not isinstance(node, ast.Subscript):
        return None
    if isinstance(node.ctx, ast.Store):
        return _written(case, node)
    owner = case.operand(node.value)
    if owner is None:
        return None
    for rule in (_too_many, _too_large, _mask, _no_index, _pairs):
        found = rule(case, node, owner)
        if found is not None:
            return found
    return None


def _too_many(case: Case, node: ast.Subscript, owner: Operand) -> Finding | None:
    if not TOO_MANY.search(case.message):
        return None
    items, count = _items(node), len(owner.shape)
    kept = ", ".join(case.text(item) for item in items[:count])
    return Finding(
        code="CL-50",
        operands=(owner,),
        clash=f"{owner.source}의 축의 수 {count} ≠ 대괄호 안의 번호의 수 {len(items)}"
        if len(items) > count
        else "",
        repairs=case.repairs([case.edit((node.slice, kept))] if kept else []),
    )


def _too_large(case: Case, node: ast.Subscript, owner: Operand) -> Finding | None:
    said = TOO_LARGE.search(case.message)
    if said is None:
        return None
    number, axis, size = (int(group) for group in said.groups())
    wrong = [item for item in _items(node) if case.number(item) == number]
    repairs = (
        [case.edit((wrong[0], text)) for text in (str(size - 1), "-1")]
        if wrong and number >= size > 0
        else []
    )
    return Finding(
        code="CL-51",
        operands=(owner,),
        clash=f"{owner.source}의 {axis}번 축: 0부터 {size - 1}까지. 적은 번호: {number}",
        repairs=case.repairs(repairs),
    )


def _mask(case: Case, node: ast.Subscript, owner: Operand) -> Finding | None:
    if not MASK.search(case.message):
        return None
    mask = next((item for item in _items(node) if case.shape(item)), node.slice)
    shape = case.shape(mask)
    return Finding(
        code="CL-52",
        operands=case.operands(node.value, mask),
        clash=_mask_clash(owner, shape) if shape else "",
        repairs=case.repairs(_mask_repairs(case, owner, mask, shape)) if shape else (),
    )


def _mask_clash(owner: Operand, shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return f"{owner.source}의 0번 축 {owner.shape[0]} ≠ 마스크의 길이 {shape[0]}"
    sides = zip(owner.shape, shape, strict=False)
    axis = next((axis for axis, (one, other) in enumerate(sides) if one != other), None)
    if axis is None:
        return ""
    return f"{owner.source}의 {axis}번 축 {owner.shape[axis]} ≠ 마스크의 {axis}번 축 {shape[axis]}"


def _mask_repairs(case: Case, owner: Operand, mask: ast.expr, shape: tuple[int, ...]) -> Iterator[str]:
    if shape == (owner.shape[0], 1):
        yield case.edit((mask, case.with_suffix(mask, "[:, 0]")))
    for axis in range(1, len(owner.shape)):
        if owner.shape[axis : axis + len(shape)] == shape:
            yield case.edit((mask, ":, " * axis + case.text(mask)))
    wanted = owner.shape[: len(shape)]
    for text in _of_twins(case, mask, shape, wanted):
        yield case.edit((mask, text))
    made = case.origin(mask)
    if made is not mask and isinstance(made, ast.Compare | ast.BinOp | ast.UnaryOp | ast.Call):
        for text in _of_twins(case, made, shape, wanted):
            yield case.edit((mask, text))


def _of_twins(case: Case, mask: ast.AST, shape: tuple[int, ...], wanted: tuple[int, ...]) -> Iterator[str]:
    """Yield a mask made of arrays named alike that have the wanted lengths: ``y_test == 1`` for ``y_train == 1``."""
    for name in [part for part in ast.walk(mask) if isinstance(part, ast.Name) and case.shape(part) == shape]:
        for twin in alike_names(case, name.id, wanted):
            yield case.edit((name, twin), of=mask)


def alike_names(case: Case, name: str, shape: tuple[int, ...]) -> list[str]:
    """Return names like this one of arrays that begin with these lengths, the likest first; y stands for y_train."""
    fitting = [
        other
        for other in case.scope.names()
        if other != name and (case.shape(ast.Name(id=other, ctx=ast.Load())) or ())[: len(shape)] == shape
    ]
    if len(name) < 2:
        return [other for other in dict.fromkeys(fitting) if other.startswith(f"{name}_")][:2]
    likest = sorted(dict.fromkeys(fitting), key=lambda other: -_likeness(name, other))
    return [other for other in likest if _likeness(name, other) >= ALIKE][:2]


def _likeness(name: str, other: str) -> float:
    """Return how alike two names are; names such as y_train and y_test are, by their first word."""
    shared_word = name.partition("_")[0] == other.partition("_")[0]
    return difflib.SequenceMatcher(None, name, other).ratio() + (SHARED_WORD if shared_word else 0)


def _no_index(case: Case, node: ast.Subscript, owner: Operand) -> Finding | None:
    if not any(text in case.message for text in NO_INDEX):
        return None
    arrays = [
        item for item in _items(node) if case.shape(item) and dtype_of(case.value(item)).startswith("float")
    ]
    return Finding(
        code="CL-56" if arrays else "CL-53",
        operands=(owner, *case.operands(*arrays)),
        clash=", ".join(f"{case.text(item)}의 자료형: {dtype_of(case.value(item))}" for item in arrays),
        repairs=case.repairs(_whole(case, node)),
    )


def _whole(case: Case, node: ast.Subscript) -> Iterator[str]:
    for item in _items(node):
        value, shape = case.value(item), case.shape(item)
        if isinstance(item, ast.BinOp) and isinstance(item.op, ast.Div):
            yield case.edit((item, f"{case.text(item.left)} // {case.text(item.right)}"))
        if isinstance(value, float):
            yield case.edit((item, f"int({case.text(item)})"))
        elif shape:
            yield case.edit((item, case.with_suffix(item, ".astype(int)")))
            yield case.edit((item, case.with_suffix(item, ".long()")))


def _pairs(case: Case, node: ast.Subscript, _owner: Operand) -> Finding | None:
    if PAIRS not in case.message:
        return None
    items = _items(node)
    grid = f"{case.text(node.value)}[np.ix_({', '.join(case.text(item) for item in items)})]"
    return Finding(code="CL-54", operands=case.operands(*items), repairs=case.repairs([grid]))


def _written(case: Case, node: ast.Subscript) -> Finding | None:
    """Explain ``x[i] = y`` where y does not fit into x[i]."""
    statement = case.guilt.statement
    if (said := PICKED.search(case.message)) and isinstance(statement, ast.Assign):
        return _written_to_a_mask(case, node, statement, said)
    if not WRITTEN.search(case.message) or not isinstance(statement, ast.Assign):
        return None
    place, value = case.operand(node), case.operand(statement.value)
    if place is None or value is None:
        return None
    items, owner = _items(node), case.shape(node.value) or ()
    moved = [f":, {case.text(items[0])}"] if len(items) == 1 and len(owner) == 2 else []
    candidates = [case.edit((node.slice, text), of=statement) for text in moved]
    turned = moved_axes(value.shape, place.shape, is_torch=is_tensor(case.value(statement.value)))
    candidates += [
        case.edit((statement.value, case.with_suffix(statement.value, text)), of=statement) for text in turned
    ]
    return Finding(
        code="CL-55",
        operands=(place, value),
        clash=f"{place.source} 자리의 모양 {place.shape} ≠ 넣으려는 모양 {value.shape}",
        repairs=case.repairs(candidates),
    )


def _written_to_a_mask(
    case: Case, node: ast.Subscript, statement: ast.Assign, said: re.Match[str]
) -> Finding:
    """Explain more values than a mask picks places for: the values want the mask too."""
    mask, value = case.text(node.slice), statement.value
    masked: list[str] = []
    if case.shape(value) is not None and case.shape(value) == case.shape(node.slice):
        parts = [part for part in ast.walk(value) if isinstance(part, ast.Name | ast.Attribute)]
        whole = [part for part in parts if case.shape(part) == case.shape(value)]
        masked = [case.with_suffix(value, f"[{mask}]")]
        if isinstance(value, ast.BinOp) and whole:
            masked.insert(0, case.edit(*((part, f"{case.text(part)}[{mask}]") for part in whole), of=value))
    return Finding(
        code="CL-55",
        operands=case.operands(node.value, node.slice, value),
        clash=f"{case.text(node)} 자리의 수 {said[2]} ≠ 넣으려는 수 {said[1]}",
        repairs=case.repairs(case.edit((value, text), of=statement) for text in masked),
    )


def _items(node: ast.Subscript) -> list[ast.expr]:
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
