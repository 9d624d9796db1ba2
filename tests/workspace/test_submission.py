"""A hand-in is one file, holds what it should, never replaces another, and is refused with a reason."""

import json
import os
import tracemalloc
import zipfile
from dataclasses import asdict

import pytest
import tiny_course
from tiny_course import NAME, NOON, encoded

import aiclass
from aiclass.check import ProgressLog
from aiclass.workspace import (
    FolderUnusable,
    NotebookUnusable,
    SubmissionRefused,
    _learner,
    _submission,
    clean_name,
    make_submission,
    open_workspace,
    read_submission,
    remember_name,
    remembered_name,
    system_name,
)


@pytest.fixture
def solved(workspace, notebook):
    """A learner's folder with one exercise answered and passed, another tried."""
    document = json.loads(notebook.read_bytes())
    document["cells"][2]["source"] = "def double(x):\n    return 2 * x"
    notebook.write_bytes(encoded(document))
    log = ProgressLog(workspace.root)
    log.append(lesson="03", kind="check", id="double", ok=True, now=NOON)
    log.append(lesson="03", kind="check", id="greet", ok=False, code="VA-01", now=NOON)
    return workspace


def submit(workspace, **more):
    return make_submission(workspace, "03", **{"learner": "홍길동", "now": NOON, **more})


def test_hand_in_is_named_after_lesson_and_learner(solved):
    assert submit(solved).path == solved.root / "제출" / "03-tiny-홍길동.zip"


def test_hand_in_holds_exactly_notebook_progress_and_manifest(solved, notebook):
    with zipfile.ZipFile(submit(solved).path) as archive:
        assert sorted(archive.namelist()) == [NAME, "progress.jsonl", "submission.json"]
        assert archive.read(NAME) == notebook.read_bytes()
        assert archive.read("progress.jsonl") == (solved.root / "progress.jsonl").read_bytes()
        manifest = json.loads(archive.read("submission.json"))
    assert manifest["notebook_sha256"] == _submission.sha256(notebook.read_bytes())
    del manifest["notebook_sha256"], manifest["progress_sha256"]
    assert manifest == {
        "schema": 1,
        "lesson": "03",
        "learner": "홍길동",
        "created_at": "2026-03-02T12:00:00+09:00",
        "aiclass": aiclass.__version__,
        "fingerprint": "v1",
        "notebook": NAME,
    }


def test_progress_in_a_hand_in_is_an_unbroken_chain(solved, tmp_path):
    (tmp_path / "progress.jsonl").write_bytes(read_submission(submit(solved).path).progress)
    progress = ProgressLog(tmp_path).read()
    assert len(progress.entries) == 2
    assert progress.damaged_lines == ()


def test_line_that_is_being_written_is_left_out(solved):
    with (solved.root / "progress.jsonl").open("ab") as stream:
        stream.write(b'{"half')
    assert read_submission(submit(solved).path).progress.endswith(b"}\n")


def test_counts_passed_and_untouched_exercises(solved):
    made = submit(solved)
    assert made.exercises == ("double", "greet", "essay")
    assert made.passed == ("double",)
    assert made.untouched == ("greet", "essay")


def test_same_content_gives_the_same_bytes(solved, tmp_path):
    first, second = (submit(solved, output=tmp_path / name) for name in ("a", "b"))
    assert first.path.read_bytes() == second.path.read_bytes()


def test_archive_carries_no_time_of_its_own(solved):
    with zipfile.ZipFile(submit(solved).path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_earlier_hand_in_is_never_overwritten(solved):
    first = submit(solved).path
    before = first.read_bytes()
    names = [submit(solved).path.name for _ in range(2)]
    assert names == ["03-tiny-홍길동-2.zip", "03-tiny-홍길동-3.zip"]
    assert first.read_bytes() == before


def test_output_folder_is_made(solved, tmp_path):
    assert submit(solved, output=tmp_path / "보낼 것" / "오늘").path.parent == tmp_path / "보낼 것" / "오늘"


def test_hand_in_without_a_progress_log_is_whole(solved):
    (solved.root / "progress.jsonl").unlink()
    assert read_submission(submit(solved).path).progress == b""


def test_untouched_notebook_is_refused(workspace):
    with pytest.raises(SubmissionRefused, match=r"(?s)아직 아무것도.*03강의 문제.*\[SU-01\]"):
        submit(workspace)
    assert not workspace.submissions.exists()


def test_notebook_that_was_only_run_counts_as_untouched(workspace, notebook):
    document = json.loads(notebook.read_bytes())
    document["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hi"}]
    document["cells"][1]["execution_count"] = 3
    notebook.write_bytes(encoded(document))
    with pytest.raises(SubmissionRefused, match="SU-01"):
        submit(workspace)


