"""What laying out does with notebooks that are new, untouched, touched, deleted, renamed or damaged."""

import errno
import json
import threading
from pathlib import Path

import pytest
import tiny_course
from tiny_course import NAME, document, encoded, write_course

from aiclass.workspace import (
    FolderUnusable,
    _folder,
    course_notebooks,
    course_readings,
    lay_out,
    open_workspace,
    versions,
)

BESIDE = "03-tiny (새 버전).ipynb"


def lay(workspace):
    return {item.name: (item.action, item.file) for item in lay_out(workspace, course_notebooks())}


def touch(path):
    path.write_bytes(path.read_bytes() + b" ")
    return path.read_bytes()


def test_first_time_lays_every_notebook_out(house, tmp_path):
    workspace = open_workspace(tmp_path / "새 폴더" / "a")
    assert lay(workspace) == {NAME: ("new", NAME)}
    assert (workspace.root / NAME).read_bytes() == encoded(document("v1"))


def test_second_time_changes_nothing(workspace, notebook):
    before = notebook.stat().st_mtime_ns
    assert lay(workspace) == {NAME: ("kept", NAME)}
    assert notebook.stat().st_mtime_ns == before


def test_untouched_notebook_is_replaced_by_a_newer_one(house, workspace, notebook):
    write_course(house, "v2")
    assert lay(workspace) == {NAME: ("replaced", NAME)}
    assert notebook.read_bytes() == encoded(document("v2"))
    assert versions(workspace, NAME) == (NAME,)


def test_touched_notebook_stays_when_the_course_is_the_same(workspace, notebook):
    mine = touch(notebook)
    assert lay(workspace) == {NAME: ("kept", NAME)}
    assert notebook.read_bytes() == mine
    assert versions(workspace, NAME) == (NAME,)


def test_touched_notebook_stays_and_the_newer_one_lies_beside(house, workspace, notebook):
    mine = touch(notebook)
    write_course(house, "v2")
    assert lay(workspace) == {NAME: ("beside", BESIDE)}
    assert notebook.read_bytes() == mine
    assert (workspace.root / BESIDE).read_bytes() == encoded(document("v2"))
    assert versions(workspace, NAME) == (NAME, BESIDE)


def test_version_beside_is_laid_once(house, workspace, notebook):
    touch(notebook)
    write_course(house, "v2")
    lay(workspace)
    touched = touch(workspace.root / BESIDE)
    assert lay(workspace) == {NAME: ("beside", BESIDE)}
    assert (workspace.root / BESIDE).read_bytes() == touched
    assert versions(workspace, NAME) == (NAME, BESIDE)


def test_untouched_version_beside_is_replaced(house, workspace, notebook):
    touch(notebook)
    for version in ("v2", "v3"):
        write_course(house, version)
        lay(workspace)
    assert (workspace.root / BESIDE).read_bytes() == encoded(document("v3"))
    assert versions(workspace, NAME) == (NAME, BESIDE)


def test_touched_version_beside_gets_a_numbered_neighbour(house, workspace, notebook):
    touch(notebook)
    write_course(house, "v2")
    lay(workspace)
    mine = touch(workspace.root / BESIDE)
    write_course(house, "v3")
    assert lay(workspace) == {NAME: ("beside", "03-tiny (새 버전 2).ipynb")}
    assert (workspace.root / BESIDE).read_bytes() == mine
    assert (workspace.root / "03-tiny (새 버전 2).ipynb").read_bytes() == encoded(document("v3"))


def test_foreign_file_under_the_name_beside_is_never_overwritten(house, workspace, notebook):
    touch(notebook)
    (workspace.root / BESIDE).write_bytes(b"mine")
    write_course(house, "v2")
    assert lay(workspace) == {NAME: ("beside", "03-tiny (새 버전 2).ipynb")}
    assert (workspace.root / BESIDE).read_bytes() == b"mine"


def test_file_that_was_there_before_the_first_layout_is_never_overwritten(house, tmp_path):
    workspace = open_workspace(tmp_path / "w")
    (workspace.root / NAME).write_bytes(b"not from the course")
    assert lay(workspace) == {NAME: ("beside", BESIDE)}
    assert (workspace.root / NAME).read_bytes() == b"not from the course"


def test_deleted_notebook_is_laid_out_again(workspace, notebook):
    notebook.unlink()
    assert lay(workspace) == {NAME: ("new", NAME)}
    assert notebook.read_bytes() == encoded(document("v1"))


def test_new_version_renamed_to_the_usual_name_is_current(house, workspace, notebook):
    touch(notebook)
    write_course(house, "v2")
    lay(workspace)
    touch(workspace.root / BESIDE)
    (workspace.root / BESIDE).replace(notebook)
    assert lay(workspace) == {NAME: ("kept", NAME)}
    assert versions(workspace, NAME) == (NAME,)


@pytest.mark.parametrize("record", [b"", b"{", b"[]", b'{"files": 3}', b'{"files": {"03-tiny.ipynb": 7}}'])
def test_damaged_record_never_costs_a_touched_notebook(house, workspace, notebook, record):
    mine = touch(notebook)
    workspace.layout_file.write_bytes(record)
    write_course(house, "v2")
    assert lay(workspace) == {NAME: ("beside", BESIDE)}
    assert notebook.read_bytes() == mine


