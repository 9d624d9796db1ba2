"""Every form in which homework comes, and everything that may be wrong with it."""

import json
import os
import unicodedata
import zipfile
from datetime import datetime
from email.message import EmailMessage
from io import BytesIO

import pytest

from aiclass.grading import NothingSubmitted, collect
from aiclass.workspace import course_notebooks, find_workspace, lay_out, make_submission, open_workspace

from .conftest import Homework, answer, cell, check, notebook

NFD = unicodedata.normalize("NFD", "홍길동")


@pytest.fixture
def solved(homework):
    return json.dumps(homework.solved()).encode()


def names(submissions):
    return [(one.learner, one.notebook) for one in submissions]


def zipped(members, **options):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def mail(
    sender="홍길동 <hong@example.com>",
    *attached,
    subject="과제",
    date="Mon, 02 Mar 2026 10:00:00 +0900",
    received=None,
):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Date"] = sender, "teacher@example.com", subject, date
    if received:
        made["Received"] = f"from a by b; {received}"
    made.set_content("안녕하세요.")
    for name, content in attached:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


@pytest.fixture
def put(homework):
    def put(name, content):
        return homework.write(homework.submitted / name, content)

    return put


def only(homework):
    (one,) = homework.collect()
    return one


class TestLayouts:
    def test_nbgraders(self, homework, put, solved):
        put("kim/hw1/circle.ipynb", solved)
        put("lee/hw1/circle.ipynb", solved)
        put("lee/hw2/other.ipynb", notebook())
        assert names(homework.collect()) == [("kim", "circle"), ("lee", "circle")]

    def test_folder_above_submitted(self, homework, put, solved):
        put("submitted/kim/hw1/circle.ipynb", solved)
        assert names(homework.collect()) == [("kim", "circle")]

    def test_one_folder_a_learner(self, homework, put, solved):
        put("홍길동/내 풀이.ipynb", solved)
        put("김하나/circle.ipynb", solved)
        assert names(homework.collect()) == [("김하나", "circle"), ("홍길동", "circle")]

    @pytest.mark.parametrize(
        "name",
        [
            "홍길동.ipynb",
            "홍길동_circle.ipynb",
            "circle-홍길동.ipynb",
            "circle_홍길동 (1).ipynb",
            "Copy of circle 홍길동.ipynb",
            "hw1 홍길동.ipynb",
            f"{NFD}.ipynb",
        ],
    )
    def test_flat_folder(self, homework, put, solved, name):
        put(name, solved)
        assert names(homework.collect()) == [("홍길동", "circle")]

    def test_one_notebook(self, homework, put, solved):
        path = put("홍길동_circle.ipynb", solved)
        assert names(collect(path, homework.assignment)) == [("홍길동", "circle")]

    @pytest.mark.parametrize(
        "members",
        [
            ["submitted/홍길동/hw1/circle.ipynb", "submitted/김하나/hw1/circle.ipynb"],
            ["3월 과제/홍길동/circle.ipynb", "3월 과제/김하나/circle.ipynb"],
            ["홍길동/circle.ipynb", "김하나/hw1/circle.ipynb"],
            ["홍길동.ipynb", "김하나.ipynb", "__MACOSX/._홍길동.ipynb", ".DS_Store"],
            ["모음/홍길동.ipynb", "모음/김하나.ipynb"],
        ],
    )
    def test_zip_of_any_of_these(self, homework, tmp_path, solved, members):
        path = homework.write(tmp_path / "과제.zip", zipped(dict.fromkeys(members, solved)))
        assert names(collect(path, homework.assignment)) == [("김하나", "circle"), ("홍길동", "circle")]

    def test_learners_own_zip(self, homework, put, solved):
        put("홍길동.zip", zipped({"과제/circle.ipynb": solved, "과제/data.csv": b"1"}))
        one = only(homework)
        assert one.learner == "홍길동"
        assert one.load() == solved
        assert dict(one.files()) == {"data.csv": b"1"}

    def test_names_in_a_zip_from_korean_windows(self, homework, tmp_path, solved):
        """Which writes cp949 without saying so."""
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(zipfile.ZipInfo("XXXXXX.ipynb"), solved)
        content = stream.getvalue().replace(b"XXXXXX", "홍길동".encode("cp949"))
        path = homework.write(tmp_path / "a.zip", content)
        assert names(collect(path, homework.assignment)) == [("홍길동", "circle")]

    def test_files_beside_a_notebook_come_along_and_those_of_the_source_win(self, homework, put, solved):
        homework.write(homework.source / "data.csv", b"true")
        put("kim/hw1/circle.ipynb", solved)
        put("kim/hw1/data.csv", b"false")
        put("kim/hw1/mine/words.txt", b"a")
        homework.grade()
        assert homework.runs[0].files == {"data.csv": b"true", "mine/words.txt": b"a"}


