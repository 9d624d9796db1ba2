"""A data set of a few small files, so that tests need neither real data nor a network."""

import gzip
import hashlib
import struct
from functools import partial

import numpy as np

from aiclass.data import _registry
from aiclass.data._card import DataCard
from aiclass.data._idx import parse_idx
from aiclass.data._images import DIGIT_NAMES, ImageDataset, ImageSplit, read_only
from aiclass.data._recipe import DataFile, Recipe

IMAGES = "images-idx3-ubyte.gz"
LABELS = "labels-idx1-ubyte.gz"
FORM = partial(ImageDataset, class_names=DIGIT_NAMES)


def idx(array):
    """Return an array of uint8 as the bytes of an IDX file."""
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


ARRAYS = {
    IMAGES: np.random.default_rng(7).integers(0, 256, size=(40, 28, 28), dtype=np.uint8),
    LABELS: np.tile(np.arange(10, dtype=np.uint8), 4),
}
CONTENTS = {name: idx(array) for name, array in ARRAYS.items()}
PAYLOADS = {name: gzip.compress(content, mtime=0) for name, content in CONTENTS.items()}


def recipe(*addresses):
    """Return the recipe of the set, published at these addresses."""
    files = tuple(
        DataFile(
            path=f"tiny/{name}",
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            parse=partial(parse_idx, shape=ARRAYS[name].shape),
        )
        for name, content in CONTENTS.items()
    )
    card = DataCard(
        name="tiny",
        title="작은 시험용",
        what="난수 <그림>",
        who="시험",
        licence="없음",
        licence_brief="없음",
        size="40장",
        splits=("train", "test"),
        faults=("가짜",),
        sources=("https://example.invalid/?a=1&b=2",),
    )
    return Recipe(card=card, build=build, files=files, addresses=addresses, twin="digits", form=FORM)


def build(arrays):
    images, labels = arrays
    split = ImageSplit(images=images, labels=read_only(labels.astype(np.int64)))
    return split, split


def register(*addresses):
    """Make ``load("tiny")`` work in this process."""
    tiny = recipe(*addresses)
    _registry.RECIPES = {**_registry.RECIPES, "tiny": tiny}
    return tiny