def test_large_notebook_is_refused_with_its_size_and_the_menu_that_helps(solved, notebook):
    document = json.loads(notebook.read_bytes())
    document["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 5_400_000}]
    notebook.write_bytes(encoded(document))
    with pytest.raises(
        SubmissionRefused, match=r"(?s)크기: 5\.4MB.*최대 크기: 5\.0MB.*편집 → 모든 셀의 출력 지우기.*SU-02"
    ):
        submit(solved)


def test_damaged_notebook_is_refused(solved, notebook):
    notebook.write_bytes(b'{"cells": [')
    with pytest.raises(NotebookUnusable, match=r"(?s)망가져서.*\[WS-12\]"):
        submit(solved)


def test_missing_notebook_is_refused(solved, notebook):
    notebook.unlink()
    with pytest.raises(NotebookUnusable, match=r"WS-10"):
        submit(solved)


def test_other_lesson_under_this_name_is_refused(solved, notebook):
    document = json.loads(notebook.read_bytes())
    document["metadata"]["aiclass"]["lesson"] = "07"
    notebook.write_bytes(encoded(document))
    with pytest.raises(NotebookUnusable, match=r"(?s)07강.*\[WS-14\]"):
        submit(solved)


def test_foreign_notebook_without_a_lesson_is_refused(solved, notebook):
    notebook.write_bytes(encoded({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}))
    with pytest.raises(NotebookUnusable, match=r"(?s)알 수 없음.*\[WS-14\]"):
        submit(solved)


def test_notebook_that_lost_its_lesson_is_known_by_its_cells(solved, notebook):
    document = json.loads(notebook.read_bytes())
    del document["metadata"]["aiclass"]
    notebook.write_bytes(encoded(document))
    assert submit(solved).manifest.fingerprint == ""


def test_output_folder_that_is_a_file_is_refused(solved, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(FolderUnusable, match="WS-02"):
        submit(solved, output=tmp_path / "file")


def test_failed_write_leaves_no_empty_file(solved, tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_submission, "write_atomically", full)
    with pytest.raises(FolderUnusable, match=r"WS-03"):
        submit(solved, output=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("name", ["", "   ", "a/b", "a\\b", "..", "x" * 41, "a\x00b", "a:b", "홍\u202e길동"])
def test_name_that_no_file_can_have_is_refused(name):
    with pytest.raises(SubmissionRefused, match=r"(?s)파일 이름에 쓸 수 없습니다.*\[SU-04\]"):
        clean_name(name)


def test_name_typed_on_a_mac_is_the_same_as_elsewhere():
    import unicodedata

    assert clean_name(unicodedata.normalize("NFD", "홍길동")) == "홍길동"


def test_name_is_remembered(workspace):
    assert remembered_name(workspace) == ""
    remember_name(workspace, "홍길동")
    assert remembered_name(workspace) == "홍길동"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"name": 3}', b'{"name": "a/b"}', b"\xff"])
def test_damaged_memory_of_the_name_counts_as_none(workspace, content):
    workspace.learner_file.write_bytes(content)
    assert remembered_name(workspace) == ""


def test_person_without_a_login_name_is_learner(monkeypatch):
    def nobody():
        raise KeyError("uid not found")

    monkeypatch.setattr(_learner.getpass, "getuser", nobody)
    assert system_name() == "learner"


# Reading


def rewrite(path, change):
    """Write the archive again with changed members."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_hand_in_reads_back_as_it_was_made(solved, notebook):
    made = submit(solved)
    found = read_submission(made.path)
    assert found.manifest == made.manifest
    assert found.notebook == notebook.read_bytes()


CHANGES = {
    "한도보다": lambda members: members.update({"progress.jsonl": b"0" * 20_000_001}),
    "세 파일만": lambda members: members.update({"extra": b""}),
    "세 파일": lambda members: members.pop("progress.jsonl"),
    "해시와 다릅니다": lambda members: members.update({NAME: b"{}"}),
    "해시와": lambda members: members.update({"progress.jsonl": b""}),
    "형식이 잘못": lambda members: members.update({"submission.json": b"{}"}),
    "submission.json의 형식": lambda members: members.update({"submission.json": b"[" * 9000}),
    "노트가 없습니다": lambda members: members.update({"other.ipynb": members.pop(NAME)}),
}


@pytest.mark.parametrize("reason", CHANGES)
def test_changed_hand_in_is_refused_with_the_reason(solved, reason):
    path = submit(solved).path
    rewrite(path, CHANGES[reason])
    with pytest.raises(SubmissionRefused, match=rf"(?s){reason}.*\[SU-03\]"):
        read_submission(path)


def test_manifest_of_another_schema_or_type_is_refused(solved):
    made = submit(solved)
    for wrong in ({"schema": 2}, {"schema": True}, {"lesson": 3}, {"notebook": "../x"}):
        manifest = {**asdict(made.manifest), **wrong}
        rewrite(
            made.path, lambda members, m=manifest: members.update({"submission.json": json.dumps(m).encode()})
        )
        with pytest.raises(SubmissionRefused, match="SU-03"):
            read_submission(made.path)


def test_what_is_no_zip_is_refused(tmp_path):
    for content in (b"", b"hello", b"PK\x03\x04" + os.urandom(50)):
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(SubmissionRefused, match="SU-03"):
            read_submission(tmp_path / "x.zip")
    with pytest.raises(SubmissionRefused, match="SU-03"):
        read_submission(tmp_path / "missing.zip")


def test_bomb_whose_header_lies_about_its_size_is_refused(solved):
    path = submit(solved).path
    rewrite(path, lambda members: members.update({NAME: b"0" * 50_000_000}))
    content = bytearray(path.read_bytes())
    real = (50_000_000).to_bytes(4, "little")
    assert content.count(real) == 2
    path.write_bytes(bytes(content).replace(real, (100).to_bytes(4, "little")))
    with pytest.raises(SubmissionRefused, match="SU-03"):
        read_submission(path)


def test_bomb_is_not_unpacked_beyond_the_limit(solved):
    path = submit(solved).path
    rewrite(path, lambda members: members.update({NAME: b"0" * 60_000_000}))
    tracemalloc.start()
    with pytest.raises(SubmissionRefused, match="한도보다"):
        read_submission(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000


# The command


def test_command_makes_the_file_and_says_where(solved, run):
    code, out, _ = run("submit", "03", "--workspace", solved.root, "--name", "홍길동")
    assert code == 0
    assert str(solved.root / "제출" / "03-tiny-홍길동.zip") in out
    assert "통과한 문제: 3개 중 1개" in out
    assert "손대지 않은 문제: 2개" in out


def test_command_remembers_the_name(solved, run):
    run("submit", "03", "--workspace", solved.root, "--name", "홍길동")
    assert "03-tiny-홍길동-2.zip" in run("submit", "03", "--workspace", solved.root)[1]


def test_command_without_a_terminal_takes_the_login_name(solved, run, monkeypatch):
    monkeypatch.setattr(_learner.getpass, "getuser", lambda: "gildong")
    assert "03-tiny-gildong.zip" in run("submit", "03", "--workspace", solved.root)[1]


def test_json_is_one_document(solved, run, tmp_path):
    arguments = ("--workspace", solved.root, "--name", "홍길동", "--output", tmp_path / "o", "--json")
    code, out, _ = run("submit", "03", *arguments)
    document = json.loads(out)
    assert code == 0
    assert document["path"] == str(tmp_path / "o" / "03-tiny-홍길동.zip")
    assert (document["passed"], document["untouched"]) == (["double"], ["greet", "essay"])


def test_damaged_log_is_said_and_handed_in_all_the_same(solved, run):
    log = solved.root / "progress.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"greet"', b'"essay"') + b"{half a line\n")
    assert submit(solved).damaged_lines == (2, 3)
    code, out, _ = run("submit", "03", "--workspace", solved.root, "--name", "홍길동")
    assert code == 0
    assert "진도 기록에 읽을 수 없거나 바뀐 줄이 있습니다: 2, 3." in out


def test_refusal_exits_1(workspace, run):
    code, out, err = run("submit", "03", "--workspace", workspace.root, "--name", "홍길동")
    assert (code, out) == (1, "")
    assert "[SU-01]" in err


def test_wrong_usage_exits_2(run):
    assert run("submit")[0] == 2


def test_unknown_lesson_names_those_that_there_are(solved, run):
    code, _, err = run("submit", "99", "--workspace", solved.root, "--name", "a")
    assert code == 2
    assert "03" in err


def test_new_version_can_be_handed_in_under_the_usual_name(house, solved):
    from aiclass.workspace import course_notebooks, lay_out

    tiny_course.write_course(house, "v2")
    lay_out(solved, course_notebooks())
    beside = solved.root / "03-tiny (새 버전).ipynb"
    document = json.loads(beside.read_bytes())
    document["cells"][2]["source"] = "def double(x):\n    return x + x"
    beside.write_bytes(encoded(document))
    made = submit(solved, file=beside.name)
    assert made.manifest.fingerprint == "v2"
    assert read_submission(made.path).notebook == beside.read_bytes()
    with zipfile.ZipFile(made.path) as archive:
        assert NAME in archive.namelist()


def test_folder_of_another_person_has_its_own_memory(solved, tmp_path):
    remember_name(solved, "홍길동")
    assert remembered_name(open_workspace(tmp_path / "other")) == ""
