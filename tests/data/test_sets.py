"""The sets themselves: what they hold, and what their cards say."""

import csv
import gzip
import hashlib
import io
import re
import tarfile

import numpy as np
import pytest
from PIL import Image

from aiclass import data
from aiclass.data import _admissions, _cifar10_files, _mnist
from aiclass.data._registry import find


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


@pytest.fixture(scope="module")
def mnist(real_mirror):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AICLASS_DATA_MIRROR", str(real_mirror))
        patch.setenv("AICLASS_OFFLINE", "1")
        patch.setenv("AICLASS_DATA_CACHE", str(real_mirror))  # laid out as a cache: nothing need be written
        return data.load("mnist", twin=False)


@pytest.fixture(scope="module")
def synthetic():
    return data.load("admissions-synthetic")


@pytest.fixture(scope="module")
def admissions(real_mirror):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AICLASS_DATA_MIRROR", str(real_mirror))
        patch.setenv("AICLASS_OFFLINE", "1")
        patch.setenv("AICLASS_DATA_CACHE", str(real_mirror))  # laid out as a cache: nothing need be written
        return data.load("admissions", twin=False)


@pytest.fixture(scope="module")
def shapes():
    return data.load("shapes32")


class TestDigits:
    def test_has_the_form_of_mnist(self, digits):
        for split, size in ((digits.train, 1438), (digits.test, 359)):
            assert (split.images.dtype, split.images.shape) == (np.uint8, (size, 28, 28))
            assert (split.labels.dtype, split.labels.shape) == (np.int64, (size,))
            assert (split.images.min(), split.images.max()) == (0, 255)

    def test_border_is_black(self, digits):
        frame = np.ones((28, 28), dtype=bool)
        frame[2:-2, 2:-2] = False
        assert not digits.train.images[:, frame].any()

    def test_a_fifth_of_each_class_is_for_the_test(self, digits):
        train, test = np.bincount(digits.train.labels), np.bincount(digits.test.labels)
        np.testing.assert_array_equal(test, np.round((train + test) * 0.2))

    def test_pictures_keep_the_ink_of_the_original(self, digits):
        from sklearn.datasets import load_digits

        original = load_digits()
        first = original.images[original.target == 0][0]  # (8, 8)
        picture = digits.train.images[digits.train.labels == 0][0][2:-2, 2:-2]  # (24, 24)
        cells = picture.reshape(8, 3, 8, 3).mean(axis=(1, 3)) * 16 / 255  # (8, 8)
        assert np.corrcoef(cells.ravel(), first.ravel())[0, 1] > 0.98
        assert picture[1::3, 1::3].tolist() == np.rint(first * 255 / 16).astype(int).tolist()

    def test_every_original_picture_is_there_once(self, digits):
        pictures = {image.tobytes() for split in (digits.train, digits.test) for image in split.images}
        assert len(pictures) == 1797


class TestAdmissionsSynthetic:
    def test_has_the_form_of_admissions(self, synthetic):
        for split, size in ((synthetic.train, 320), (synthetic.test, 80)):
            assert (split.features.dtype, split.features.shape) == (np.float64, (size, 7))
            assert (split.targets.dtype, split.targets.shape) == (np.float64, (size,))
        assert synthetic.feature_names == _admissions.FEATURE_NAMES
        assert synthetic.target_name == "Chance of Admit"

    def test_targets_follow_the_rule_that_it_tells(self, synthetic):
        truth = synthetic.truth
        features = np.concatenate([synthetic.train.features, synthetic.test.features])
        noise = np.concatenate([synthetic.train.targets, synthetic.test.targets]) - (
            features @ truth.weight + truth.bias
        )
        assert abs(noise.mean()) < 3 * truth.noise / np.sqrt(400)
        assert noise.std() == pytest.approx(truth.noise, rel=0.1)
        assert np.abs(np.corrcoef(features.T, noise)[-1, :-1]).max() < 0.15  # nothing else is in it

    def test_values_could_be_those_of_applicants(self, synthetic):
        features = np.concatenate([synthetic.train.features, synthetic.test.features])
        assert features.min(axis=0).min() >= 0
        assert (features.max(axis=0) <= [340, 120, 5, 5, 5, 10, 1]).all()
        for split in (synthetic.train, synthetic.test):
            assert 0 < split.targets.min() <= split.targets.max() < 1

    def test_is_the_same_everywhere(self, synthetic):
        """The stream is one that NumPy keeps; this is its first applicant."""
        assert synthetic.train.features[0].tolist() == [302, 98, 2, 2, 2, 7.73, 0]
        assert synthetic.train.targets[0] == 0.4

    def test_no_row_is_in_both_parts(self, synthetic):
        rows = {row.tobytes() for split in (synthetic.train, synthetic.test) for row in split.features}
        assert len(rows) == 400

    def test_arrays_cannot_be_written(self, synthetic):
        for array in (synthetic.train.features, synthetic.test.targets, synthetic.truth.weight):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0.0
            with pytest.raises(ValueError, match="WRITEABLE"):
                array.setflags(write=True)


