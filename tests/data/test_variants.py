"""Files that can stand in for each other, and decoded contents that the cache keeps."""

import hashlib

import numpy as np
import pytest

from aiclass import data
from aiclass.data import BadFileError, MissingFileError, _registry
from aiclass.data._decoded import seal, unseal
from aiclass.data._images import DIGIT_NAMES, ImageDataset, ImageSplit, read_only
from aiclass.data._recipe import DataFile, Decoding, Recipe

GOOD, OTHER = b"\x01" * 40, b"\x02" * 30  # two forms of one set; decoding doubles each byte


class Pair:
    """A set whose file has a stand-in, and how often something was decoded."""

    def __init__(self):
        self.decoded = []
        stand_in = self._file("pair/other.bin", OTHER, variant="사본", is_public=False)
        self.file = self._file("pair/good.bin", GOOD, variant="원본", stand_ins=(stand_in,))

    def recipe(self, *addresses):
        return Recipe(
            card=data.card("digits"),
            build=self._build,
            files=(self.file,),
            addresses=addresses,
            twin="digits",
            form=lambda **facts: ImageDataset(class_names=DIGIT_NAMES, **facts),
        )

    def _file(self, path, content, **facts):
        return DataFile(
            path=path,
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            parse=lambda content, place: content,
            decoding=Decoding(decode=self._decode, size_bytes=2 * len(content)),
            **facts,
        )

    def _decode(self, content, progress):
        self.decoded.append(content)
        progress(0, len(content))
        progress(len(content), len(content))
        return content * 2

    def _build(self, values):
        labels = read_only(np.frombuffer(values[0], dtype=np.uint8).astype(np.int64))
        split = ImageSplit(images=np.zeros((len(labels), 1, 1), dtype=np.uint8), labels=labels)
        return split, split


@pytest.fixture
def pair(monkeypatch, offline):
    made = Pair()
    monkeypatch.setattr(
        _registry, "RECIPES", {**_registry.RECIPES, "pair": made.recipe("https://example.invalid/")}
    )
    return made


@pytest.fixture
def mirror(monkeypatch, tmp_path):
    folder = tmp_path / "미러"
    (folder / "pair").mkdir(parents=True)
    monkeypatch.setenv("AICLASS_DATA_MIRROR", str(folder))
    return folder / "pair"


def load():
    return data.load("pair", twin=False)


class TestStandIns:
    def test_the_best_one_that_the_mirror_has_is_taken(self, pair, mirror):
        (mirror / "other.bin").write_bytes(OTHER)
        (mirror / "good.bin").write_bytes(GOOD)
        assert load().source == "digits (미러, 원본)"

    def test_a_stand_in_is_taken_without_a_complaint(self, pair, mirror, capsys):
        (mirror / "other.bin").write_bytes(OTHER)
        loaded = load()
        assert (loaded.source, len(loaded.train.labels)) == ("digits (미러, 사본)", 60)
        assert "DA-32" not in capsys.readouterr().out
        assert load().source == "digits (캐시, 사본)"

    def test_a_damaged_file_is_named_before_its_stand_in_is_taken(self, pair, mirror, capsys):
        (mirror / "good.bin").write_bytes(GOOD[:-1] + b"!")
        (mirror / "other.bin").write_bytes(OTHER)
        assert load().source == "digits (미러, 사본)"
        assert "DA-13" in capsys.readouterr().out

    def test_a_damaged_file_in_the_cache_is_named_and_removed(self, pair, mirror, cache, capsys):
        (mirror / "other.bin").write_bytes(OTHER)
        load()
        bad = cache / "pair" / "good.bin"
        bad.write_bytes(b"!" * 40)
        capsys.readouterr()
        assert load().source == "digits (캐시, 사본)"
        assert not bad.exists()

    def test_with_neither_the_missing_files_are_told(self, pair, mirror, capsys):
        with pytest.raises(MissingFileError, match=r"other\.bin"):
            load()
        assert "good.bin" in capsys.readouterr().out

    def test_a_public_address_is_not_asked_for_what_only_mirrors_have(self, pair, server, monkeypatch):
        monkeypatch.delenv("AICLASS_OFFLINE")
        _registry.RECIPES["pair"] = pair.recipe(f"{server.address}/")
        with pytest.raises(MissingFileError):
            load()
        assert server.asked == ["/good.bin"]

    def test_either_makes_the_set_cached_and_both_are_verified(self, pair, mirror):
        (mirror / "other.bin").write_bytes(OTHER)
        load()
        assert {entry.state for entry in data.inventory() if entry.size_bytes == len(GOOD)} == {"cached"}
        states = {check.file: check.state for check in data.verify("pair")}
        assert states == {"pair/good.bin": "absent", "pair/other.bin": "ok"}
        assert set(data.checksums("pair")) == set(states)

    def test_raw_files_carry_the_name_of_the_one_that_was_used(self, pair, mirror):
        (mirror / "other.bin").write_bytes(OTHER)
        assert dict(data.load_raw("pair", twin=False).files) == {"other.bin": OTHER}


