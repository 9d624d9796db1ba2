"""An axis whose number the shape does not have."""

# ruff: noqa: SIM905  # words in a row read as words

import ast
import re
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding
from aiclass.shapes._clinic._rules._calls import CallOn, arguments_text, call_on
from aiclass.shapes._clinic._rules._joining import JOINERS

MESSAGE = re.compile(
    r"axis (-?\d+) is out of bounds for array of dimension (\d+)|"
    r"Dimension out of range \(expected to be in range of \[-\d+, (\d+)\], but got (-?\d+)\)"
)
OPTIONAL = frozenset("sum mean max min std var prod any all argmax argmin median cumsum".split())


def axis(case: Case) -> Finding | None:
    """Explain an axis number that lies outside the shape."""
    said = MESSAGE.search(case.message)
    found = call_on(case)
    if said is None or found is None or found.name in JOINERS:
        return None
    number = int(said[1] or said[4])
    count = int(said[2]) if said[2] else int(said[3]) + 1
    written = [node for node in (found.axis, *found.rest) if node is not None and case.number(node) == number]
    if not written or not count:
        return None
    return Finding(
        code="CL-14",
        operands=case.operands(found.subject),
        clash=f"있는 축: {', '.join(f'{place}번' for place in range(count))}. 적은 번호: {number}",
        repairs=case.repairs(_candidates(case, found, written[0], number, count)),
    )


def _candidates(case: Case, found: CallOn, wrong: ast.expr, number: int, count: int) -> Iterator[str]:
    yield case.edit((wrong, str(count - 1 if number > 0 else 0)))
    if found.name in OPTIONAL:
        inside = arguments_text(case, found.node, without=wrong)
        yield f"{case.text(found.node.func)}({inside})"
    yield case.edit((wrong, "-1"))
