"""Each fact: what passes, and with which code and words it fails."""

import numpy as np
import pytest
import torch

from aiclass.check import CheckFailed, expect

pytestmark = pytest.mark.usefixtures("course_files")


def failure(run):
    with pytest.raises(CheckFailed) as caught:
        run()
    return caught.value


@pytest.mark.parametrize(
    ("value", "lengths", "code"),
    [
        (np.zeros((2, 3, 4)), (2, 3), "SH-01"),
        (np.zeros((3, 2)), (2, 3), "SH-02"),
        (np.zeros((5, 1)), (5,), "SH-03"),
        (np.zeros((5, 5)), (5,), "SH-04"),
        (np.zeros((5, 5)), (None,), "SH-04"),
        (np.zeros((2, 4)), (2, 3), "SH-05"),
        (np.zeros(3), (), "SH-06"),
        (1.5, (3,), "SH-07"),
    ],
)
def test_wrong_shape_names_its_kind(value, lengths, code):
    assert failure(lambda: expect(value).shape(*lengths)).code == code


def test_shape_takes_any_length_for_none():
    expect(np.zeros((7, 3))).shape(None, 3)


def test_shape_failure_says_expected_actual_and_axis():
    text = str(failure(lambda: expect(np.zeros((32, 783))).shape(32, 784)))
    assert "기대한 모양: (32, 784)" in text
    assert "나온 모양: (32, 783)" in text
    assert "1번 축 (기대 784, 나온 것 783)" in text


@pytest.mark.parametrize(
    ("value", "expected", "code"),
    [
        ([1.0, 2.0, 4.0], [1.0, 2.0, 3.0], "VA-01"),
        ([2.0, 4.0, 6.0], [1.0, 2.0, 3.0], "VA-02"),
        ([-1.0, -2.0, -3.0], [1.0, 2.0, 3.0], "VA-03"),
        ([1.5, 2.5, 3.5], [1.0, 2.0, 3.0], "VA-06"),
        (2.0, 1.0, "VA-02"),
        (1.2345, 1.0, "VA-07"),
        ([], [1.0, 2.0], "SH-08"),
        ([np.nan, 2.0, 3.0], [1.0, 2.0, 3.0], "FI-01"),
        ([1.0, 2.0], [1.0, 2.0, 3.0], "SH-05"),
        ([0.0, 0.0], [1.0, 2.0], "VA-01"),
    ],
)
def test_wrong_value_names_its_kind(value, expected, code):
    assert failure(lambda: expect(value).close_to(expected)).code == code


def test_wrong_value_says_where_it_first_differs():
    value = np.zeros((2, 3))
    value[1, 2] = 5.0
    text = str(failure(lambda: expect(value).close_to(np.zeros((2, 3)))))
    assert "처음 다른 곳: [1, 2]" in text
    assert "기대한 값: 0" in text
    assert "나온 값: 5" in text
    assert "다른 값의 수: 1/6" in text


def test_constant_factor_is_told():
    assert "배수: 2" in str(failure(lambda: expect(np.arange(5.0) * 2).close_to(np.arange(5.0))))


def test_close_to_accepts_rounding():
    expect(0.1 + 0.2).scalar().close_to(0.3)


def test_known_slip_names_the_misconception():
    error = failure(lambda: expect(np.array([8.0, 5.0])).not_close_to([8.0, 5.0], "CF-01"))
    assert error.code == "CF-01"
    assert "곱하기만 하고 더하지 않았습니다." in str(error)
    assert "영수증의 마지막 줄" in str(error)


def test_other_value_or_shape_is_not_the_known_slip():
    expect(np.array([8.0, 5.0])).not_close_to([8.0, 6.0], "CF-01").not_close_to(13.0, "CF-01")


@pytest.mark.parametrize("slip", ["나무", b"\x01", True, ["가", "나"]])
def test_known_slip_of_text_bytes_and_lists_names_the_misconception(slip):
    error = failure(lambda: expect(slip).not_equals(slip, "CF-01"))
    assert error.code == "CF-01"
    assert f"나온 값: {slip!r}" in str(error)


@pytest.mark.parametrize(("value", "slip"), [("나무", "나"), (1, True), ("1", b"1"), (["가"], ("가",))])
def test_other_text_or_kind_is_not_the_known_slip(value, slip):
    expect(value).not_equals(slip, "CF-01")


def test_slip_is_not_looked_for_in_what_could_lie():
    class Agrees(str):
        __slots__ = ()

    assert failure(lambda: expect(Agrees("가")).not_equals("가", "CF-01")).code == "TY-01"


@pytest.mark.parametrize(
    ("value", "expected"),
    [([1, 2], [1, 2]), ("가", "가"), ({"a": 1}, {"a": 1}), (True, True), (np.arange(3), np.arange(3))],
)
def test_equals_accepts_the_same_value(value, expected):
    expect(value).equals(expected)


@pytest.mark.parametrize(
    ("value", "expected"), [([1, 2], [2, 1]), ("가", "나"), (np.array([1]), [1]), (False, True)]
)
def test_equals_refuses_another_value(value, expected):
    assert failure(lambda: expect(value).equals(expected)).code == "VA-05"


