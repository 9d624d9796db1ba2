"""Points from a person: in from a CSV, over the automatic ones, kept."""

import csv
import json

import pytest

from aiclass.grading import MarksFaults

from .conftest import outcomes, scores


@pytest.fixture
def marks(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "점수.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def graded(homework):
    homework.hand_in("홍길동", homework.solved())
    homework.grade()
    return homework


def test_mark_goes_over_the_automatic_points(graded, marks):
    path = marks("learner,grade_id,points,comment\n홍길동,why,3.5,까닭이 분명합니다\n홍길동,add-check,1,\n")
    row = graded.grade(marks=path)["홍길동"]
    assert scores(row) == {"add-check": 1, "area-check": 3, "why": 3.5}
    assert outcomes(row)["why"] == "manual"
    assert row.cells[-1].message == "까닭이 분명합니다"
    assert (row.score, row.total, row.to_mark) == (5, 7.5, ())


def test_mark_stays_through_regrading(graded, marks):
    graded.grade(marks=marks("learner,grade_id,points\n홍길동,why,3\n"))
    row = graded.grade(force=True)["홍길동"]
    assert scores(row)["why"] == 3
    assert row.flags == ()


def test_mark_of_a_submission_that_changed_is_flagged(graded, marks):
    graded.grade(marks=marks("learner,grade_id,points\n홍길동,why,3\n"))
    document = graded.solved()
    document["cells"][-1]["source"] = "다시 쓴 답"
    graded.hand_in("홍길동", document)
    row = graded.grade()["홍길동"]
    assert scores(row)["why"] == 3
    assert row.flags == ("marked-before-change:why",)


def test_list_of_what_is_to_be_marked_can_be_filled_in_and_brought_back(graded):
    path = graded.out / "to-mark.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1:] == [["홍길동", "circle", "why", "", "", "4"]]
    graded.grade(marks=path)  # nothing filled in yet: nothing marked
    path.write_text(path.read_text(encoding="utf-8-sig").replace("why,,", "why,4,"), encoding="utf-8")
    assert graded.grade(marks=path)["홍길동"].total == 9
    assert not path.exists()


def test_excel_in_korea_saves_cp949(graded, marks):
    path = marks("learner,grade_id,points,comment\n홍길동,why,3,좋습니다\n", encoding="cp949")
    assert graded.grade(marks=path)["홍길동"].cells[-1].message == "좋습니다"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("learner,points\n홍길동,1\n", "첫 줄에 없는 열: grade_id"),
        ("", "첫 줄에 없는 열: learner, grade_id, points"),
        ("learner,grade_id,points\n아무개,why,1\n", "2번째 줄: 이런 학습자가 없습니다: 아무개"),
        ("learner,grade_id,points\n홍길동,what,1\n", "grade_id가 없습니다: what"),
        ("learner,grade_id,points\n홍길동,add,1\n", "grade_id가 없습니다: add"),
        ("learner,grade_id,points\n홍길동,why,5\n", "쓴 점수: 5, 만점: 4"),
        ("learner,grade_id,points\n홍길동,why,-1\n", "쓴 점수: -1"),
        ("learner,grade_id,points\n홍길동,why,좋음\n", "점수가 수가 아닙니다: 좋음"),
        ("learner,grade_id,points\n홍길동,why,nan\n", "점수가 수가 아닙니다"),
        (
            "learner,grade_id,points\n홍길동,why,1\n홍길동,why,2\n",
            "3번째 줄: 같은 학습자의 같은 문제가 두 번",
        ),
    ],
)
def test_fault_names_the_row_and_changes_nothing(graded, marks, text, told):
    before = (graded.out / "results.json").read_bytes()
    with pytest.raises(MarksFaults) as caught:
        graded.grade(marks=marks(text))
    assert told in str(caught.value)
    assert (graded.out / "results.json").read_bytes() == before


def test_marks_are_kept_readable(graded, marks):
    graded.grade(marks=marks("learner,grade_id,points\n홍길동,why,3\n"))
    (kept,) = json.loads((graded.out / ".aiclass" / "marks.json").read_bytes())
    assert (kept["learner"], kept["grade_id"], kept["points"]) == ("홍길동", "why", 3.0)
