"""Loops are found in what they did."""

import pytest

from aiclass.shapes._trace._loops import loops


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ("", []),
        ("abc", []),
        ("abab", []),
        ("ababab", [(0, 2, 3)]),
        ("xababaB", []),
        ("xabababy", [(1, 2, 3)]),
        ("aaaaa", []),
        ("aaaaaa", [(0, 1, 6)]),
        ("abcabcabcxyxyxy", [(0, 3, 3), (9, 2, 3)]),
    ],
)
def test_stretches_that_repeat_are_found(signs, expected):
    assert [(loop.start, loop.length, loop.times) for loop in loops(list(signs))] == expected


def test_what_has_no_sign_never_repeats():
    assert loops([None] * 20) == []
    assert loops(["a", None] * 5) == []
