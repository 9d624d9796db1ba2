"""Shape puzzles: what is right is what NumPy does, what is wrong names the rule that was missed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiclass import course
from aiclass.check import CheckFailed, expect
from aiclass.check._broadcast_puzzles import CLASH, RULES, slip_of

shapes = st.lists(st.integers(1, 4), max_size=3).map(tuple)
guesses = st.one_of(shapes, st.just(CLASH), st.integers(), st.text(max_size=5), st.none())


def truth_of(a, b):
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return CLASH


@given(a=shapes, b=shapes, guess=guesses)
def test_right_is_what_numpy_gives_and_all_else_names_a_rule(a, b, guess):
    slip = slip_of(guess, a, b)
    assert (slip is None) == (guess == truth_of(a, b))
    assert slip is None or slip in RULES


@pytest.mark.parametrize(
    ("answer", "a", "b", "rule"),
    [
        ((4, 3), (4, 3), (4,), "from the front"),
        ((3, 1), (3, 1), (3,), "from the front"),
        ((4, 3), (4, 3), (2, 3), "only one stretches"),
        ((5,), (5,), (3,), "only one stretches"),
        (CLASH, (4, 3), (4, 1), "one does stretch"),
        (CLASH, (4, 1), (3,), "one does stretch"),
        (CLASH, (4, 3), (3,), "missing axis is one"),
        (CLASH, (2, 3), (), "missing axis is one"),
        ((3,), (4, 3), (3,), "missing axis is one"),
        ((4, 1), (4, 1), (3,), "both may stretch"),
        ((8, 1, 6), (8, 1, 6), (7, 1), "both may stretch"),
        ((6, 3), (4, 3), (2, 3), "not joined"),
        ((2, 3, 3), (2, 3), (3,), "not joined"),
        (3, (3,), (3,), "no shape"),
        ("(3,)", (3,), (3,), "no shape"),
        ((3, 2), (2, 3), (), "from the back"),
        ((3, 4), (4, 1), (1, 3), "from the back"),
    ],
)
def test_likely_wrong_answers_name_their_rule(answer, a, b, rule):
    names = dict(
        zip(
            (
                "from the front",
                "only one stretches",
                "one does stretch",
                "missing axis is one",
                "both may stretch",
                "not joined",
                "no shape",
                "from the back",
            ),
            RULES,
            strict=True,
        )
    )
    assert slip_of(answer, a, b) == names[rule]


def test_every_rule_stands_in_the_courses_list():
    assert set(RULES) <= course.misconceptions().keys()


PUZZLES = {1: ((3,), (3,)), 2: ((4, 3), (4,)), 3: ((4, 1), (3,))}


def failure(answers):
    with pytest.raises(CheckFailed) as caught:
        expect.broadcasts(answers, PUZZLES)
    return caught.value


def test_right_answers_pass():
    expect.broadcasts({1: (3,), 2: "오류", 3: (4, 3)}, PUZZLES)


def test_all_wrong_puzzles_are_told_at_once_without_their_answers():
    error = failure({1: (3,), 2: (4, 3), 3: (4, 1)})
    assert error.code == "NP-25"
    assert "3개 가운데 1개" in str(error)
    assert "퍼즐 2. (4, 3) + (4,), 쓴 답: (4, 3)" in str(error)
    assert "퍼즐 3. (4, 1) + (3,), 쓴 답: (4, 1)" in str(error)
    assert "NP-29" in str(error)
    assert "퍼즐 1." not in str(error)
    assert "쓴 답: (4, 1)\n" in str(error)


def test_missing_answers_are_named():
    error = failure({1: (3,), 2: ...})
    assert error.code == "BC-01"
    assert "빠진 퍼즐: 2, 3" in str(error)


@pytest.mark.parametrize(("answers", "code"), [([(3,)], "TY-04"), (None, "TY-02"), ({}, "BC-01")])
def test_other_things_than_answers_are_refused(answers, code):
    assert failure(answers).code == code


def test_answer_that_claims_to_equal_everything_is_not_believed():
    class Anything(tuple):
        __slots__ = ()

        def __eq__(self, other):
            return True

        __hash__ = None

    assert failure({1: Anything(), 2: "오류", 3: (4, 3)}).code == "TY-01"
