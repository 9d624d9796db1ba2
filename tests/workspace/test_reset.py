"""Resetting one exercise touches that exercise and nothing else."""

import json

import pytest
import tiny_course
from tiny_course import DOUBLE, NAME, document, encoded, write_course

from aiclass.course import CourseError
from aiclass.workspace import (
    NotebookUnusable,
    course_notebooks,
    lay_out,
    plan_reset,
    reset_exercise,
)

NOON = tiny_course.NOON


def read(path):
    return json.loads(path.read_bytes())


def edit(path, change):
    """Change the notebook as JupyterLab would save it."""
    notebook = read(path)
    change(notebook)
    path.write_bytes(encoded(notebook))
    return notebook


def cell(notebook, name):
    return next(cell for cell in notebook["cells"] if cell.get("id") == name)


def solve(notebook):
    """Answer both exercises, run them, alter a check, add a cell and metadata."""
    answer = cell(notebook, "double")
    answer["source"] = "def double(x):\n    return x * 3"
    answer["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "hm"}]
    answer["execution_count"] = 7
    answer["metadata"]["editable"] = True
    cell(notebook, "greet")["source"] = 'def greet(name):\n    return "Hello, " + name'
    cell(notebook, "greet-check")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "통과"}]
    notebook["cells"].insert(3, tiny_course.cell("mine", "double(5)  # 내 실험"))
    notebook["metadata"]["widgets"] = {"x": 1}


def test_reset_puts_the_answer_back_and_leaves_the_rest(workspace, notebook):
    before = edit(notebook, solve)
    reset_exercise(workspace, "03", "double", now=NOON)
    after = read(notebook)
    answer = cell(after, "double")
    assert answer["source"] == DOUBLE
    assert (answer["outputs"], answer["execution_count"]) == ([], None)
    assert answer["metadata"]["editable"] is True
    cell(before, "double").update(source=DOUBLE, outputs=[], execution_count=None)
    assert after == before


def test_reset_keeps_a_dated_copy_of_the_notebook_before(workspace, notebook):
    edit(notebook, solve)
    before = notebook.read_bytes()
    backup = reset_exercise(workspace, "03", "double", now=NOON)
    assert backup == workspace.backups / "03-tiny.2026-03-02_12-00-00.ipynb"
    assert backup.read_bytes() == before


def test_two_resets_in_one_second_keep_two_copies(workspace, notebook):
    edit(notebook, solve)
    first = reset_exercise(workspace, "03", "double", now=NOON)
    second = reset_exercise(workspace, "03", "greet", now=NOON)
    assert second.name == "03-tiny.2026-03-02_12-00-00-2.ipynb"
    assert first.read_bytes() != second.read_bytes()


def test_altered_check_is_put_back_and_an_unaltered_one_keeps_its_output(workspace, notebook):
    def alter(notebook):
        cell(notebook, "double-check")["source"] = "pass"
        cell(notebook, "double-check-2")["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": "통과"}
        ]

    edit(notebook, alter)
    plan = plan_reset(workspace, "03", "double")
    assert (plan.restored, plan.inserted) == (("double-check",), ())
    reset_exercise(workspace, "03", "double", now=NOON)
    assert "expect(double(2))" in cell(read(notebook), "double-check")["source"]
    assert cell(read(notebook), "double-check-2")["outputs"]


@pytest.mark.parametrize("name", ["double", "double-check", "double-check-2"])
def test_deleted_cell_comes_back_at_its_place(workspace, notebook, name):
    edit(notebook, lambda notebook: notebook["cells"].remove(cell(notebook, name)))
    assert plan_reset(workspace, "03", "double").inserted == (name,)
    reset_exercise(workspace, "03", "double", now=NOON)
    assert read(notebook) == document()


def test_all_cells_of_an_exercise_come_back_behind_the_learners_own(workspace, notebook):
    def delete(notebook):
        notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith("double")]
        notebook["cells"].insert(0, tiny_course.cell("mine", "1 + 1"))

    edit(notebook, delete)
    reset_exercise(workspace, "03", "double", now=NOON)
    ids = [cell["id"] for cell in read(notebook)["cells"]]
    assert ids[:6] == ["mine", "c001", "c002", "double", "double-check", "double-check-2"]


def lose_ids(notebook):
    """As Colab saves: nbformat 4.0, no cell ids."""
    notebook["nbformat_minor"] = 0
    for each in notebook["cells"]:
        del each["id"]


