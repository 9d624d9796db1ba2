"""Tensor puzzles: right on every shape, or told what was missed."""

import pytest
import torch

from aiclass import course
from aiclass.check import CheckFailed, expect
from aiclass.check._tensor_puzzles import finding_of

ROW_SUM = ("x[N, D]", "out[n] = sum(x[n, d] for d in D)", {"out[d] = sum(x[n, d] for n in N)": "TG-43"})
SQUEEZE = ("x[N, 1, D]", "out[n, d] = x[n, 0, d]", {})
TOP = ("x[N, K]", "out[n] = max(x[n, k] for k in K)", {})
TURNED = ("x[H, W]", "out[w, h] = x[h, w]", {})


def code_of(answer, puzzle):
    finding = finding_of(answer, puzzle)
    return finding and finding.code


@pytest.mark.parametrize(
    ("answer", "puzzle"),
    [
        (lambda x: x.sum(dim=1), ROW_SUM),
        (lambda x: x @ torch.ones(x.shape[1], dtype=x.dtype), ROW_SUM),
        (lambda x: x[:, 0], SQUEEZE),
        (lambda x: x.squeeze(-2), SQUEEZE),
        (lambda x: x.amax(dim=1), TOP),
        (lambda x: x.permute(1, 0), TURNED),
    ],
)
def test_any_function_that_gives_the_right_cells_is_right(answer, puzzle):
    assert finding_of(answer, puzzle) is None


@pytest.mark.parametrize(
    ("answer", "puzzle", "code"),
    [
        (lambda x: x.sum(dim=0), ROW_SUM, "TG-43"),
        (torch.ones(2), ROW_SUM, "PZ-03"),
        (lambda x: x.squeeze(), SQUEEZE, "PZ-05"),
        (lambda x: x.sum(dim=1, keepdim=True), ROW_SUM, "PZ-06"),
        (lambda x: x.reshape(x.shape[1], -1), TURNED, "PZ-07"),  # right where an axis has length 1
        (lambda x: x.sum(dim=1) if len(x) > 4 else x.sum(dim=0), ROW_SUM, "PZ-05"),
        (lambda x: -x.T, TURNED, "PZ-07"),
        (lambda x: x.max(dim=1), TOP, "PZ-08"),
        (lambda x: x.mul_(2).T / 2, TURNED, "PZ-09"),
        (lambda x: None, TURNED, "TY-02"),
        (lambda x: "x", TURNED, "TY-04"),
        (lambda x: x + torch.ones(50), TURNED, "TE-02"),
        (lambda x: x.sum(dim=7), ROW_SUM, "TE-13"),
        (lambda: 0, TURNED, "PY-03"),
    ],
)
def test_wrong_answers_are_told_their_cause(answer, puzzle, code):
    assert code_of(answer, puzzle) == code


def test_a_wrong_cell_is_told_with_where_it_should_have_come_from():
    text = finding_of(lambda x: -x.T, TURNED).text
    assert "out[0, 0] = x[0, 0]" in text
    assert "기대한 값" in text


def test_all_wrong_answers_are_told_at_once_and_right_ones_are_counted():
    with pytest.raises(CheckFailed) as caught:
        expect.puzzles(
            {1: lambda x: x.sum(dim=0), 2: lambda x: x.T, 3: lambda x: x.max(dim=1)},
            {1: ROW_SUM, 2: TURNED, 3: TOP},
        )
    assert caught.value.code == "TG-43"
    text = str(caught.value)
    assert "3개 가운데 1개" in text
    assert course.misconceptions()["TG-43"].text in text
    assert "퍼즐 3." in text
    assert "퍼즐 2." not in text


def test_missing_answers_are_named_before_anything_runs():
    with pytest.raises(CheckFailed, match="빠진 퍼즐: 2, 3") as caught:
        expect.puzzles({1: lambda x: 1 / 0, 3: ...}, {1: ROW_SUM, 2: TURNED, 3: TOP})
    assert caught.value.code == "PZ-01"


def test_answers_must_be_a_dictionary():
    with pytest.raises(CheckFailed) as caught:
        expect.puzzles([lambda x: x], {1: TURNED})
    assert caught.value.code == "TY-04"
