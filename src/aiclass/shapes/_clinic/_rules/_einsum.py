"""``einsum`` in which one letter stands for two lengths, or an operand has not as many axes as letters."""

import ast
from collections.abc import Iterator
from itertools import permutations

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Operand
from aiclass.shapes._clinic._meta import is_tensor
from aiclass.shapes._clinic._rules._calls import call_on
from aiclass.shapes._clinic._rules._words import clash_words


def einsum(case: Case) -> Finding | None:
    """Explain letters that do not fit the shapes."""
    found = call_on(case)
    if found is None or found.name != "einsum" or not isinstance(found.node.args[0], ast.Constant):
        return None
    letters, nodes = str(found.node.args[0].value), found.node.args[1:]
    operands = [case.operand(node) for node in nodes]
    terms = letters.replace(" ", "").partition("->")[0].split(",")
    if any(operand is None for operand in operands) or len(terms) != len(nodes):
        return Finding(code="CL-30", operands=case.operands(*nodes))
    known = [operand for operand in operands if operand is not None]
    return Finding(
        code="CL-30",
        operands=case.operands(*nodes),
        clash=_clash(terms, known),
        repairs=case.repairs(_candidates(case, found.node, terms, known)),
    )


def _clash(terms: list[str], operands: list[Operand]) -> str:
    seen: dict[str, tuple[Operand, int]] = {}
    for term, operand in zip(terms, operands, strict=True):
        if len(term) != len(operand.shape):
            return f"{operand.source}의 축의 수 {len(operand.shape)} ≠ 글자 {term}의 수 {len(term)}"
        for place, letter in enumerate(term):
            other, other_place = seen.setdefault(letter, (operand, place))
            if other.shape[other_place] != operand.shape[place]:
                return f"글자 {letter}: {clash_words(other, other_place, operand, place)}"
    return ""


def _candidates(case: Case, node: ast.Call, terms: list[str], operands: list[Operand]) -> Iterator[str]:
    """Yield the letters of one operand in another order, then that operand with its axes exchanged."""
    written = case.text(node.args[0])
    for place in reversed(range(len(terms))):
        for order in permutations(terms[place]):
            changed = [*terms[:place], "".join(order), *terms[place + 1 :]]
            if (
                changed != terms
                and len(order) == len(operands[place].shape)
                and not _clash(changed, operands)
            ):
                yield case.edit((node.args[0], _rewritten(written, changed)))
    for place in reversed(range(len(terms))):
        operand = node.args[1 + place]
        if len(operands[place].shape) == 2:
            yield case.edit((operand, case.with_suffix(operand, ".T")))
        elif is_tensor(case.value(operand)):
            yield case.edit((operand, case.with_suffix(operand, ".transpose(-2, -1)")))


def _rewritten(written: str, terms: list[str]) -> str:
    """Return the string as it is written, quotes and result kept, with other terms."""
    quote = written[0]
    inside = written.strip(quote)
    _, arrow, result = inside.partition("->")
    comma = ", " if ", " in inside else ","
    return f"{quote}{comma.join(terms)}{' -> ' if ' -> ' in inside else arrow}{result.strip()}{quote}"