def test_cells_without_ids_are_found_by_their_grade_id(workspace, notebook):
    edit(notebook, lambda notebook: (solve(notebook), lose_ids(notebook)))
    reset_exercise(workspace, "03", "double", now=NOON)
    after = read(notebook)
    assert [each["source"] for each in after["cells"]].count(DOUBLE) == 1
    assert not any("id" in each for each in after["cells"])


def test_deleted_cell_comes_back_into_a_notebook_without_ids(workspace, notebook):
    def change(notebook):
        notebook["cells"].remove(cell(notebook, "double"))
        lose_ids(notebook)

    edit(notebook, change)
    reset_exercise(workspace, "03", "double", now=NOON)
    sources = [each["source"] for each in read(notebook)["cells"]]
    assert sources == [each["source"] for each in document()["cells"]]
    assert not any("id" in each for each in read(notebook)["cells"])


def test_cells_with_new_ids_are_found_by_their_grade_id(workspace, notebook):
    def rename(notebook):
        solve(notebook)
        for number, each in enumerate(notebook["cells"]):
            each["id"] = f"new-{number}"

    edit(notebook, rename)
    reset_exercise(workspace, "03", "double", now=NOON)
    assert [each["source"] for each in read(notebook)["cells"]].count(DOUBLE) == 1


def test_notebook_that_lost_every_name_is_refused(workspace, notebook):
    def lose(notebook):
        solve(notebook)
        lose_ids(notebook)
        for each in notebook["cells"]:
            each["metadata"] = {}

    edit(notebook, lose)
    before = notebook.read_bytes()
    with pytest.raises(
        NotebookUnusable, match=r"(?s)이름이 모두 사라져서.*03-tiny\.ipynb 파일이 새로.*\[WS-15\]"
    ):
        reset_exercise(workspace, "03", "double", now=NOON)
    assert notebook.read_bytes() == before


def test_copy_of_an_answer_cell_stays_as_it_is(workspace, notebook):
    def copy(notebook):
        solve(notebook)
        twin = json.loads(json.dumps(cell(notebook, "double")))
        notebook["cells"].insert(0, twin | {"id": "copy"})

    edit(notebook, copy)
    reset_exercise(workspace, "03", "double", now=NOON)
    after = read(notebook)
    assert cell(after, "copy")["source"].endswith("x * 3")
    assert cell(after, "double")["source"] == DOUBLE


def test_answer_cell_turned_into_markdown_becomes_code_again(workspace, notebook):
    def turn(notebook):
        answer = cell(notebook, "double")
        answer["cell_type"] = "markdown"
        answer["attachments"] = {}
        del answer["outputs"], answer["execution_count"]

    edit(notebook, turn)
    reset_exercise(workspace, "03", "double", now=NOON)
    assert read(notebook) == document()


def test_source_kept_as_lines_counts_as_the_same_text(workspace, notebook):
    edit(notebook, lambda notebook: cell(notebook, "double").update(source=DOUBLE.splitlines(keepends=True)))
    assert not plan_reset(workspace, "03", "double").is_needed


def test_edited_grader_metadata_is_put_back(workspace, notebook):
    edit(notebook, lambda notebook: cell(notebook, "double-check")["metadata"]["nbgrader"].update(points=99))
    reset_exercise(workspace, "03", "double", now=NOON)
    assert read(notebook) == document()


def test_untouched_exercise_needs_nothing_and_writes_nothing(workspace, notebook):
    before = notebook.stat().st_mtime_ns
    assert reset_exercise(workspace, "03", "double", now=NOON) is None
    assert notebook.stat().st_mtime_ns == before
    assert not workspace.backups.exists()


def test_manual_exercise_is_put_back(workspace, notebook):
    edit(notebook, lambda notebook: cell(notebook, "essay").update(source="길게 쓴 글"))
    reset_exercise(workspace, "03", "essay", now=NOON)
    assert read(notebook) == document()


def test_reset_restores_the_version_that_was_laid_out_not_the_newest(house, workspace, notebook):
    edit(notebook, lambda notebook: cell(notebook, "c001").update(source="mine"))
    write_course(house, "v2")
    newer = read(house / "notebooks" / NAME)
    cell(newer, "double")["source"] = "def double(x):  # v2\n    ..."
    (house / "notebooks" / NAME).write_bytes(encoded(newer))
    lay_out(workspace, course_notebooks())
    edit(notebook, solve)
    reset_exercise(workspace, "03", "double", now=NOON)
    assert cell(read(notebook), "double")["source"] == DOUBLE


