"""The two forms in which the pictures of CIFAR-10 are had, and how each becomes the same arrays."""

import hashlib
import re
from collections.abc import Iterator
from functools import partial
from io import BytesIO

import numpy as np
import numpy.typing as npt

from aiclass.data._archive import check_archive, read_members
from aiclass.data._images import Images, ImageSplit, read_only
from aiclass.data._recipe import DataFile, Decoding, Progress
from aiclass.data.errors import BadFileError

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
TRAIN_SIZE = 50_000
TEST_SIZE = 10_000
SIZE = TRAIN_SIZE + TEST_SIZE
SHAPE = (32, 32, 3)
PIXELS = 32 * 32 * 3

OFFICIAL_MD5 = "c32a1d4ab5d03f1284b67883e8d87530"  # https://www.cs.toronto.edu/~kriz/cifar.html
BATCHES = (
    *(f"cifar-10-batches-bin/data_batch_{number}.bin" for number in range(1, 6)),
    "cifar-10-batches-bin/test_batch.bin",
)
BATCH_SIZE = 10_000
RECORD_BYTES = 1 + PIXELS

JPEG_NAME = re.compile(rf"(train|test)/({'|'.join(CLASSES)})/([0-9]{{4}})\.jpg")
JPEG_LIMIT_BYTES = 1 << 14  # the largest has 1,124
REPORT_EVERY = 1_000  # pictures


class _Pictures:
    """Room for all pictures, filled in any order; none may be missing in the end."""

    def __init__(self) -> None:
        self.labels = np.full(SIZE, 255, dtype=np.uint8)
        self.images = np.empty((SIZE, *SHAPE), dtype=np.uint8)

    def payload(self) -> bytes:
        """Return all labels, then all pictures, row by row with the three colours of a pixel side by side."""
        if missing := int((self.labels >= len(CLASSES)).sum()):
            raise BadFileError("DA-62", missing=missing, total=SIZE)
        return self.labels.tobytes() + self.images.tobytes()


def decode_official(archive: bytes, progress: Progress) -> bytes:
    """Return labels and pictures of the official binary archive, in its order.

    Each record is one label and then the red, the green and the blue plane.

    Raises:
        BadFileError: other bytes than those whose md5 the authors publish, or a batch is missing or misshapen.
    """
    if (got := hashlib.md5(archive, usedforsecurity=False).hexdigest()) != OFFICIAL_MD5:
        raise BadFileError("DA-60", reason=f"md5 {got}")
    pictures = _Pictures()
    progress(0, SIZE)
    for name, content in read_members(archive, limit_bytes=BATCH_SIZE * RECORD_BYTES):
        if name in BATCHES and len(content) == BATCH_SIZE * RECORD_BYTES:
            records = np.frombuffer(content, dtype=np.uint8).reshape(BATCH_SIZE, RECORD_BYTES)
            start = BATCHES.index(name) * BATCH_SIZE
            rows = slice(start, start + BATCH_SIZE)
            pictures.labels[rows] = records[:, 0]
            pictures.images[rows] = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
            progress(start + BATCH_SIZE, SIZE)
    return pictures.payload()


def decode_jpeg(archive: bytes, progress: Progress) -> bytes:
    """Return labels and pictures of the archive of JPEG files, one of each class in turn.

    The archive has the classes one after the other: the first thousands of such an order would all be airplanes.

    Raises:
        BadFileError: a picture is missing, or no JPEG of 32 by 32 pixels in colour.
    """
    pictures = _Pictures()
    progress(0, SIZE)
    for done, (name, content) in enumerate(_jpeg_files(archive), start=1):
        part, label, number = name
        row = (0 if part == "train" else TRAIN_SIZE) + number * len(CLASSES) + label
        pictures.images[row] = _pixels(content)
        pictures.labels[row] = label
        if done % REPORT_EVERY == 0:
            progress(done, SIZE)
    return pictures.payload()


def _jpeg_files(archive: bytes) -> Iterator[tuple[tuple[str, int, int], bytes]]:
    for name, content in read_members(archive, limit_bytes=JPEG_LIMIT_BYTES):
        found = JPEG_NAME.fullmatch(name)
        if found and int(found[3]) < (TRAIN_SIZE if found[1] == "train" else TEST_SIZE) // len(CLASSES):
            yield (found[1], CLASSES.index(found[2]), int(found[3])), content


def _pixels(content: bytes) -> Images:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content), formats=["JPEG"]) as picture:
            if (picture.size, picture.mode) != ((32, 32), "RGB"):  # known before any pixel is decoded
                raise BadFileError("DA-60", reason=f"{picture.size} {picture.mode}")
            return np.asarray(picture)
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise BadFileError("DA-60", reason=error) from error


def split_payload(payload: bytes | memoryview) -> tuple[ImageSplit, ImageSplit]:
    """Return the train and the test part of what a decoder returned; pictures are views of its bytes."""
    labels = np.frombuffer(payload, dtype=np.uint8, count=SIZE).astype(np.int64)
    images = np.frombuffer(payload, dtype=np.uint8, offset=SIZE).reshape(SIZE, *SHAPE)
    return _split(images[:TRAIN_SIZE], labels[:TRAIN_SIZE]), _split(images[TRAIN_SIZE:], labels[TRAIN_SIZE:])


def _split(images: Images, labels: npt.NDArray[np.int64]) -> ImageSplit:
    return ImageSplit(images=images, labels=read_only(labels))


JPEG = DataFile(
    path="cifar10/cifar10-jpeg.tar.gz",
    size_bytes=19_214_839,
    sha256="0adeec936d3e44b8fec1f1aa3ffc539c4e9b6202462c63a8fb441b59b9d7bb07",
    parse=partial(check_archive, size_bytes=19_214_839),
    decoding=Decoding(decode=decode_jpeg, size_bytes=SIZE * RECORD_BYTES),
    variant="JPEG 사본",
    is_public=False,
)

# Nobody here has had these bytes. Size and SHA-256 are those that several public projects have computed and written
# down, gomlx/gomlx among them; the authors publish an md5, which is checked as well, before decoding.
OFFICIAL = DataFile(
    path="cifar10/cifar-10-binary.tar.gz",
    size_bytes=170_052_171,
    sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    parse=partial(check_archive, size_bytes=170_052_171),
    decoding=Decoding(decode=decode_official, size_bytes=SIZE * RECORD_BYTES),
    variant="공식 파일",
    stand_ins=(JPEG,),
)
