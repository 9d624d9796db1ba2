"""What a run that was cut off leaves for the next, and what it does not."""

import contextlib

import pytest

from aiclass.authoring._work_folder import work_folder


class Killed(BaseException):
    pass


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "build" / "runs" / "07"


def cut_off(folder, key="a", *, fresh=False):
    """Begin a run, write a checkpoint and another file, and die."""
    with contextlib.suppress(Killed), work_folder(folder, key, fresh=fresh) as (work, _):
        (work / "checkpoints").mkdir(exist_ok=True)
        (work / "checkpoints" / "net.ckpt").write_bytes(b"half way")
        (work / "other.txt").write_bytes(b"left over")
        raise Killed


def found(folder, key="a", *, fresh=False):
    """Return what the next run finds, and whether it is told so."""
    with work_folder(folder, key, fresh=fresh) as (work, is_resumed):
        return sorted(path.name for path in work.rglob("*") if path.is_file()), is_resumed


def test_checkpoints_alone_outlive_a_run_that_was_cut_off(folder):
    cut_off(folder)
    assert found(folder) == (["net.ckpt"], True)


def test_a_run_can_be_cut_off_twice(folder):
    cut_off(folder)
    cut_off(folder)
    assert found(folder) == (["net.ckpt"], True)


def test_a_run_that_ends_leaves_nothing(folder):
    cut_off(folder)
    found(folder)
    assert not (folder / "work").exists()
    assert found(folder) == ([], False)


def test_another_lesson_library_or_data_begins_anew(folder):
    cut_off(folder, "a")
    assert found(folder, "b") == ([], False)


def test_what_is_asked_for_fresh_begins_anew(folder):
    cut_off(folder)
    assert found(folder, fresh=True) == ([], False)


def test_a_second_process_works_elsewhere(folder):
    with work_folder(folder, "a", fresh=False) as (first, _):
        (first / "checkpoints").mkdir()
        (first / "checkpoints" / "net.ckpt").write_bytes(b"of the first")
        with work_folder(folder, "a", fresh=False) as (second, is_resumed):
            assert (second != first, is_resumed, list(second.iterdir())) == (True, False, [])
        assert (first / "checkpoints" / "net.ckpt").exists()