class TestHandIns:
    @pytest.fixture
    def hand_in(self, tmp_path, monkeypatch):
        """A hand-in file as aiclass submit makes it, of a lesson's notebook."""

        def made(learner="홍길동"):
            workspace = tmp_path / "학습"
            if not workspace.exists():
                lay_out(open_workspace(workspace), course_notebooks())
                path = workspace / "03-logistic-regression.ipynb"
                document = json.loads(path.read_bytes())
                document["cells"].append(cell("1") | {"id": "extra"})
                path.write_text(json.dumps(document), encoding="utf-8")
            when = datetime.fromisoformat("2026-03-02T10:00:00+09:00")
            return make_submission(
                find_workspace(workspace), "03", learner=learner, now=when
            ).path.read_bytes()

        return made

    @pytest.fixture
    def lesson(self, tmp_path):
        """A homework whose source is lesson 03's learner notebook: enough to collect for."""
        made = Homework(tmp_path / "lesson")
        (made.source / "circle.ipynb").unlink()
        (found,) = [one for one in course_notebooks() if one.name.startswith("03-")]
        made.write(made.source / found.name, found.content)
        return made

    def test_learner_and_time_come_from_the_hand_in(self, lesson, hand_in):
        lesson.write(lesson.submitted / "아무 이름.zip", hand_in())
        one = only(lesson)
        assert (one.learner, one.submitted_at.isoformat()) == ("홍길동", "2026-03-02T10:00:00+09:00")
        assert b"extra" in one.load()

    def test_zip_of_hand_ins(self, lesson, hand_in, tmp_path):
        path = lesson.write(
            tmp_path / "a.zip", zipped({"x.zip": hand_in("홍길동"), "y.zip": hand_in("김하나")})
        )
        assert [one.learner for one in collect(path, lesson.assignment)] == ["김하나", "홍길동"]

    def test_single_hand_in_file(self, lesson, hand_in, tmp_path):
        path = lesson.write(tmp_path / "x.zip", hand_in())
        assert [one.learner for one in collect(path, lesson.assignment)] == ["홍길동"]

    def test_hand_in_by_mail_has_the_time_of_the_mail(self, lesson, hand_in, tmp_path):
        content = mail(
            "누구 <hong@example.com>", ("a.zip", hand_in()), received="Tue, 03 Mar 2026 00:00:00 +0900"
        )
        path = lesson.write(tmp_path / "a.eml", content)
        (one,) = collect(path, lesson.assignment)
        assert (one.learner, one.submitted_at.day, one.flags) == (
            "홍길동",
            3,
            ("note:sender:hong@example.com",),
        )

    def test_changed_hand_in_is_refused(self, lesson, hand_in):
        content = hand_in()
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members["progress.jsonl"] = b"{}\n"
        lesson.write(lesson.submitted / "홍길동.zip", zipped(members))
        assert "해시" in only(lesson).fault

    def test_hand_in_of_another_lesson_is_told(self, lesson, hand_in):
        (path,) = lesson.source.iterdir()
        path.write_bytes(path.read_bytes().replace(b'"lesson": "03"', b'"lesson": "04"'))
        lesson.write(lesson.submitted / "홍길동.zip", hand_in())
        assert "다른 과제" in only(lesson).fault


