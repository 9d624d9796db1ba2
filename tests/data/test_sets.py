"""The sets themselves: what they hold, and what their cards say."""

import csv
import gzip
import hashlib
import re

import numpy as np
import pytest

from aiclass import data
from aiclass.data import _mnist
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