def test_lost_record_leaves_a_touched_notebook_of_this_version_current(workspace, notebook):
    touch(notebook)
    workspace.layout_file.unlink()
    assert lay(workspace) == {NAME: ("kept", NAME)}


def test_saving_without_any_change_of_source_counts_as_touched(house, workspace, notebook):
    opened = json.loads(notebook.read_bytes())
    opened["metadata"]["language_info"]["version"] = "3.11.7"
    notebook.write_bytes(encoded(opened))
    write_course(house, "v2")
    assert lay(workspace) == {NAME: ("beside", BESIDE)}


def test_two_at_once_lay_out_whole_notebooks(house, tmp_path):
    workspace = open_workspace(tmp_path / "w")
    results, start = [], threading.Barrier(4)

    def work():
        start.wait()
        results.append(lay(workspace))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result[NAME][0] for result in results) == ["kept", "kept", "kept", "new"]
    assert (workspace.root / NAME).read_bytes() == encoded(document("v1"))
    assert not list(workspace.root.rglob("*.tmp"))


def test_folder_that_another_process_keeps_is_refused(workspace, monkeypatch):
    monkeypatch.setattr(_folder, "LOCK_TIMEOUT_S", 0.05)
    with workspace.lock(), pytest.raises(FolderUnusable, match=r"(?s)다른 aiclass.*\[WS-05\]"):
        lay_out(workspace, course_notebooks())


def test_full_disk_leaves_the_notebook_as_it_was(house, workspace, notebook, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = notebook.read_bytes()
    write_course(house, "v2")
    monkeypatch.setattr(_folder.os, "fsync", full)
    with pytest.raises(FolderUnusable, match=r"(?s)자리가 없습니다.*\[WS-03\]") as refusal:
        lay_out(workspace, course_notebooks())
    assert refusal.value.exit_code == 3
    assert notebook.read_bytes() == before
    assert not list(workspace.root.rglob("*.tmp"))


def test_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "w").write_text("x", encoding="utf-8")
    with pytest.raises(FolderUnusable, match=r"(?s)파일이 있습니다.*\[WS-01\]"):
        open_workspace(tmp_path / "w")


def test_file_in_place_of_our_own_folder_is_refused(tmp_path):
    (tmp_path / ".aiclass").write_text("x", encoding="utf-8")
    with pytest.raises(FolderUnusable, match=r"(?s)\.aiclass.*\[WS-01\]"):
        open_workspace(tmp_path)


def test_file_above_the_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(FolderUnusable, match=r"WS-02"):
        open_workspace(tmp_path / "file" / "w")


def test_read_only_folder_is_refused(tmp_path, monkeypatch):
    def read_only(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(_folder.tempfile, "TemporaryFile", read_only)
    with pytest.raises(
        FolderUnusable, match=r"(?s)쓸 수 없습니다.*Read-only file system.*\[WS-02\]"
    ) as refusal:
        open_workspace(tmp_path / "w")
    assert refusal.value.exit_code == 3


@pytest.mark.skipif(
    not Path("/sys/kernel").is_dir(), reason="needs a file system that not even root can write"
)
def test_file_system_that_cannot_be_written_is_refused():
    with pytest.raises(FolderUnusable, match=r"WS-02"):
        open_workspace(Path("/sys/kernel/aiclass"))


def test_course_without_notebooks_lays_nothing_out(house, tmp_path):
    (house / "notebooks" / NAME).unlink()
    assert lay(open_workspace(tmp_path / "w")) == {}


def test_tiny_course_is_a_valid_notebook():
    import nbformat

    nbformat.validate(nbformat.from_dict(tiny_course.document()))


def test_pdf_that_a_lesson_links_to_is_laid_out_where_the_link_looks(house, workspace):
    reading = house / "notebooks" / "theory" / "gradient-theory.pdf"
    reading.parent.mkdir()
    reading.write_bytes(b"%PDF-1.7 one")
    laid = lay_out(workspace, course_readings())
    assert [(item.name, item.action) for item in laid] == [("theory/gradient-theory.pdf", "new")]
    assert (workspace.root / "theory" / "gradient-theory.pdf").read_bytes() == b"%PDF-1.7 one"
    reading.write_bytes(b"%PDF-1.7 two")
    assert [item.action for item in lay_out(workspace, course_readings())] == ["replaced"]


def test_pdf_with_notes_of_the_learner_stays_and_the_newer_one_lies_beside(house, workspace):
    reading = house / "notebooks" / "theory" / "gradient-theory.pdf"
    reading.parent.mkdir()
    reading.write_bytes(b"%PDF-1.7 one")
    lay_out(workspace, course_readings())
    own = workspace.root / "theory" / "gradient-theory.pdf"
    own.write_bytes(b"%PDF-1.7 one, with notes")
    assert [item.action for item in lay_out(workspace, course_readings())] == ["kept"]
    reading.write_bytes(b"%PDF-1.7 two")
    laid = lay_out(workspace, course_readings())
    assert [(item.action, item.file) for item in laid] == [("beside", "theory/gradient-theory (새 버전).pdf")]
    assert own.read_bytes() == b"%PDF-1.7 one, with notes"
