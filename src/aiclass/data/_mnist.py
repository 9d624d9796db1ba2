"""MNIST: 70,000 handwritten digits, the data set of lessons 01, 03, 05, 06 and 16."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from aiclass.data._card import DataCard
from aiclass.data._idx import parse_idx
from aiclass.data._images import DIGIT_NAMES, ImageDataset, ImageSplit, read_only
from aiclass.data._recipe import DataFile, Recipe

TRAIN_SIZE = 60_000
TEST_SIZE = 10_000


def _file(name: str, *, size_bytes: int, sha256: str, shape: tuple[int, ...]) -> DataFile:
    parse = partial(parse_idx, shape=shape)
    return DataFile(path=f"mnist/{name}", size_bytes=size_bytes, sha256=sha256, parse=parse)


# Sizes and SHA-256 were computed from unpacked bytes whose md5 is the official one.
FILES = (
    _file(
        "train-images-idx3-ubyte.gz",
        size_bytes=47_040_016,
        sha256="ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        shape=(TRAIN_SIZE, 28, 28),
    ),
    _file(
        "train-labels-idx1-ubyte.gz",
        size_bytes=60_008,
        sha256="65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        shape=(TRAIN_SIZE,),
    ),
    _file(
        "t10k-images-idx3-ubyte.gz",
        size_bytes=7_840_016,
        sha256="0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        shape=(TEST_SIZE, 28, 28),
    ),
    _file(
        "t10k-labels-idx1-ubyte.gz",
        size_bytes=10_008,
        sha256="ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        shape=(TEST_SIZE,),
    ),
)

CARD = DataCard(
    name="mnist",
    title="MNIST 손글씨 숫자",
    what="사람이 손으로 쓴 숫자 0~9의 흑백 사진입니다. 가로세로 28칸이고, 칸의 값은 0(검정)에서 255(하양)까지입니다. "
    "NIST가 모은 흑백 그림(SD-1, SD-3)을 20x20 크기로 맞추어 부드럽게 하고, 무게 중심이 가운데에 오도록 놓았습니다.",
    who="Yann LeCun, Corinna Cortes, Christopher J. C. Burges (1998). 쓴 사람은 미국 인구조사국 직원과 고등학생입니다.",
    licence="배포한 곳에는 조건이 적혀 있지 않습니다. Keras 문서는 CC BY-SA 3.0이라고 적습니다. "
    "다시 배포하기 전에 확인해 주세요.",
    licence_brief="명시 없음",
    size="그림 70,000장. 내려받는 크기 약 11MB, 푼 크기 55MB.",
    splits=(
        "train 60,000장: 쓴 사람 약 250명",
        "test 10,000장: train과 다른 사람들이 썼습니다",
    ),
    faults=(
        "숫자마다 장수가 다릅니다. train에서 1은 6,742장으로 가장 많고 5는 5,421장으로 가장 적습니다.",
        "test에 이름표가 틀렸거나 사람도 못 읽는 그림이 조금 있습니다. 2021년 조사(Northcutt 외)는 15장을 찾았습니다.",
        "test의 앞 5,000장(인구조사국 직원)은 뒤 5,000장(고등학생)보다 읽기 쉬워, 앞쪽만 재면 정확도가 높습니다.",
        "30년 가까이 같은 test로 겨루어 왔으므로, 아주 높은 정확도의 작은 차이는 믿기 어렵습니다.",
        "1990년대 미국의 글씨입니다. 한국에서 쓰는 1이나 7과 모양이 다를 수 있고, 모두 가운데에 놓여 있습니다.",
    ),
    sources=(
        "http://yann.lecun.com/exdb/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://labelerrors.com/",
    ),
)


def _build(arrays: Sequence[npt.NDArray[np.uint8]]) -> tuple[ImageSplit, ImageSplit]:
    train_images, train_labels, test_images, test_labels = arrays
    return _split(train_images, train_labels), _split(test_images, test_labels)


def _split(images: npt.NDArray[np.uint8], labels: npt.NDArray[np.uint8]) -> ImageSplit:
    return ImageSplit(images=images, labels=read_only(labels.astype(np.int64)))


MNIST = Recipe(
    card=CARD,
    build=_build,
    files=FILES,
    addresses=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    twin="digits",
    form=partial(ImageDataset, class_names=DIGIT_NAMES),
)