def test_version_beside_is_reset_when_it_is_named(house, workspace, notebook):
    edit(notebook, solve)
    write_course(house, "v2")
    lay_out(workspace, course_notebooks())
    beside = workspace.root / "03-tiny (새 버전).ipynb"
    edit(beside, solve)
    mine = notebook.read_bytes()
    reset_exercise(workspace, "03", "double", now=NOON, file=beside.name)
    assert cell(read(beside), "double")["source"] == DOUBLE
    assert notebook.read_bytes() == mine


@pytest.mark.parametrize("name", ["../other.ipynb", "unknown.ipynb", ".aiclass/original/03-tiny.ipynb"])
def test_file_that_is_no_version_is_refused(workspace, name):
    with pytest.raises(NotebookUnusable, match=r"(?s)03-tiny\.ipynb.*\[WS-17\]"):
        plan_reset(workspace, "03", "double", file=name)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "1번째 줄이 JSON"),
        (b'{\n "cells": [', "JSON 형식이 아닙니다"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[]", "nbformat 4"),
        (b'{"nbformat": 3, "worksheets": []}', "nbformat 4"),
        (b'{"nbformat": 4, "metadata": {}}', "셀 목록"),
        (b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code"}]}', "1번째 셀"),
        (b"[" * 100_000, "겹쳐"),
    ],
)
def test_damaged_notebook_is_refused_with_its_fault(workspace, notebook, content, reason):
    notebook.write_bytes(content)
    with pytest.raises(NotebookUnusable, match=rf"(?s)망가져서.*{reason}.*이름을 바꾸고.*\[WS-12\]"):
        plan_reset(workspace, "03", "double")
    assert notebook.read_bytes() == content


def test_missing_notebook_is_refused(workspace, notebook):
    notebook.unlink()
    with pytest.raises(NotebookUnusable, match=r"(?s)노트가 없습니다.*aiclass learn.*\[WS-10\]"):
        plan_reset(workspace, "03", "double")


def test_folder_in_place_of_the_notebook_is_refused(workspace, notebook):
    notebook.unlink()
    notebook.mkdir()
    with pytest.raises(NotebookUnusable, match=r"WS-11"):
        plan_reset(workspace, "03", "double")


def test_notebook_of_another_lesson_is_refused(workspace, notebook):
    edit(notebook, lambda notebook: notebook["metadata"]["aiclass"].update(lesson="05"))
    with pytest.raises(NotebookUnusable, match=r"(?s)필요한 강의: 03강.*적힌 강의: 05강.*\[WS-14\]"):
        plan_reset(workspace, "03", "double")


def test_unknown_exercise_names_those_that_there_are(workspace):
    with pytest.raises(CourseError, match="double, greet, essay"):
        plan_reset(workspace, "03", "dubble")


def test_command_asks_and_does_nothing_on_no(workspace, notebook, run):
    edit(notebook, solve)
    before = notebook.read_bytes()
    code, _, err = run("reset", "03", "double", "--workspace", workspace.root, answer="n\n")
    assert code == 1
    assert "두 배 (double)" in err
    assert "그만두었습니다" in err
    assert notebook.read_bytes() == before


def test_command_resets_on_yes_and_says_where_the_copy_is(workspace, notebook, run):
    edit(notebook, solve)
    code, out, _ = run("reset", "03", "double", "--workspace", workspace.root, "--yes")
    assert code == 0
    assert str(workspace.backups) in out.replace("\n", "")
    assert cell(read(notebook), "double")["source"] == DOUBLE


def test_command_says_when_nothing_is_to_be_done(workspace, run):
    code, out, _ = run("reset", "03", "double", "--workspace", workspace.root)
    assert code == 0
    assert "이미 처음 상태입니다" in out


def test_command_finds_the_folder_by_variable_and_by_place(workspace, run, monkeypatch):
    monkeypatch.setenv("AICLASS_WORKSPACE", str(workspace.root))
    assert run("reset", "03", "double")[0] == 0
    monkeypatch.delenv("AICLASS_WORKSPACE")
    monkeypatch.chdir(workspace.root)
    assert run("reset", "03", "double")[0] == 0


def test_folder_without_a_class_is_refused(house, tmp_path, run):
    code, _, err = run("reset", "03", "double", "--workspace", tmp_path)
    assert code == 3
    assert "aiclass learn" in err
    assert "[WS-04]" in err