class TestMails:
    def test_attachment_sender_and_arrival(self, homework, put, solved):
        put(
            "a.eml",
            mail(
                "홍길동 <Hong@Example.com>",
                ("circle.ipynb", solved),
                received="Mon, 02 Mar 2026 11:30:00 +0900",
            ),
        )
        one = only(homework)
        assert (one.learner, one.notebook) == ("홍길동", "circle")
        assert one.submitted_at.isoformat() == "2026-03-02T11:30:00+09:00"
        assert one.flags == ("note:sender:hong@example.com",)
        assert one.load() == solved

    def test_date_stands_in_where_no_server_stamped_it(self, homework, put, solved):
        put("a.eml", mail("a@example.com", ("circle.ipynb", solved)))
        assert only(homework).submitted_at.isoformat() == "2026-03-02T10:00:00+09:00"
        assert only(homework).learner == "a@example.com"

    def test_mailbox(self, homework, tmp_path, solved):
        mails = [
            mail("kim <kim@example.com>", ("circle.ipynb", solved)),
            mail("lee <lee@example.com>", ("내 것.ipynb", solved)),
        ]
        content = b"".join(b"From - Mon Mar  2 10:00:00 2026\n" + one + b"\n" for one in mails)
        path = homework.write(tmp_path / "반.mbox", content)
        found = collect(path, homework.assignment)
        assert names(found) == [("kim", "circle"), ("lee", "circle")]
        assert [one.load() for one in found] == [solved, solved]

    def test_zip_in_a_mail(self, homework, put, solved):
        put("a.eml", mail("kim <kim@example.com>", ("과제.zip", zipped({"circle.ipynb": solved}))))
        assert only(homework).load() == solved

    def test_same_name_from_two_addresses_is_two_learners(self, homework, put, solved):
        put("a.eml", mail("김민수 <a@example.com>", ("circle.ipynb", solved)))
        put("b.eml", mail("김민수 <b@example.com>", ("circle.ipynb", solved)))
        assert [one.learner for one in homework.collect()] == [
            "김민수 (a@example.com)",
            "김민수 (b@example.com)",
        ]

    def test_mail_without_notebook_is_one_row(self, homework, put):
        put("a.eml", mail("kim <kim@example.com>", subject="과제를 잊었습니다"))
        assert "과제를 잊었습니다" in only(homework).fault

    def test_mail_without_notebook_does_not_count_beside_one_with(self, homework, put, solved):
        put("a.eml", mail("kim <kim@example.com>", ("circle.ipynb", solved)))
        put("b.eml", mail("kim <kim@example.com>", subject="질문"))
        assert only(homework).fault == ""

    def test_path_in_an_attachments_name_is_dropped(self, homework, put, solved):
        put("a.eml", mail("kim <kim@example.com>", ("../../circle.ipynb", solved)))
        assert only(homework).place == "a.eml/circle.ipynb"

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe", b"From: =?x?q?=\nDate: never\n\n", b"From: <<>>,\nReceived: x\n\nhi"]
    )
    def test_broken_mail_is_one_row(self, homework, put, content):
        put("a.eml", content)
        assert only(homework).fault


class TestNewest:
    def test_newest_of_two_counts_and_is_said(self, homework, put, solved):
        os.utime(put("홍길동_circle.ipynb", b"old"), (1000, 1000))
        os.utime(put("circle 홍길동 (1).ipynb", solved), (2000, 2000))
        one = only(homework)
        assert one.load() == solved
        assert (one.attempt, one.flags) == (2, ("note:newest-of:2:circle 홍길동 (1).ipynb",))

    def test_stated_time_goes_before_the_files(self, homework, put, solved):
        os.utime(put("kim/circle.ipynb", b"old"), (9_000_000_000, 9_000_000_000))
        put("kim/timestamp.txt", b"2020-01-01 00:00:00 UTC")
        put("a.eml", mail("kim <kim@example.com>", ("circle.ipynb", solved)))
        assert only(homework).load() == solved

    def test_names_that_differ_in_unicode_form_only_are_one_learner(self, homework, put, solved):
        put("홍길동/circle.ipynb", solved)
        put(f"{NFD}/hw1/circle.ipynb", solved)
        assert only(homework).attempt == 2

    def test_timestamp(self, homework, put, solved):
        put("kim/hw1/circle.ipynb", solved)
        put("kim/hw1/timestamp.txt", b"2026-03-02 10:00:00.5 Asia/Seoul\n")
        assert only(homework).submitted_at.isoformat() == "2026-03-02T10:00:00.500000+09:00"

    @pytest.mark.parametrize("text", [b"", b"yesterday", b"2026-03-02 10:00:00 Nowhere/Land", b"\xff"])
    def test_broken_timestamp_is_no_time(self, homework, put, solved, text):
        put("kim/hw1/circle.ipynb", solved)
        put("kim/hw1/timestamp.txt", text)
        assert only(homework).submitted_at is None