@pytest.mark.real_data
class TestAdmissions:
    def test_is_the_file_of_the_mirror_row_for_row(self, admissions, real_mirror):
        with (real_mirror / _admissions.FILE.path).open(encoding="utf-8", newline="") as table:
            _, *lines = csv.reader(table)
        in_file = {tuple(map(float, line[1:])) for line in lines}
        here = {
            (*features, target)
            for split in (admissions.train, admissions.test)
            for features, target in zip(split.features.tolist(), split.targets.tolist(), strict=True)
        }
        assert here == in_file
        assert (len(admissions.train.targets), len(admissions.test.targets), len(lines)) == (320, 80, 400)

    def test_rows_keep_the_order_of_the_file(self, admissions):
        assert admissions.train.features[0].tolist() == [337, 118, 4, 4.5, 4.5, 9.65, 1]
        assert admissions.train.targets[0] == 0.92

    def test_written_hash_and_size_are_those_of_the_manifest(self, real_mirror):
        with (real_mirror / "MANIFEST.tsv").open(encoding="utf-8", newline="") as table:
            rows = {row["path"]: row for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)}
        row, file = rows[_admissions.FILE.path], _admissions.FILE
        assert (int(row["bytes"]), row["sha256"]) == (file.size_bytes, file.sha256)
        assert row["source repository"].startswith(data.card("admissions").sources[0])

    def test_twin_is_not_far_from_it(self, admissions, synthetic):
        for real, made in ((admissions.train, synthetic.train), (admissions.test, synthetic.test)):
            spread = real.features.std(axis=0)
            assert (np.abs(real.features.mean(axis=0) - made.features.mean(axis=0)) < 0.3 * spread).all()


