"""``load``: which bytes it takes, what it says, when it raises."""

import gzip
import shutil
import subprocess
import sys

import numpy as np
import pytest

from aiclass import data

DIGITS = "digits (scikit-learn)"


def lines(capsys):
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out.splitlines()


def assert_is_tiny(loaded, tiny):
    assert loaded.twin is False
    np.testing.assert_array_equal(loaded.train.images, tiny.ARRAYS[tiny.IMAGES])
    np.testing.assert_array_equal(loaded.train.labels, tiny.ARRAYS[tiny.LABELS])


@pytest.mark.usefixtures("offline")
class TestOrder:
    def test_mirror_first_then_cache(self, tiny, mirror, monkeypatch):
        assert data.load("tiny").source == "tiny (미러)"
        monkeypatch.delenv("AICLASS_DATA_MIRROR")
        second = data.load("tiny")
        assert second.source == "tiny (캐시)"
        assert_is_tiny(second, tiny)

    def test_source_names_every_place(self, tiny, mirror, cache):
        data.load("tiny")
        (cache / "tiny" / tiny.LABELS).unlink()
        assert data.load("tiny").source == "tiny (캐시, 미러)"

    def test_the_cache_can_serve_as_a_mirror(self, tiny, mirror, cache, monkeypatch, tmp_path):
        data.load("tiny")
        monkeypatch.setenv("AICLASS_DATA_MIRROR", str(cache))
        monkeypatch.setenv("AICLASS_DATA_CACHE", str(tmp_path / "other"))
        assert data.load("tiny").source == "tiny (미러)"

    def test_real_data_are_loaded_in_silence(self, tiny, mirror, capsys):
        data.load("tiny")
        assert lines(capsys) == []

    def test_a_read_only_source_stays_as_it_is(self, tiny, mirror):
        before = {path: path.read_bytes() for path in mirror.rglob("*") if path.is_file()}
        data.load("tiny")
        assert {path: path.read_bytes() for path in mirror.rglob("*") if path.is_file()} == before


class TestTwin:
    @pytest.mark.usefixtures("offline")
    def test_answers_without_a_network_and_says_so_in_one_line_at_every_load(self, tiny, capsys):
        for _ in range(2):
            loaded = data.load("tiny")
            assert (loaded.twin, loaded.source, loaded.card.name) == (True, DIGITS, "digits")
            (said,) = lines(capsys)
            assert "실제 데이터 대신 내장 데이터를 씁니다: tiny → digits" in said
            assert "aiclass data get tiny" in said
            assert said.endswith("[DA-04]")

    @pytest.mark.usefixtures("offline")
    def test_false_raises_instead(self, tiny, capsys):
        with pytest.raises(
            data.UnreachableError, match=r"AICLASS_OFFLINE=1.*tiny/images-idx3.*\[DA-31\]$"
        ) as caught:
            data.load("tiny", twin=False)
        assert caught.value.exit_code == 3
        assert lines(capsys) == []

    def test_true_asks_for_it_even_when_the_real_set_is_there(self, tiny, mirror, capsys):
        assert data.load("tiny", twin=True).source == DIGITS
        assert lines(capsys) == ["요청대로 실제 데이터 대신 내장 데이터를 씁니다: tiny → digits [DA-03]"]

    def test_the_environment_can_ask_for_it(self, tiny, mirror, monkeypatch, capsys):
        monkeypatch.setenv("AICLASS_TWIN", "1")
        assert data.load("tiny").twin is True
        assert data.load("tiny", twin=False).twin is False
        assert len(lines(capsys)) == 1

    @pytest.mark.parametrize("off", ["0", "", "false", " no "])
    def test_the_environment_can_decline(self, tiny, mirror, monkeypatch, off):
        monkeypatch.setenv("AICLASS_TWIN", off)
        assert data.load("tiny").twin is False

    @pytest.mark.parametrize("twin", [None, True, False])
    def test_an_embedded_set_is_its_own(self, twin, capsys):
        loaded = data.load("digits", twin=twin)
        assert (loaded.twin, loaded.source) == (False, DIGITS)
        assert lines(capsys) == []

    @pytest.mark.usefixtures("offline")
    def test_a_corrupt_mirror_is_named_before_the_twin(self, tiny, mirror, capsys):
        (mirror / "tiny" / tiny.IMAGES).write_bytes(tiny.PAYLOADS[tiny.IMAGES][:-50])
        assert data.load("tiny").twin is True
        reason, notice = lines(capsys)
        assert str(mirror / "tiny" / tiny.IMAGES) in reason
        assert reason.endswith("[DA-11]")
        assert notice == "위의 까닭으로 실제 데이터 대신 내장 데이터를 씁니다: tiny → digits [DA-05]"


