"""The cache: whole files or none, one download for many processes, clear words when it cannot be written."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from aiclass import data
from aiclass.data import _cache, _environment

pytestmark = pytest.mark.usefixtures("tiny")


def refuse(code):
    def fsync(_):
        raise OSError(code, os.strerror(code))

    return fsync


@pytest.mark.usefixtures("offline", "mirror")
class TestCannotStore:
    CASES = (
        (errno.ENOSPC, "DA-40", "디스크가 가득 차서"),
        (errno.EACCES, "DA-41", "쓸 권한이 없어"),
        (errno.EROFS, "DA-41", "쓸 권한이 없어"),
        (errno.EIO, "DA-42", "운영 체제의 답: Input/output error"),
    )

    @pytest.mark.parametrize(("number", "code", "says"), CASES)
    def test_load_goes_on_with_the_real_data_and_says_it_once(
        self, number, code, says, cache, monkeypatch, capsys
    ):
        monkeypatch.setattr(os, "fsync", refuse(number))
        assert data.load("tiny").source == "tiny (미러)"
        (said,) = capsys.readouterr().out.splitlines()
        assert says in said
        assert str(cache / "tiny" / "images-idx3-ubyte.gz") in said
        assert "AICLASS_DATA_CACHE" in said
        assert said.endswith(f"[{code}]")

    @pytest.mark.parametrize(("number", "code", "says"), CASES)
    def test_fetch_raises_because_keeping_is_its_purpose(self, number, code, says, monkeypatch):
        monkeypatch.setattr(os, "fsync", refuse(number))
        with pytest.raises(data.CacheError, match=says) as caught:
            data.fetch("tiny")
        assert (caught.value.code, caught.value.exit_code) == (code, 3)

    def test_a_full_disk_does_not_send_fetch_to_the_next_source(self, server, tiny, monkeypatch):
        monkeypatch.delenv("AICLASS_OFFLINE")
        tiny.register(f"{server.address}/")
        monkeypatch.setattr(os, "fsync", refuse(errno.ENOSPC))
        with pytest.raises(data.CacheError):
            data.fetch("tiny")
        assert server.asked == []

    def test_nothing_half_written_stays(self, cache, monkeypatch):
        monkeypatch.setattr(os, "fsync", refuse(errno.ENOSPC))
        data.load("tiny")
        assert [path.name for path in cache.rglob("*") if path.suffix in {".gz", ".part"}] == []

    def test_a_cache_below_a_file_is_said(self, monkeypatch, tmp_path, capsys):
        (tmp_path / "file").write_bytes(b"")
        monkeypatch.setenv("AICLASS_DATA_CACHE", str(tmp_path / "file" / "cache"))
        assert data.load("tiny").source == "tiny (미러)"
        assert capsys.readouterr().out.rstrip().endswith("[DA-42]")

    def test_leftovers_of_a_killed_process_go(self, cache):
        leftover = cache / "tiny" / ".images-idx3-ubyte.gz.1.part"
        leftover.parent.mkdir(parents=True)
        leftover.write_bytes(b"half")
        data.load("tiny")
        assert not leftover.exists()


@pytest.mark.usefixtures("offline", "mirror")
def test_an_unreadable_cached_file_is_passed_over(cache, capsys):
    (cache / "tiny" / "images-idx3-ubyte.gz").mkdir(parents=True)  # a folder: cannot be read as a file
    assert data.load("tiny").source == "tiny (미러)"
    assert "[DA-38]" in capsys.readouterr().out


class TestLock:
    def test_two_processes_download_each_file_once(self, server, tiny, cache):
        server.give_tiny("/public")
        server.pause_s = 0.3
        code = (
            "import sys; sys.path.insert(0, sys.argv[1])\n"
            "import tiny_set; tiny_set.register(sys.argv[2])\n"
            "from aiclass import data; print(data.load('tiny', twin=False).source.encode('utf-8'))"
        )
        command = [sys.executable, "-c", code, str(Path(__file__).parent), f"{server.address}/public/"]
        processes = [subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") for _ in range(3)]
        for process in processes:
            process.communicate(timeout=60)
        assert [process.returncode for process in processes] == [0, 0, 0]
        assert sorted(server.asked) == sorted(f"/public/{name}" for name in tiny.PAYLOADS)
        assert {path.name: path.read_bytes() for path in cache.rglob("*.gz")} == tiny.PAYLOADS

    def test_a_lock_that_is_never_released_ends_in_words(self, cache, mirror, monkeypatch, capsys):
        monkeypatch.setattr(_cache, "LOCK_NOTICE_S", 0.05)
        monkeypatch.setattr(_cache, "LOCK_WAIT_S", 0.1)
        (cache / "tiny").mkdir(parents=True)
        with (
            filelock.FileLock(cache / "tiny" / ".images-idx3-ubyte.gz.lock"),
            pytest.raises(data.CacheError, match=r"images-idx3-ubyte.gz.*\[DA-43\]$"),
        ):
            data.load("tiny", twin=False)
        assert "tiny/images-idx3-ubyte.gz [DA-09]" in capsys.readouterr().out


class TestVerify:
    def test_tells_good_bad_and_absent(self, cache, mirror):
        data.fetch("tiny")
        images, labels = sorted(cache.rglob("*.gz"))
        images.write_bytes(images.read_bytes()[:-20])
        labels.unlink()
        bad, absent = data.verify("tiny")
        assert (bad.state, absent.state, absent.problem) == ("bad", "absent", "")
        assert str(images) in bad.problem
        assert "aiclass data get tiny" in bad.problem
        assert images.exists(), "a check changes nothing"
        assert data.fetch("tiny") == "tiny (미러)"
        assert {check.state for check in data.verify("tiny")} == {"ok"}

    def test_an_embedded_set_has_no_files(self):
        assert data.verify("digits") == ()

    def test_states_of_the_inventory(self, cache, mirror):
        assert state("tiny") == "absent"
        data.fetch("tiny")
        assert state("tiny") == "cached"
        next(cache.rglob("*.gz")).unlink()
        assert state("tiny") == "partly"
        assert state("digits") == "embedded"


def test_without_a_setting_the_users_cache_is_taken(monkeypatch):
    monkeypatch.delenv("AICLASS_DATA_CACHE")
    folder = _environment.cache_folder()
    assert folder.is_absolute()
    assert "aiclass" in folder.parts


def state(name):
    return {entry.name: entry.state for entry in data.inventory()}[name]