class TestShapes32:
    def test_has_the_form_of_cifar10(self, shapes):
        for split, size in ((shapes.train, 5_000), (shapes.test, 1_000)):
            assert (split.images.dtype, split.images.shape) == (np.uint8, (size, 32, 32, 3))
            assert (split.labels.dtype, split.labels.shape) == (np.int64, (size,))
            assert np.bincount(split.labels).tolist() == [size // 10] * 10
        assert len(shapes.class_names) == len(set(shapes.class_names)) == 10
        assert (shapes.class_names[7].korean, shapes.class_names[7].english) == ("별", "star")

    def test_is_the_same_at_every_load(self, shapes):
        again = data.load("cifar10", twin=True)
        assert (again.twin, again.source) == (True, "shapes32 (aiclass)")
        for one, other in ((shapes.train, again.train), (shapes.test, again.test)):
            np.testing.assert_array_equal(one.images, other.images)

    def test_is_the_same_everywhere(self, shapes):
        """The stream is one that NumPy keeps; rounding may differ by one level where a processor's sine does."""
        pixels = shapes.train.images[0, [4, 16, 27], [4, 16, 27]].astype(int)
        np.testing.assert_allclose(pixels, [[56, 148, 95], [131, 138, 151], [78, 158, 123]], atol=1)
        assert shapes.train.labels[:8].tolist() == [6, 7, 4, 4, 5, 8, 6, 5]

    def test_colour_does_not_tell_the_class(self, shapes):
        """The nearest mean colour, and the nearest mean picture, are right hardly more often than by chance."""
        for view in (lambda images: images.mean(axis=(1, 2)), lambda images: images.reshape(len(images), -1)):
            train, test = view(shapes.train.images.astype(float)), view(shapes.test.images.astype(float))
            means = np.stack([train[shapes.train.labels == label].mean(axis=0) for label in range(10)])
            guesses = ((test[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
            assert (guesses == shapes.test.labels).mean() < 0.2

    def test_no_picture_is_there_twice(self, shapes):
        assert (
            len({image.tobytes() for split in (shapes.train, shapes.test) for image in split.images}) == 6_000
        )


@pytest.mark.real_data
class TestCifar10:
    def test_written_hash_and_size_of_the_copy_are_those_of_the_manifest(self, real_mirror):
        with (real_mirror / "MANIFEST.tsv").open(encoding="utf-8", newline="") as table:
            rows = {row["path"]: row for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)}
        row, file = rows[_cifar10_files.JPEG.path], _cifar10_files.JPEG
        assert (int(row["bytes"]), row["sha256"]) == (file.size_bytes, file.sha256)
        assert row["source repository"].split()[0] in data.card("cifar10").sources

    @pytest.mark.slow
    def test_is_the_archive_of_the_mirror_picture_for_picture(self, real_mirror, monkeypatch, tmp_path):
        monkeypatch.setenv("AICLASS_DATA_MIRROR", str(real_mirror))
        monkeypatch.setenv("AICLASS_OFFLINE", "1")
        cifar10 = data.load("cifar10", twin=False)
        assert cifar10.source == "cifar10 (미러, JPEG 사본)"
        assert (cifar10.train.images.shape, cifar10.test.images.shape) == (
            (50_000, 32, 32, 3),
            (10_000, 32, 32, 3),
        )
        assert np.bincount(cifar10.train.labels).tolist() == [5_000] * 10
        assert np.bincount(cifar10.test.labels).tolist() == [1_000] * 10
        with tarfile.open(real_mirror / _cifar10_files.JPEG.path) as archive:
            member = archive.extractfile("test/frog/0007.jpg")
            with Image.open(io.BytesIO(member.read())) as picture:
                np.testing.assert_array_equal(cifar10.test.images[76], np.asarray(picture))
        assert (cifar10.test.labels[76], cifar10.class_names[6].korean) == (6, "개구리")


class TestCard:
    @pytest.mark.parametrize("name", data.names())
    def test_every_form_says_everything(self, name):
        card = data.card(name)
        facts = [card.what, card.who, card.licence, card.size, *card.splits, *card.faults, *card.sources]
        assert all(facts)
        for form in (str(card), card._repr_markdown_(), re.sub(r"&#x27;", "'", card._repr_html_())):
            for fact in [card.title, "라이선스", "알려진 문제", *facts]:
                assert fact in form

    def test_html_is_escaped_and_linked(self, tiny):
        html = data.card("tiny")._repr_html_()
        assert "난수 &lt;그림&gt;" in html
        assert '<a href="https://example.invalid/?a=1&amp;b=2">' in html
        assert html.startswith('<table lang="ko">')


@pytest.mark.real_data
class TestMnist:
    def test_is_the_mirror_bit_for_bit(self, mnist, real_mirror):
        def content(name):
            return gzip.decompress((real_mirror / "mnist" / name).read_bytes())

        for part, name in ((mnist.train, "train"), (mnist.test, "t10k")):
            assert part.images.tobytes() == content(f"{name}-images-idx3-ubyte.gz")[16:]
            assert bytes(part.labels.astype(np.uint8)) == content(f"{name}-labels-idx1-ubyte.gz")[8:]

    def test_shapes_and_counts(self, mnist):
        assert mnist.train.images.shape == (60_000, 28, 28)
        assert mnist.test.images.shape == (10_000, 28, 28)
        assert mnist.train.labels.dtype == np.int64
        assert (mnist.train.labels[99], mnist.train.labels[5999]) == (1, 9)
        counts = np.bincount(mnist.train.labels)
        assert (counts.argmax(), counts.max(), counts.argmin(), counts.min()) == (1, 6742, 5, 5421)

    def test_written_hashes_belong_to_the_official_bytes(self, real_mirror):
        with (real_mirror / "MANIFEST.tsv").open(encoding="utf-8", newline="") as table:
            rows = {row["path"]: row for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)}
        for file in _mnist.FILES:
            payload = (real_mirror / file.path).read_bytes()
            content = gzip.decompress(payload)
            official = re.search(r"md5 ([0-9a-f]{32})", rows[file.path]["fidelity"])[1]
            assert official in {hashlib.md5(content).hexdigest(), hashlib.md5(payload).hexdigest()}
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size_bytes, file.sha256)


def test_mnist_is_published_where_its_card_says():
    recipe = find("mnist")
    assert all(address.startswith("https://") and address.endswith("/") for address in recipe.addresses)
    assert set(recipe.addresses) <= set(recipe.card.sources)