def test_equals_compares_arrays_element_by_element():
    assert failure(lambda: expect(np.array([0, 1, 1])).equals(np.array([0, 1, 2]))).code == "VA-01"


def test_between_says_the_interval_and_the_place():
    text = str(failure(lambda: expect(np.array([0.5, 1.5])).between(0.0, 1.0)))
    assert "0 이상 1 이하" in text
    assert "[1]" in text
    expect(np.array([0.0, 1.0])).between(0.0, 1.0)


def test_finite_counts_nan_and_inf():
    text = str(failure(lambda: expect(np.array([1.0, np.inf, np.nan, np.nan])).finite()))
    assert "nan 2개, inf 1개" in text
    assert "처음 나온 곳: [1]" in text


@pytest.mark.parametrize("expected", ["float64", "floating"])
def test_dtype_takes_a_name_or_a_family(expected):
    expect(np.zeros(2)).dtype(expected)
    assert failure(lambda: expect(np.zeros(2, dtype=np.int64)).dtype(expected)).code == "TY-05"


class AlwaysEqual:
    def __eq__(self, other):
        return True

    __hash__ = None


class LyingFloat(float):
    def __sub__(self, other):
        return 0.0


class LyingArray(np.ndarray):
    pass


@pytest.mark.parametrize(
    "value",
    [
        AlwaysEqual(),
        LyingFloat(1.0),
        np.zeros(3).view(LyingArray),
        np.array([AlwaysEqual()], dtype=object),
        [1.0, AlwaysEqual()],
        {"a": AlwaysEqual()},
        np.ma.array([1.0]),
        print,
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_exact_types_are_trusted(value):
    assert failure(lambda: expect(value).equals(1)).code == "TY-01"
    assert failure(lambda: expect(value).close_to(1.0)).code == "TY-01"


@pytest.mark.parametrize(
    ("value", "code"), [(None, "TY-02"), (..., "TY-03"), ([[1], [1, 2]], "TY-04"), ({"a": 1}, "TY-04")]
)
def test_what_is_no_number_says_so(value, code):
    assert failure(lambda: expect(value).close_to(1.0)).code == code


@pytest.mark.parametrize(
    "value", ["0.28", ["0.1", "0.2"], [None, 1.0], 10**400, b"1", np.array(["2026-11-23"], "datetime64[D]")]
)
def test_what_holds_no_numbers_is_told_so_by_every_numeric_fact(value):
    for fact in ("close_to", "not_close_to", "finite", "between", "shape"):
        arguments = {"close_to": (1.0,), "not_close_to": (1.0, "CF-01"), "between": (0.0, 1.0)}.get(fact, ())
        assert failure(lambda: getattr(expect(value), fact)(*arguments)).code == "TY-04"  # noqa: B023


def test_arrays_of_text_can_be_compared():
    expect(np.array(["가", "나"])).equals(np.array(["가", "나"]))


def test_tensors_are_understood():
    expect(torch.ones(2, dtype=torch.bfloat16)).close_to([1.0, 1.0])
    expect(torch.ones(2, 3, requires_grad=True)).shape(2, 3).dtype("float32").close_to(np.ones((2, 3)))
    expect([torch.tensor(1.0), 2.0]).close_to([1.0, 2.0])


def square(x):
    return float((x**2).sum()), 2 * x


def test_right_gradient_passes():
    expect.gradient(square, at=[1.0, -2.0, 0.0])


@pytest.mark.parametrize(
    ("fn", "code"),
    [
        (lambda x: (square(x)[0], 4 * x), "GR-02"),
        (lambda x: (square(x)[0], -2 * x), "GR-04"),
        (lambda x: (square(x)[0], 2 * x + np.array([0.0, 1.0, 0.0])), "GR-01"),
        (lambda x: square(x)[0], "GR-03"),
        (lambda x: (x**2, 2 * x), "SH-06"),
        (lambda x: (square(x)[0], (2 * x)[:, None]), "SH-03"),
    ],
)
def test_wrong_gradient_names_its_kind(fn, code):
    assert failure(lambda: expect.gradient(fn, at=[1.0, -2.0, 3.0])).code == code


def test_doubled_gradient_tells_the_factor():
    assert "배수: 2" in str(failure(lambda: expect.gradient(lambda x: (square(x)[0], 4 * x), at=[1.0, 2.0])))


def refuse_negative(x):
    if x < 0:
        raise ValueError(x)
    return x


def test_raises_wants_this_error():
    expect.raises(refuse_negative, -1)
    assert failure(lambda: expect.raises(refuse_negative, 1)).code == "RA-01"
    assert failure(lambda: expect.raises(refuse_negative, "가")).code == "RA-02"


def doubled_in_place(x):
    x *= 2
    return x


def test_changed_input_is_noticed():
    text = str(failure(lambda: expect.unchanged(doubled_in_place, [0.0, 1.0])))
    assert "1 → 2" in text
    assert "[1]" in text
    expect.unchanged(lambda x: x * 2, [0.0, 1.0])


def test_an_empty_array_is_called_empty():
    with pytest.raises(CheckFailed, match=r"모양 \(0, 5\), 빈 배열"):
        expect(np.ones((0, 5))).not_close_to(np.ones((0, 5)), "CF-01")
