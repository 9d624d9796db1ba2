"""Archives in memory: what is read of them, and what is refused."""

import hashlib
import io
import tarfile

import numpy as np
import pytest
from PIL import Image

from aiclass.data import BadFileError, _cifar10_files
from aiclass.data._archive import check_archive, read_members
from aiclass.data._cifar10_files import CLASSES, SIZE, decode_jpeg, decode_official, split_payload
from aiclass.data._recipe import Place

PLACE = Place(shown="여기", todo="다시 받아 주세요.")


def archive(members, *, links=()):
    """Return a tar.gz with these contents by name, and links to somewhere else."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, target in links:
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            tar.addfile(link)
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def picture(size=(32, 32), mode="RGB", form="JPEG"):
    packed = io.BytesIO()
    Image.new(mode, size).save(packed, form)
    return packed.getvalue()


def ignored(done, total):
    pass


class TestMembers:
    def test_links_are_passed_over_and_names_lead_nowhere(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        packed = archive({"../../etc/evil": b"x"}, links=[("way", "/etc/passwd")])
        assert list(read_members(packed, limit_bytes=10)) == [("../../etc/evil", b"x")]
        assert list(tmp_path.iterdir()) == []

    def test_a_member_beyond_the_limit_is_refused_before_it_is_read(self):
        with pytest.raises(BadFileError, match="DA-61") as refused:
            list(read_members(archive({"bomb": bytes(10_000)}), limit_bytes=9_999))
        assert refused.value.values == {"member": "bomb", "limit": 9_999, "got": 10_000}

    @pytest.mark.parametrize("cut", [slice(0, 60), slice(30, None)])
    def test_what_is_no_whole_archive_is_refused(self, cut):
        packed = archive({str(number): np.random.default_rng(number).bytes(500) for number in range(9)})
        with pytest.raises(BadFileError, match="DA-60"):
            list(read_members(packed[cut], limit_bytes=500))

    def test_short_or_other_bytes_are_named_without_unpacking(self):
        packed = archive({"a": b"a"})
        assert check_archive(packed, PLACE, size_bytes=len(packed)) is packed
        with pytest.raises(BadFileError, match="DA-11"):
            check_archive(packed[:-1], PLACE, size_bytes=len(packed))
        with pytest.raises(BadFileError, match="DA-15"):
            check_archive(b"PK" + packed, PLACE, size_bytes=len(packed))


class TestJpegs:
    @pytest.mark.parametrize(
        "wrong",
        [picture(size=(33, 32)), picture(mode="L"), picture(form="PNG"), picture()[:200], b"\x80\x04."],
    )
    def test_anything_but_a_small_colour_jpeg_is_refused(self, wrong):
        with pytest.raises(BadFileError, match="DA-60"):
            decode_jpeg(archive({"train/cat/0000.jpg": wrong}), ignored)

    def test_a_missing_picture_is_counted(self):
        strangers = {
            "train/cat/5000.jpg": picture(),
            "train/lion/0000.jpg": picture(),
            "a/train/cat/0001.jpg": b"",
        }
        with pytest.raises(BadFileError, match="DA-62") as refused:
            decode_jpeg(archive({"train/cat/0000.jpg": picture(), **strangers}), ignored)
        assert refused.value.values == {"missing": SIZE - 1, "total": SIZE}


class TestOfficial:
    @pytest.fixture
    def small(self, monkeypatch):
        """Batches of twenty pictures instead of ten thousand."""
        for name, value in (("BATCH_SIZE", 20), ("SIZE", 120), ("TRAIN_SIZE", 100)):
            monkeypatch.setattr(_cifar10_files, name, value)
        records = np.random.default_rng(3).integers(0, 256, size=(120, 3073), dtype=np.uint8)
        records[:, 0] = np.arange(120) % 10
        return records

    def packed(self, records, monkeypatch):
        batches = zip(_cifar10_files.BATCHES, np.split(records, 6), strict=True)
        members = {name: batch.tobytes() for name, batch in reversed(list(batches))}
        packed = archive({"cifar-10-batches-bin/readme.html": b"<html>", **members})
        monkeypatch.setattr(_cifar10_files, "OFFICIAL_MD5", hashlib.md5(packed).hexdigest())
        return packed

    def test_planes_become_pixels_in_the_order_of_the_batches(self, small, monkeypatch):
        train, test = split_payload(decode_official(self.packed(small, monkeypatch), ignored))
        assert (train.images.shape, test.images.shape) == ((100, 32, 32, 3), (20, 32, 32, 3))
        assert train.images[7, 2, 5].tolist() == small[7, [1 + 69, 1 + 1024 + 69, 1 + 2048 + 69]].tolist()
        assert test.labels.tolist() == small[100:, 0].tolist()

    def test_a_label_beyond_the_classes_is_no_picture(self, small, monkeypatch):
        small[3, 0] = len(CLASSES)
        with pytest.raises(BadFileError, match="DA-62"):
            decode_official(self.packed(small, monkeypatch), ignored)

    def test_other_bytes_than_the_published_ones_are_refused(self):
        with pytest.raises(BadFileError, match="md5"):
            decode_official(archive({}), ignored)