@pytest.mark.usefixtures("offline")
class TestCacheKeepsNoBadFile:
    def test_a_bad_file_is_replaced_and_said(self, tiny, mirror, cache, capsys):
        data.load("tiny")
        kept = cache / "tiny" / tiny.LABELS
        kept.write_bytes(gzip.compress(tiny.CONTENTS[tiny.LABELS].replace(b"\x01", b"\x02")))
        loaded = data.load("tiny")
        assert loaded.source == "tiny (캐시, 미러)"
        assert_is_tiny(loaded, tiny)
        (said,) = lines(capsys)
        assert str(kept) in said
        assert "새로 받습니다" in said
        assert kept.read_bytes() == tiny.PAYLOADS[tiny.LABELS]

    def test_a_bad_file_is_removed_even_when_nothing_replaces_it(self, tiny, cache):
        kept = cache / "tiny" / tiny.IMAGES
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"<!DOCTYPE html><title>Login</title>")
        with pytest.raises(data.BadFileError, match=r"aiclass data get tiny.*\[DA-10\]$"):
            data.load("tiny", twin=False)
        assert not kept.exists()

    def test_a_bad_mirror_file_never_gets_in(self, tiny, mirror, cache):
        (mirror / "tiny" / tiny.IMAGES).write_bytes(b"<html>")
        with pytest.raises(data.BadFileError):
            data.load("tiny", twin=False)
        assert [path.name for path in cache.rglob("*.gz")] == []


class TestHalfMirror:
    def test_names_the_missing_file_and_takes_it_elsewhere(self, tiny, mirror, server, capsys):
        server.give_tiny("/public")
        tiny.register(f"{server.address}/public/")
        (mirror / "tiny" / tiny.LABELS).unlink()
        assert data.load("tiny").source == "tiny (미러, 인터넷)"
        missing = [line for line in lines(capsys) if line.endswith("[DA-32]")]
        assert len(missing) == 1
        assert str(mirror / "tiny" / tiny.LABELS) in missing[0]
        assert server.asked == [f"/public/{tiny.LABELS}"]

    @pytest.mark.usefixtures("offline")
    def test_raises_when_there_is_nowhere_else(self, tiny, mirror):
        (mirror / "tiny" / tiny.LABELS).unlink()
        with pytest.raises(data.MissingFileError, match=r"labels-idx1-ubyte.*\[DA-32\]$"):
            data.load("tiny", twin=False)

    @pytest.mark.usefixtures("offline")
    def test_a_mirror_folder_that_does_not_exist_is_said(self, tiny, mirror, capsys):
        shutil.rmtree(mirror)
        assert data.load("tiny").twin is True
        assert [line[-7:] for line in lines(capsys)] == ["[DA-34]", "[DA-05]"]

    @pytest.mark.usefixtures("offline")
    def test_an_address_of_another_kind_is_said_without_its_login(self, tiny, monkeypatch, capsys):
        monkeypatch.setenv("AICLASS_DATA_MIRROR", "ftp://kim:secret@share.example/data")
        assert data.load("tiny").twin is True
        reason, notice = lines(capsys)
        assert reason.endswith("[DA-39]")
        assert "ftp://share.example/data" in reason
        assert "secret" not in reason
        assert notice.endswith("[DA-05]")


class TestValues:
    def test_arrays_cannot_be_written_nor_unlocked(self, tiny, mirror):
        loaded = data.load("tiny")
        for array in (loaded.train.images, loaded.train.labels, *vars_of(data.load("digits"))):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1
            owner = array
            while isinstance(owner, np.ndarray):
                with pytest.raises(ValueError, match="WRITEABLE"):
                    owner.flags.writeable = True
                owner = owner.base
            assert isinstance(owner, bytes)

    def test_values_are_frozen(self):
        with pytest.raises(AttributeError):
            data.load("digits").train = None

    def test_repr_shows_shapes_not_numbers(self):
        assert repr(data.load("digits")) == (
            "ImageDataset(source='digits (scikit-learn)', twin=False, "
            "train=ImageSplit(images=uint8 (1438, 28, 28), labels=int64 (1438,)), "
            "test=ImageSplit(images=uint8 (359, 28, 28), labels=int64 (359,)))"
        )


@pytest.mark.usefixtures("offline")
def test_loads_record_what_was_really_used(tiny, mirror):
    before = len(data.loads())
    data.load("tiny")
    data.load("tiny", twin=True)
    data.load("digits")
    asked = [(record.asked, record.used, record.source, record.twin) for record in data.loads()[before:]]
    assert asked == [
        ("tiny", "tiny", "tiny (미러)", False),
        ("tiny", "digits", DIGITS, True),
        ("digits", "digits", DIGITS, False),
    ]


class TestNames:
    def test_close_name_is_suggested(self):
        with pytest.raises(data.UnknownDataError, match=r"비슷한 이름: mnist") as caught:
            data.load("MNITS")
        assert (caught.value.code, caught.value.exit_code) == ("DA-02", 2)

    def test_far_name_lists_what_there_is(self):
        with pytest.raises(
            data.UnknownDataError, match=r"쓴 이름: weather\n  있는 이름: admissions, .*, mnist"
        ):
            data.card("weather")

    def test_every_downloaded_set_has_an_embedded_twin(self):
        entries = {entry.name: entry for entry in data.inventory()}
        for entry in entries.values():
            if entry.state != "embedded":
                assert entries[entry.twin].state == "embedded"


def test_import_loads_nothing_heavy():
    code = (
        "import sys, aiclass.data\n"
        "print([m for m in ('sklearn', 'pooch', 'requests', 'filelock', 'rich') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert result.stdout.strip() == "[]"


def vars_of(loaded):
    return [loaded.train.images, loaded.train.labels, loaded.test.images, loaded.test.labels]
