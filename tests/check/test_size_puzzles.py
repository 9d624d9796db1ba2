"""Size puzzles: what is right is what the windows give, what is wrong names the step of the count that was missed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiclass import course, scratch
from aiclass.check import CheckFailed, expect
from aiclass.check._size_puzzles import CLASH, RULES, Window, slip_of

windows = st.builds(
    Window, kernel_size=st.integers(1, 5), stride=st.integers(1, 3), padding=st.integers(0, 2)
)
guesses = st.one_of(
    st.integers(-3, 20), st.just(CLASH), st.floats(allow_nan=False), st.text(max_size=3), st.booleans()
)


def truth_of(size, ways):
    """Return the length that the library's own convolution leaves."""
    row = np.zeros((1, 1, 1, size))
    for way in ways:
        padded = np.pad(row, ((0, 0), (0, 0), (0, 0), (way.padding, way.padding)))
        if way.kernel_size > padded.shape[3]:
            return CLASH
        row = scratch.conv2d(padded, np.ones((1, 1, 1, way.kernel_size)), np.zeros(1))[..., :: way.stride]
    return row.shape[3]


@given(size=st.integers(1, 12), ways=st.lists(windows, min_size=1, max_size=3), guess=guesses)
def test_right_is_what_comes_out_and_all_else_names_a_rule(size, ways, guess):
    slip = slip_of(guess, size, ways)
    is_right = not isinstance(guess, bool) and guess == truth_of(size, ways)
    assert (slip is None) == is_right
    assert slip is None or slip in RULES


@pytest.mark.parametrize(
    ("answer", "size", "ways", "code"),
    [
        (23, 28, [{"kernel_size": 5}], "CV-11"),
        (28, 28, [{"kernel_size": 5}], "CV-16"),
        (27, 28, [{"kernel_size": 3, "padding": 1}], "CV-11"),
        (29, 28, [{"kernel_size": 5, "padding": 3}], "CV-11"),
        (26, 28, [{"kernel_size": 5, "padding": 2}], "CV-12"),
        (24, 28, [{"kernel_size": 5, "padding": 2}], "CV-13"),
        (27, 28, [{"kernel_size": 2, "stride": 2}], "CV-14"),
        (4, 8, [{"kernel_size": 3, "stride": 2}], "CV-15"),
        (5, 9, [{"kernel_size": 2, "stride": 2}], "CV-15"),
        (32, 28, [{"kernel_size": 5, "padding": 2}], "CV-17"),
        (12, 28, [{"kernel_size": 5, "stride": 2}], None),
        (11, 28, [{"kernel_size": 5, "stride": 2}], "CV-11"),
        (8, 28, [{"kernel_size": 5, "stride": 3}], None),
        (24, 28, [{"kernel_size": 5}, {"kernel_size": 2, "stride": 2}], "CV-19"),
        (14, 28, [{"kernel_size": 5}, {"kernel_size": 2, "stride": 2}], "CV-16"),
        ("오류", 8, [{"kernel_size": 3, "stride": 2}], "CV-20"),
        (3.5, 8, [{"kernel_size": 3, "stride": 2}], "CV-15"),
        (0, 4, [{"kernel_size": 5}], "CV-21"),
        ((24, 24), 28, [{"kernel_size": 5}], "CV-10"),
        ("24", 28, [{"kernel_size": 5}], "CV-10"),
        (float("inf"), 4, [{"kernel_size": 5}], "CV-10"),
        (float("nan"), 28, [{"kernel_size": 5}], "CV-10"),
        (100, 28, [{"kernel_size": 5}], "CV-22"),
    ],
)
def test_likely_wrong_answers_name_their_cause(answer, size, ways, code):
    assert slip_of(answer, size, [Window(**way) for way in ways]) == code


def test_one_added_before_dividing_is_told_apart():
    assert slip_of(9, 28, [Window(kernel_size=2, stride=3)]) is None
    assert slip_of(5, 10, [Window(kernel_size=4, stride=3, padding=4)]) is None
    assert slip_of(3, 9, [Window(kernel_size=3, stride=2)]) == "CV-11"
    assert slip_of(7, 18, [Window(kernel_size=3, stride=2)]) == "CV-11"


def test_every_rule_stands_in_the_courses_list():
    assert set(RULES) <= course.misconceptions().keys()


PUZZLES = {
    1: (28, {"kernel_size": 5}),
    2: (28, {"kernel_size": 5}, {"kernel_size": 2, "stride": 2, "padding": 1}),
    3: (4, {"kernel_size": 5}),
}


def failure(answers):
    with pytest.raises(CheckFailed) as caught:
        expect.output_sizes(answers, PUZZLES)
    return caught.value


def test_right_answers_pass():
    expect.output_sizes({1: 24, 2: 13, 3: "오류"}, PUZZLES)


def test_all_wrong_puzzles_are_told_at_once_without_their_answers():
    error = failure({1: 24, 2: 12, 3: 0})
    assert error.code == "CV-11"
    assert "3개 가운데 1개" in str(error)
    assert "퍼즐 2. 한 변 28 → 창 5 → 창 2 스트라이드 2 패딩 1, 쓴 답: 12" in str(error)
    assert "퍼즐 3. 한 변 4 → 창 5, 쓴 답: 0" in str(error)
    assert "퍼즐 1." not in str(error)
    assert "13" not in str(error)


def test_missing_answers_are_named():
    error = failure({1: 24, 2: ...})
    assert error.code == "OS-01"
    assert "빠진 퍼즐: 2, 3" in str(error)


@pytest.mark.parametrize(("answers", "code"), [([24], "TY-04"), (None, "TY-02"), ({}, "OS-01")])
def test_other_things_than_answers_are_refused(answers, code):
    assert failure(answers).code == code


def test_answer_that_claims_to_equal_everything_is_not_believed():
    class Anything(int):
        __slots__ = ()

        def __eq__(self, other):
            return True

        __hash__ = None

    assert failure({1: Anything(), 2: 13, 3: "오류"}).code == "TY-01"
