"""Where the hidden lines of a test stand, and whether they may run after the others."""

import pytest

from aiclass.grading._sandbox._visible import bound_by, hidden_end, without_hidden

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


def joined(*lines):
    return "\n".join(lines)


def test_hidden_lines_at_the_end_keep_their_line_numbers():
    source = joined("assert f(1) == 1", BEGIN, "assert f(2) == 4", END)
    assert hidden_end(source).split("\n") == ["", BEGIN, "assert f(2) == 4", END]
    assert without_hidden(source).split("\n") == ["assert f(1) == 1", "", "", ""]


@pytest.mark.parametrize(
    "lines",
    [
        ("x = 1", BEGIN, "assert x", END, "x = 2"),
        ("for x in [1]:", "    assert x", BEGIN, "    assert f(x)", END),
        ("try:", "    f(1)", BEGIN, "except ValueError:", "    pass", END),
        ("def g():", "    return (1,", BEGIN, "        2)", END),
        ("import asyncio", "await g()", BEGIN, "assert f(2)", END),
        ("from __future__ import annotations", BEGIN, "assert f(2)", END),
        ("%time f(1)", BEGIN, "assert f(2)", END),
        ("assert f(1)", BEGIN, "# nothing", END),
    ],
    ids=["before", "in a loop", "in a try", "in a bracket", "await", "future", "magic", "empty"],
)
def test_test_runs_in_full_where_its_parts_are_not_apart(lines):
    assert hidden_end(joined(*lines)) is None


def test_two_hidden_parts_at_the_end_are_one():
    source = joined("x = 1", BEGIN, "assert x", END, "", BEGIN, "assert x == 1", END)
    assert "assert x == 1" in hidden_end(source)


def test_names_are_found_wherever_they_are_bound():
    assert bound_by("import numpy as np\nfor i in []:\n    def g(a):\n        b = 1") == [
        "a",
        "b",
        "g",
        "i",
        "np",
    ]
