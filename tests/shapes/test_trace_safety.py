"""Generated programs compute under a trace what they compute without one, and fail as they fail without one."""

import os
import textwrap
from xml.etree import ElementTree

import pytest
import torch
from clinic import kept
from hypothesis import HealthCheck, given, settings
from programs import NAMES, SIZES, WORLDS, outcome, statements

from aiclass import shapes

RETURNED = (
    "dict(history=history, y=y, logits=logits, prediction=prediction, loss=loss, x=x, pred=pred, error=error)"
)


def program(code, world):
    """Return a function of the generated arrays that runs the code, and returns its variables."""
    lines = [
        f"def program({', '.join(NAMES)}):",
        "    history, pred, error = [], None, None",
        textwrap.indent(code, "    "),
        f"    return {RETURNED}",
        "",
    ]
    text = "\n".join(lines)
    space = {name: value for name, value in world.items() if name not in NAMES}
    exec(compile(text, kept(text), "exec"), space)
    return space["program"]


def end_of(run, world):
    """Return what a program left, or how it failed."""
    try:
        values, error = run(*(world[name] for name in NAMES)), None
    except Exception as raised:
        values, error = {}, raised
    return outcome(values, error)


def traced(function):
    """Return a function that is run by a trace, told and drawn; it returns what the traced one returned."""

    def run(*args):
        returned = []

        def told(*given):
            returned.append(function(*given))

        t = shapes.trace(told, *args)
        ElementTree.fromstring(t.draw().svg)
        assert t.draw()._repr_mimebundle_()["text/html"]
        assert repr(t.table())
        assert t.table()._repr_html_()
        return returned[0]

    return run


@pytest.mark.parametrize("library", WORLDS)
@pytest.mark.filterwarnings("ignore")
def test_generated_programs_end_the_same_under_a_trace(library):
    make, calls = WORLDS[library]

    @settings(
        max_examples=int(os.environ.get("FUZZ", "60")),
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(code=statements(calls), sizes=SIZES)
    def check(code, sizes):
        plain, watched = make(sizes), make(sizes)
        torch.manual_seed(1)
        expected = end_of(program(code, plain), plain)
        torch.manual_seed(1)
        assert end_of(traced(program(code, watched)), watched) == expected

    check()
