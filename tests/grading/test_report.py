"""The class on one page: what it counts, what it links to, what it refuses."""

import csv
import html
import io
import json
import re
import sys
from urllib.parse import unquote

import pytest

from aiclass.cli import main
from aiclass.grading import GradingError, read_report, report_document, write_report, write_report_table
from aiclass.grading._report_files import PAGE

from .test_feedback import text_of


def submission(learner="홍길동", outcome="graded", flags=(), notebook="circle", **cells):
    """Return a row of results.json; cells: grade_id (with _ for -) to (outcome, score, max_score[, message])."""
    rows = [
        {
            "grade_id": name.replace("_", "-"),
            "outcome": kind,
            "score": score,
            "max_score": most,
            "message": "".join(text),
        }
        for name, (kind, score, most, *text) in cells.items()
    ]
    return {
        "learner": learner,
        "notebook": notebook,
        "submitted_at": None,
        "attempt": 1,
        "late_seconds": 0,
        "outcome": outcome,
        "score": sum(cell["score"] or 0 for cell in rows),
        "max_score": sum(cell["max_score"] for cell in rows),
        "seconds": 1,
        "flags": list(flags),
        "cells": rows,
    }


@pytest.fixture
def report(tmp_path):
    """Return the report on these rows."""

    def make(*rows):
        document = {"schema": 1, "assignment": "hw1", "submissions": list(rows)}
        (tmp_path / "results.json").write_text(json.dumps(document), encoding="utf-8")
        return read_report(tmp_path)

    return make


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["aiclass", "report", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return command


def only(report):
    ((exercise,),) = [notebook.exercises for notebook in report.notebooks]
    return exercise


class TestCounting:
    def test_each_way_to_end_is_counted(self, report):
        made = report(
            submission("가", add_check=("passed", 2, 2)),
            submission("나", add_check=("failed", 0, 2, "[AB-01]")),
            submission("다", add_check=("failed", 0, 2, "오류의 이름: NotImplementedError [GD-43]")),
            submission("라", add_check=("limit", 0, 2)),
            submission("마", add_check=("partial", 1, 2)),
            submission("바", outcome="invalid", add_check=("missing", None, 2, "[GD-02]")),
        )
        counts = {kind: count for kind, count in only(made).counts.items() if count}
        assert counts == {"passed": 1, "failed": 1, "untried": 1, "limit": 1, "partial": 1, "missing": 1}
        assert (only(made).success, only(made).mean) == (1 / 5, 3 / 5)

    def test_no_success_is_told_while_answers_wait_for_a_person(self, report):
        made = report(
            submission("가", why=("manual", None, 4)), submission("나", why=("failed", 0, 4, "[GD-40]"))
        )
        assert (only(made).success, only(made).mean, only(made).waiting) == (None, None, ("가",))

    def test_a_persons_points_count_like_any(self, report):
        made = report(submission("가", why=("manual", 4, 4)), submission("나", why=("manual", 1, 4)))
        assert (only(made).counts["passed"], only(made).counts["partial"], only(made).mean) == (1, 1, 2.5)

    def test_distribution_leaves_out_what_nobody_could_read(self, report):
        made = report(
            submission("가", add_check=("passed", 2, 2)),
            submission("나", add_check=("failed", 0, 2)),
            submission("다", flags=["note:late-penalty:1"], add_check=("passed", 2, 2)),
            submission("라", outcome="invalid", add_check=("missing", None, 2)),
        )
        assert made.bins == (1, 0, 0, 0, 0, 1, 0, 0, 0, 1)
        assert (made.mean, made.median) == (50, 50)

    def test_notebooks_of_a_learner_are_one_result(self, report):
        made = report(
            submission("가", notebook="a", x=("passed", 1, 1)),
            submission("가", notebook="b", y=("failed", 0, 3)),
        )
        assert made.percentages == (25.0,)

    def test_mistakes_by_how_many_made_them(self, report):
        made = report(
            submission("가", add_check=("failed", 0, 2, "부호가 반대입니다.\n나온 값: 3 [AB-01]")),
            submission("나", add_check=("failed", 0, 2, "부호가 반대입니다.\n나온 값: 5 [AB-01]")),
            submission("다", add_check=("failed", 0, 2, "다른 잘못입니다. [AB-02]")),
            submission("라", outcome="invalid", add_check=("missing", None, 2, "망가짐 [GD-02]")),
        )
        assert [(one.code, one.sentence, len(one.learners)) for one in made.mistakes] == [
            ("AB-01", "부호가 반대입니다.", 2),
            ("AB-02", "다른 잘못입니다.", 1),
        ]

    def test_what_needs_a_person(self, report):
        made = report(
            submission("가", flags=["note:moved:add-check", "patched-judge:sum"], add_check=("passed", 2, 2)),
            submission("나", outcome="limit", add_check=("limit", 0, 2)),
            submission("다", outcome="grader-failure", add_check=("grader-failure", None, 2)),
            submission("라", outcome="invalid", flags=["invalid:망가졌습니다. [GD-02]"]),
            submission("마", add_check=("passed", 2, 2)),
        )
        assert [(one.learner, one.kind) for one in made.tasks] == [
            ("가", "살펴볼 점"),
            ("나", "한도 넘음"),
            ("다", "채점기 문제"),
            ("라", "읽지 못함"),
        ]
        assert made.tasks[3].what == "망가졌습니다."

    def test_a_class_of_nobody(self, report, tmp_path):
        page = write_report(tmp_path, report()).read_text(encoding="utf-8")
        assert "채점한 노트가 없습니다" in page


class TestPage:
    @pytest.fixture
    def page(self, homework):
        """Return the page of a class that was graded, and its folder."""
        copied = homework.solved()
        for cell in copied["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == "area":
                cell["source"] = (
                    "def area(r):\n    total = 0.0\n    for part in range(1000):\n        total += r * r / 1000\n"
                    "    answer = total * math.pi\n    return max(answer, 0.0)"
                )
        homework.hand_in("한글 이름 (1)", homework.solved())
        homework.hand_in("나래", copied)
        renamed = json.loads(json.dumps(copied).replace("total", "sum_").replace("answer", "result"))
        homework.hand_in("다솜", renamed)
        homework.hand_in("망가짐", b"{")
        homework.hand_in("빈칸", homework.released())
        homework.grade()
        return write_report(homework.out, read_report(homework.out)).read_text(encoding="utf-8"), homework.out

    def test_links_lead_to_feedback_pages(self, page):
        text, out = page
        links = {unquote(html.unescape(link)) for link in re.findall(r'href="(feedback/[^"]+)"', text)}
        assert links == {str(path.relative_to(out)) for path in out.rglob("feedback/*/*.html")}
        assert len(links) == 5

    def test_every_result_is_said_in_words(self, page):
        cells = re.findall(r'<td class="c-[a-z-]+">(.*?)</td>', page[0])
        assert len(cells) == 5 * 3
        assert all(re.search("[가-힣]", cell) for cell in cells)

    def test_every_picture_says_what_it_shows(self, page):
        pictures = re.findall(r"<svg[^>]*>", page[0])
        assert all(
            'aria-hidden="true"' in one or re.search('aria-label="[^"]*[가-힣]', one) for one in pictures
        )

    def test_similar_pair_is_shown_side_by_side_with_a_caution(self, page):
        text = page[0]
        assert "이야기를 나누어 볼 까닭" in text
        pairs = re.findall(r"<h3><a [^>]+>(.*?)</a> · <a [^>]+>(.*?)</a></h3>", text)
        assert pairs == [("나래", "다솜")]
        assert "<mark>" in text

    def test_page_stands_alone(self, page):
        assert not re.search(r"<script|<link rel=.stylesheet|style=\"|(?:src|srcset)=", page[0])


class TestCommand:
    def test_writes_the_page_and_says_where(self, homework, run):
        homework.hand_in("가", homework.solved())
        homework.grade()
        code, out, err = run(homework.out)
        assert code == 0
        assert str(homework.out / PAGE) in out
        assert "모든 문제" not in err

    def test_json(self, homework, run):
        homework.hand_in("가", homework.solved())
        homework.grade()
        code, out, _ = run(homework.out, "--json")
        assert code == 0
        assert json.loads(out) == report_document(read_report(homework.out))
        assert [one["grade_id"] for one in json.loads(out)["exercises"]] == ["add-check", "area-check", "why"]

    def test_csv_opens_in_a_spreadsheet(self, tmp_path, report):
        made = report(submission(add_check=("failed", 0, 2, "[AB-01]"), **{"-1": ("passed", 1, 1)}))
        content = write_report_table(tmp_path, made).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert [(row["grade_id"], row["failed"], row["most_seen_code"]) for row in rows] == [
            ("add-check", "1", "AB-01"),
            ("'-1", "0", ""),
        ]

    def test_folder_without_results(self, tmp_path, run):
        code, _, err = run(tmp_path / "없음")
        assert code == 2
        assert "aiclass grade" in err

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"{", "GF-41"),
            (b"[]", "GF-41"),
            (b'{"schema": 1}', "GF-41"),
            (b"\xff\xfe", "GF-41"),
            (b"[" * 100_000, "GF-41"),
            (b'{"schema": 2, "assignment": "x", "submissions": []}', "GF-42"),
            (b'{"schema": true, "assignment": "x", "submissions": []}', "GF-4"),
        ],
    )
    def test_damaged_or_foreign_results(self, tmp_path, content, told):
        (tmp_path / "results.json").write_bytes(content)
        with pytest.raises(GradingError, match=told):
            read_report(tmp_path)

    @pytest.mark.parametrize("content", [None, b"{", b'{"form": 99}', b"[]"])
    def test_lost_record_is_said_and_the_rest_is_there(self, homework, run, content):
        homework.hand_in("가", homework.solved())
        homework.grade()
        record = homework.out / ".aiclass" / "report.json"
        record.unlink() if content is None else record.write_bytes(content)
        code, _, err = run(homework.out)
        assert code == 0
        assert "기록이 없어서" in err
        assert "add-check" in text_of((homework.out / PAGE).read_text(encoding="utf-8"))
