"""``reshape`` and ``view`` to a number of elements that is not there, and ``view`` of what does not lie in a row."""

import ast
from collections.abc import Iterator
from math import prod

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding
from aiclass.shapes._clinic._rules._calls import CallOn, arguments_text, call_on

RESHAPERS = frozenset({"reshape", "view", "resize", "unflatten"})


def reshaping(case: Case) -> Finding | None:
    """Explain a shape whose lengths do not multiply to the number of elements."""
    found = call_on(case)
    if found is None or found.name not in RESHAPERS:
        return None
    if (
        "cannot reshape array of size" not in case.message
        and "is invalid for input of size" not in case.message
    ):
        return None
    operand, wanted = case.operand(found.subject), _wanted(case, found)
    if operand is None or prod(operand.shape) == 0:
        return None  # nothing was picked: that is another story
    size, product = prod(operand.shape), prod(length for length in wanted if length > 0)
    clash = f"원소의 수 {size} ≠ {_multiplied(wanted)}" if min(wanted, default=0) >= 0 else ""
    if _has_a_column_too_many(operand.shape, wanted):
        clash = f"한 행의 길이 {operand.shape[1]} ≠ {_multiplied(wanted[1:])}"
    return Finding(
        code="CL-10",
        operands=(operand,),
        clash=clash or f"원소의 수 {size}, {product}의 배수가 아닙니다" if wanted else "",
        repairs=case.repairs(_candidates(case, found, wanted, size)),
    )


def _multiplied(lengths: tuple[int, ...]) -> str:
    """Return how many elements a shape has room for, and how that comes about where it has several axes."""
    factors = f"{' × '.join(map(str, lengths))} = " if len(lengths) > 1 else ""
    return f"{factors}{prod(lengths)}"


def not_in_a_row(case: Case) -> Finding | None:
    """Explain ``view`` on a tensor whose elements do not lie one behind the other any more."""
    found = call_on(case)
    if found is None or "view size is not compatible with input tensor" not in case.message:
        return None
    inside = arguments_text(case, found.node)
    return Finding(
        code="CL-11",
        operands=case.operands(found.subject),
        repairs=case.repairs(
            case.with_suffix(found.subject, f"{before}({inside})")
            for before in (".reshape", ".contiguous().view")
        ),
    )


def _lengths(found: CallOn) -> list[ast.expr]:
    """Return the expressions of the wanted lengths, with or without brackets around them."""
    if len(found.rest) == 1 and isinstance(found.rest[0], ast.Tuple | ast.List):
        return found.rest[0].elts
    return list(found.rest)


def _wanted(case: Case, found: CallOn) -> tuple[int, ...]:
    values = [case.value(node) for node in _lengths(found)]
    if len(values) == 1 and isinstance(values[0], tuple):
        values = list(values[0])
    return tuple(value for value in values if isinstance(value, int))


def _candidates(case: Case, found: CallOn, wanted: tuple[int, ...], size: int) -> Iterator[str]:
    nodes = _lengths(found)
    if len(nodes) != len(wanted) or not wanted:
        return
    yield from _without_a_column(case, found, wanted)
    if min(wanted) > 0 and size % prod(wanted) == 0:
        yield case.edit((nodes[0], f"-1, {case.text(nodes[0])}"))
    if -1 not in wanted:
        yield from _one_left_open(case, found, wanted, size)


def _has_a_column_too_many(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Return whether each row of a table is one number longer than what it is to become, as where a label leads it."""
    if len(shape) != 2 or len(wanted) < 2 or wanted[0] not in (-1, shape[0]):
        return False
    return min(wanted[1:]) > 0 and shape[1] == prod(wanted[1:]) + 1


def _without_a_column(case: Case, found: CallOn, wanted: tuple[int, ...]) -> Iterator[str]:
    """Yield the call without the column that is too many: the last where the learner takes that one by itself."""
    if not _has_a_column_too_many(case.shape(found.subject) or (), wanted):
        return
    last = f"{ast.unparse(found.subject)}[:, -1]"
    tree = case.guilt.source.tree or ast.Module(body=[], type_ignores=[])
    takes_last = any(isinstance(part, ast.Subscript) and ast.unparse(part) == last for part in ast.walk(tree))
    for part in ("[:, :-1]", "[:, 1:]") if takes_last else ("[:, 1:]", "[:, :-1]"):
        yield case.edit((found.subject, case.with_suffix(found.subject, part)))


def _one_left_open(case: Case, found: CallOn, wanted: tuple[int, ...], size: int) -> Iterator[str]:
    """Yield the call with one length left to NumPy: not the batch where that is right, else the batch before others."""
    nodes, rows = _lengths(found), (case.shape(found.subject) or ())[:1]
    places = list(range(len(nodes)))
    if rows == wanted[:1]:
        places = [*reversed(places[1:]), 0]
    for place in places:
        rest = prod(wanted[:place] + wanted[place + 1 :])
        if rest > 0 and size % rest == 0:
            yield case.edit((nodes[place], "-1"))
            return