class TestDecoding:
    @pytest.fixture
    def loaded(self, pair, mirror):
        (mirror / "good.bin").write_bytes(GOOD)
        load()
        return pair

    def test_is_done_once_and_said_once(self, pair, mirror, capsys):
        (mirror / "good.bin").write_bytes(GOOD)
        load()
        assert capsys.readouterr().out.count("DA-64") == 1
        assert load().train.labels.tolist() == [1] * 80
        assert (pair.decoded, capsys.readouterr().out) == ([GOOD], "")

    @pytest.mark.parametrize(
        "damage", [lambda kept: kept[:-1], lambda kept: kept[:-1] + b"!", lambda kept: b""]
    )
    def test_is_done_again_where_what_was_kept_is_damaged(self, loaded, cache, damage):
        kept = cache / "pair" / "good.bin.decoded"
        kept.write_bytes(damage(kept.read_bytes()))
        assert load().train.labels.tolist() == [1] * 80
        assert loaded.decoded == [GOOD, GOOD]
        assert load().train.labels.tolist() == [1] * 80
        assert len(loaded.decoded) == 2

    def test_of_another_file_is_not_taken(self, loaded, cache, mirror):
        kept = cache / "pair" / "good.bin.decoded"
        other = cache / "pair" / "other.bin.decoded"
        kept.rename(other)
        (cache / "pair" / "good.bin").unlink()
        (mirror / "good.bin").unlink()
        (mirror / "other.bin").write_bytes(OTHER)
        assert load().train.labels.tolist() == [2] * 60

    def test_what_is_decoded_cannot_be_written(self, loaded):
        pixels = np.frombuffer(unseal(seal(GOOD, loaded.file), loaded.file), dtype=np.uint8)
        with pytest.raises(ValueError, match="WRITEABLE"):
            pixels.setflags(write=True)

    def test_a_fault_in_the_decoder_is_no_set(self, pair, mirror, monkeypatch):
        def fails(content, progress):
            raise BadFileError("DA-60", reason="시험")

        broken = DataFile(
            path="pair/good.bin",
            size_bytes=len(GOOD),
            sha256=hashlib.sha256(GOOD).hexdigest(),
            parse=lambda content, place: content,
            decoding=Decoding(decode=fails, size_bytes=1),
        )
        pair.file = broken
        _registry.RECIPES["pair"] = pair.recipe()
        (mirror / "good.bin").write_bytes(GOOD)
        with pytest.raises(BadFileError, match="DA-60"):
            load()


def test_get_decodes_too(pair, mirror):
    (mirror / "good.bin").write_bytes(GOOD)
    assert data.fetch("pair") == "digits (미러, 원본)"
    assert pair.decoded == [GOOD]


def test_a_large_download_says_how_far_it_is_and_what_else_there_is(capsys, pair):
    from dataclasses import replace

    from aiclass.data._load import LARGE_BYTES, _Printer

    large, printer = replace(pair.file, size_bytes=LARGE_BYTES), _Printer("pair")
    printer.started(large, "https://example.invalid")
    for done_bytes in range(0, LARGE_BYTES, LARGE_BYTES // 100):
        printer.progress(large, done_bytes, None)
    lines = capsys.readouterr().out.splitlines()
    assert "twin=True" in lines[1]
    assert 4 <= len(lines) - 2 <= 6
    printer.started(pair.file, "https://example.invalid")
    printer.progress(pair.file, 30, 40)
    assert capsys.readouterr().out == ""