class TestSeveralNotebooks:
    @pytest.fixture(autouse=True)
    def two(self, homework):
        homework.write(
            homework.source / "words.ipynb", notebook(answer("x = 1", "x"), check("assert x", "x-check", 1))
        )

    def test_each_is_told_by_its_name(self, homework, put):
        put("kim/hw1/circle.ipynb", notebook())
        put("kim/hw1/words.ipynb", notebook())
        assert names(homework.collect()) == [("kim", "circle"), ("kim", "words")]

    def test_renamed_notebook_is_told_by_its_cells(self, homework, put, solved):
        put("kim/내 것.ipynb", solved)
        circle, words = homework.collect()
        assert circle.load() == solved
        assert (words.load, words.flags) == (None, ("not-handed-in",))

    def test_notebook_that_was_not_handed_in_scores_0_in_every_cell(self, homework, put, solved):
        put("kim/hw1/circle.ipynb", solved)
        rows = homework.collect()
        assert rows[1].notebook == "words"
        homework.grade()
        document = json.loads((homework.out / "results.json").read_bytes())
        (row,) = [one for one in document["submissions"] if one["notebook"] == "words"]
        assert (row["outcome"], row["score"], row["max_score"]) == ("graded", 0, 1)
        assert [(one["score"], one["outcome"]) for one in row["cells"]] == [(0, "missing")]

    def test_notebook_that_cannot_be_placed_is_told(self, homework, put):
        put("kim/memo.ipynb", notebook(cell("1")))
        assert "circle, words" in homework.collect()[0].fault


