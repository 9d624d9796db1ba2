"""``load_raw``: the very bytes of a set's files, or an encoding of the twin that says it is one."""

import dataclasses
import hashlib

import numpy as np
import pytest

from aiclass import data
from aiclass.data import _mnist, _registry
from aiclass.data._idx import encode_idx, parse_idx
from aiclass.data._recipe import Place

PLACE = Place(shown="here", todo="nothing")
NAMES = {
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
}


def lines(capsys):
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out.splitlines()


@pytest.mark.usefixtures("offline")
class TestRealSet:
    def test_gives_the_unpacked_bytes_under_their_names(self, tiny, mirror, capsys):
        raw = data.load_raw("tiny")
        assert dict(raw.files) == {
            name.removesuffix(".gz"): content for name, content in tiny.CONTENTS.items()
        }
        assert (raw.source, raw.twin) == ("tiny (미러)", False)
        assert lines(capsys) == []

    def test_files_are_checked_like_those_of_load(self, tiny, mirror):
        (mirror / "tiny" / tiny.IMAGES).write_bytes(tiny.PAYLOADS[tiny.LABELS])
        with pytest.raises(data.BadFileError, match="DA-16"):
            data.load_raw("tiny", twin=False)

    def test_files_cannot_be_changed(self, tiny, mirror):
        with pytest.raises(TypeError, match="does not support item assignment"):
            data.load_raw("tiny").files["new"] = b""

    def test_counts_as_a_load(self, tiny, mirror):
        before = len(data.loads())
        data.load_raw("tiny")
        assert [record.used for record in data.loads()[before:]] == ["tiny"]

    def test_false_never_takes_the_twin(self, tiny):
        with pytest.raises(data.UnreachableError, match="DA-31"):
            data.load_raw("tiny", twin=False)


@pytest.mark.usefixtures("offline")
class TestTwin:
    def test_says_that_its_files_were_written_anew_at_every_load(self, tiny, capsys):
        for _ in range(2):
            raw = data.load_raw("tiny")
            assert (raw.source, raw.twin) == ("digits (scikit-learn, IDX로 옮겨 적음)", True)
            instead, written = lines(capsys)
            assert instead.endswith("[DA-04]")
            assert written.endswith("옮겨 적었습니다: digits [DA-06]")

    def test_holds_the_arrays_of_load_in_the_files_of_mnist(self):
        raw, loaded = data.load_raw("digits"), data.load("digits")
        assert set(raw.files) == NAMES
        for part, name in ((loaded.train, "train"), (loaded.test, "t10k")):
            images = parse_idx(raw.files[f"{name}-images-idx3-ubyte"], PLACE, shape=part.images.shape)
            labels = parse_idx(raw.files[f"{name}-labels-idx1-ubyte"], PLACE, shape=part.labels.shape)
            np.testing.assert_array_equal(images, part.images)
            np.testing.assert_array_equal(labels, part.labels)

    def test_asked_for_by_name_is_no_twin(self, capsys):
        assert data.load_raw("digits").twin is False
        assert len(lines(capsys)) == 1

    def test_an_embedded_set_without_such_a_form_is_refused(self, monkeypatch):
        bare = dataclasses.replace(_registry.find("digits"), encode=None)
        monkeypatch.setattr(_registry, "RECIPES", {"digits": bare})
        with pytest.raises(data.NoFilesError, match=r'data\.load\("digits"\).*\[DA-07\]$') as caught:
            data.load_raw("digits")
        assert caught.value.exit_code == 2


def test_repr_gives_sizes_instead_of_bytes():
    text = repr(data.load_raw("digits"))
    assert "train-labels-idx1-ubyte: 1,446 bytes" in text
    assert len(text) < 400


@pytest.mark.parametrize("shape", [(3,), (2, 4, 3), (300, 1)])
def test_what_is_encoded_can_be_parsed(shape):
    array = np.random.default_rng(1).integers(0, 256, size=shape, dtype=np.uint8)
    np.testing.assert_array_equal(parse_idx(encode_idx(array), PLACE, shape=shape), array)


def test_encoding_is_that_of_the_format(tiny):
    for name, array in tiny.ARRAYS.items():
        assert encode_idx(array) == tiny.CONTENTS[name]


@pytest.mark.real_data
def test_mnist_is_given_byte_for_byte(real_mirror, monkeypatch):
    monkeypatch.setenv("AICLASS_OFFLINE", "1")
    monkeypatch.setenv("AICLASS_DATA_CACHE", str(real_mirror))  # laid out as a cache: nothing need be written
    raw = data.load_raw("mnist", twin=False)
    assert set(raw.files) == NAMES
    for file in _mnist.FILES:
        assert hashlib.sha256(raw.files[file.name.removesuffix(".gz")]).hexdigest() == file.sha256
