"""The answer to a drill as a picture."""

import linecache
from typing import Any

import numpy as np

from aiclass.plots._show import image_html, render_png
from aiclass.shapes._broadcast import broadcast_picture
from aiclass.shapes._drills._case import CLASH, Case
from aiclass.shapes._names import name
from aiclass.shapes._operand import LONGEST_AXIS
from aiclass.shapes._trace import trace

FILE = "<aiclass drill>"
SIGNS = {"x + y": "+", "x * y": "*"}


def picture_html(case: Case, code: str) -> str:
    """Return HTML that shows how the shape comes about; empty where the code fails and no picture tells why."""
    space = case.namespace()
    if case.outcome(code) == CLASH:
        return _clash_html(space, code)
    for array, axes in case.axes.items():
        name(space[array], axes)
    page: str = _traced(case, code, space).draw()._repr_mimebundle_()["text/html"]
    return page


def _traced(case: Case, code: str, space: dict[str, Any]) -> Any:
    """Return the trace of the code, whose source is put where the trace looks for it."""
    lines = [
        f"def program({', '.join(case.arrays)}):",
        *(f"    {line}" for line in case.lines),
        f"    z = {code}",
    ]
    source = "\n".join([*lines, "    return z", ""])
    linecache.cache[FILE] = (len(source), None, source.splitlines(keepends=True), FILE)
    try:
        exec(compile(source, FILE, "exec"), space)
        return trace(space["program"], *(space[array] for array in case.arrays))
    finally:
        del linecache.cache[FILE]


def _clash_html(space: dict[str, Any], code: str) -> str:
    """Return the two shapes laid on each other, with the axis that clashes."""
    operands = [space[each] for each in ("x", "y") if isinstance(space.get(each), np.ndarray)]
    drawable = all(each.ndim <= 2 and max(each.shape) <= LONGEST_AXIS for each in operands)
    if code not in SIGNS or len(operands) != 2 or not drawable:
        return ""
    figure, alt = broadcast_picture(
        *(each.round(1) for each in operands), operation=SIGNS[code], names=("x", "y")
    )
    return image_html(render_png(figure), alt=alt)