class TestBadInput:
    """Each is one row with a clear message; the others are graded."""

    @pytest.fixture(autouse=True)
    def beside_a_good_one(self, homework, put, solved):
        put("착한이/circle.ipynb", solved)

    def bad(self, homework):
        rows = homework.grade()
        assert rows.pop("착한이").score == 5
        ((learner, row),) = rows.items()
        assert (row.outcome, row.score, row.max_score) == ("invalid", 0, 9)
        assert {one.outcome for one in row.cells} == {"missing"}
        assert row.flags[0].startswith("invalid:")
        return learner, row.flags[0]

    def test_folder_without_notebook(self, homework, put):
        put("홍길동/메모.txt", b"x")
        learner, text = self.bad(homework)
        assert learner == "홍길동"
        assert "메모.txt" in text

    @pytest.mark.parametrize("name", ["홍길동/풀이.py", "홍길동.pdf", "홍길동/circle.html", "홍길동.hwp"])
    def test_file_that_is_no_notebook(self, homework, put, name):
        put(name, b"x")
        assert "ipynb" in self.bad(homework)[1]

    def test_unreadable_file(self, homework, put, monkeypatch):
        from pathlib import Path

        put("홍길동/circle.ipynb", b"x")
        opened = Path.open

        def refusing(path, *arguments, **options):
            if path.parent.name == "홍길동":
                raise PermissionError(13, "Permission denied")
            return opened(path, *arguments, **options)

        monkeypatch.setattr(Path, "open", refusing)
        assert "Permission denied" in self.bad(homework)[1]

    @pytest.mark.skipif(os.name == "nt", reason="needs a named pipe")
    def test_named_pipe_is_not_waited_for(self, homework, put):
        os.mkfifo(put("홍길동/circle.ipynb", b"").parent / "x.ipynb")
        (homework.submitted / "홍길동" / "circle.ipynb").unlink()
        assert "보통 파일이 아닙니다" in self.bad(homework)[1]

    @pytest.mark.skipif(os.name == "nt", reason="needs a link")
    def test_link_that_leads_out(self, homework, put, tmp_path):
        secret = homework.write(tmp_path / "secret.ipynb", notebook(cell("1")))
        put("홍길동/메모.txt", b"").with_name("circle.ipynb").symlink_to(secret)
        assert "링크" in self.bad(homework)[1]

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "빈 파일"),
            (b"not json", "JSON"),
            (b'{"nbformat": 3, "worksheets": []}', "nbformat 3"),
            (b'{"nbformat": 5, "cells": []}', "nbformat 5"),
            (b"[" * 100_000, "겹쳐"),
            (b" " * 60_000_000, "60.0MB"),
        ],
        ids=["empty", "no-json", "nbformat-3", "nbformat-5", "deep", "60-mb"],
    )
    def test_broken_notebook(self, homework, put, content, told):
        put("홍길동/circle.ipynb", content)
        assert told in self.bad(homework)[1]

    def test_encrypted_zip(self, homework, put, solved):
        content = bytearray(zipped({"circle.ipynb": solved}))
        content[6] |= 1  # the flag in the local header
        content[content.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
        put("홍길동.zip", bytes(content))
        assert "암호" in self.bad(homework)[1]

    def test_nested_zip(self, homework, put, solved):
        inner = zipped({"circle.ipynb": solved})
        put("홍길동.zip", zipped({"a.zip": zipped({"b.zip": inner})}))
        assert "zip 파일 안에" in self.bad(homework)[1]

    @pytest.mark.parametrize(
        "name", ["../../circle.ipynb", "/etc/circle.ipynb", "C:\\a\\circle.ipynb", "a/../../circle.ipynb"]
    )
    def test_path_that_leads_out_of_a_zip(self, homework, put, solved, name):
        put("홍길동.zip", zipped({name: solved}))
        assert "경로" in self.bad(homework)[1]

    def test_zip_bomb(self, homework, put):
        put("홍길동.zip", zipped({f"{number}.bin": bytes(30_000_000) for number in range(8)}))
        assert "240.0MB" in self.bad(homework)[1]

    def test_zip_with_one_huge_notebook(self, homework, put):
        put("홍길동.zip", zipped({"circle.ipynb": bytes(60_000_000)}))
        assert "60.0MB" in self.bad(homework)[1]

    def test_zip_of_too_many_files(self, homework, put):
        put("홍길동.zip", zipped({f"{number}.txt": b"" for number in range(2001)}))
        assert "2001개" in self.bad(homework)[1]

    @pytest.mark.parametrize("cut", [0, 10, 200])
    def test_broken_zip(self, homework, put, solved, cut):
        put("홍길동.zip", zipped({"circle.ipynb": solved})[:cut])
        assert "zip" in self.bad(homework)[1]


def test_bad_member_of_a_class_zip_is_one_row(homework, tmp_path, solved):
    members = {"kim/circle.ipynb": solved, "../../lee.ipynb": solved, "park/circle.ipynb": bytes(60_000_000)}
    path = homework.write(tmp_path / "반.zip", zipped(members))
    found = {one.learner: one for one in collect(path, homework.assignment)}
    assert found["kim"].fault == ""
    assert "경로" in found["lee"].fault
    assert set(found) == {"kim", "lee", "park"}


@pytest.mark.parametrize("make", ["nothing", "empty", "other"])
def test_nothing_to_grade_is_wrong_usage(homework, tmp_path, make):
    path = tmp_path / "없음"
    if make == "empty":
        path.mkdir()
    if make == "other":
        path.write_bytes(b"x")
    with pytest.raises(NothingSubmitted, match="없음"):
        collect(path, homework.assignment)
