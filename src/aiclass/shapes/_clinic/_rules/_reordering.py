"""``transpose`` and ``permute`` that name fewer or more axes than there are, ``squeeze`` of an axis that is not 1."""

import re
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding
from aiclass.shapes._clinic._rules._calls import CallOn, arguments_text, call_on
from aiclass.shapes._clinic._rules._reshaping import _wanted

STRETCH = re.compile(r"expanded size of the tensor|could not be broadcast together|expand\(")
MESSAGES = ("axes don't match array", "does not match the length of the desired ordering of dimensions")


def reordering(case: Case) -> Finding | None:
    """Explain an order of axes that is not as long as the shape."""
    found = call_on(case)
    if found is None or not any(text in case.message for text in MESSAGES):
        return None
    operand, order = case.operand(found.subject), _wanted(case, found)
    clash = f"축의 수 {len(operand.shape)} ≠ 적은 번호의 수 {len(order)}" if operand and order else ""
    return Finding(
        code="CL-12",
        operands=case.operands(found.subject),
        clash=clash,
        repairs=case.repairs(_candidates(case, found, order, len(operand.shape))) if operand else (),
    )


def squeezing(case: Case) -> Finding | None:
    """Explain ``squeeze`` of an axis that is longer than 1."""
    found = call_on(case)
    if found is None or "cannot select an axis to squeeze out" not in case.message:
        return None
    inside = arguments_text(case, found.node, without=found.axis)
    name = case.text(found.node.func)
    return Finding(
        code="CL-13",
        operands=case.operands(found.subject),
        repairs=case.repairs([f"{name}({inside})"]),
    )


def stretching(case: Case) -> Finding | None:
    """Explain ``expand`` and ``broadcast_to`` of an axis that is not 1."""
    found = call_on(case)
    if found is None or found.name not in ("expand", "broadcast_to") or not STRETCH.search(case.message):
        return None
    operand, wanted = case.operand(found.subject), _wanted(case, found)
    return Finding(
        code="CL-15",
        operands=case.operands(found.subject),
        clash=f"원래 모양 {operand.shape}, 원하는 모양 {wanted}" if operand and wanted else "",
        repairs=case.repairs(_repeated(case, found, operand.shape, wanted)) if operand else (),
    )


def _repeated(case: Case, found: CallOn, shape: tuple[int, ...], wanted: tuple[int, ...]) -> Iterator[str]:
    """Yield the array repeated as a whole, where that gives the shape."""
    fits = len(shape) == len(wanted) and all(
        length and new % length == 0 for length, new in zip(shape, wanted, strict=True)
    )
    if fits and found.name == "expand":
        times = ", ".join(str(new // length) for length, new in zip(shape, wanted, strict=True))
        yield case.with_suffix(found.subject, f".repeat({times})")


def _candidates(case: Case, found: CallOn, order: tuple[int, ...], count: int) -> Iterator[str]:
    function = case.text(found.node.func)
    subject = "" if found.is_method else f"{case.text(found.subject)}, "
    if len(order) == count - 1 and sorted(order) == list(range(count - 1)):
        moved = ", ".join(map(str, (0, *(number + 1 for number in order))))
        yield f"{function}({subject}{moved})" if found.is_method else f"{function}({subject}({moved}))"
    if len(order) == 2 and found.name == "transpose" and found.is_method:
        yield case.with_suffix(found.subject, f".swapaxes({order[0]}, {order[1]})")
