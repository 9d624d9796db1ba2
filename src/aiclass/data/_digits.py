"""scikit-learn's digits in MNIST's form: the embedded twin, there without a network."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from aiclass.data._card import DataCard
from aiclass.data._idx import encode_idx_files
from aiclass.data._images import DIGIT_NAMES, ImageDataset, ImageSplit, read_only
from aiclass.data._recipe import Recipe

INK = 16  # the largest value of a cell in the original
SCALE = 3  # 8 cells become 24 pixels
BORDER = 2  # and 24 pixels with a border 28
TEST_SHARE = 0.2

CARD = DataCard(
    name="digits",
    title="작은 손글씨 숫자 (MNIST 모양)",
    what="사람이 손으로 쓴 숫자 0~9의 흑백 사진입니다. 원본은 가로세로 8칸, 값 0~16입니다. 여기서는 3배로 "
    "부드럽게 늘리고 둘레에 2칸을 붙여 MNIST처럼 28칸, 값 0(검정)~255(하양)로 바꾸었습니다.",
    who="Ethem Alpaydin, Cevat Kaynak, 보아지치 대학교 (1998). UCI 'Optical Recognition of Handwritten Digits'의 "
    "시험용 부분으로, 13명이 썼습니다. scikit-learn에 들어 있습니다.",
    licence="UCI Machine Learning Repository에 CC BY 4.0으로 올라 있습니다. scikit-learn은 BSD-3-Clause입니다.",
    licence_brief="CC BY 4.0",
    size="그림 1,797장. 내려받지 않습니다.",
    splits=(
        "train 1,438장",
        "test 359장: 숫자마다 원본 순서의 마지막 20%",
    ),
    faults=(
        "MNIST의 40분의 1 크기입니다. test 한 장이 정확도 0.28퍼센트포인트이므로 작은 차이는 뜻이 없습니다.",
        "원본의 칸이 8x8뿐이라 획이 흐립니다. 늘려도 새 정보는 생기지 않습니다.",
        "쓴 사람이 적혀 있지 않습니다. 이웃한 그림은 같은 사람의 글씨인 듯하여, 섞지 않고 끝부분을 test로 떼었습니다.",
        "섞어서 나누면 로지스틱 회귀의 정확도가 0.91에서 0.97 안팎으로 오릅니다. 본 적 있는 글씨체라 그런 듯합니다.",
        "MNIST와는 다른 그림입니다. 여기서 잰 정확도는 MNIST의 정확도와 비교할 수 없습니다.",
    ),
    sources=(
        "https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits",
        "https://scikit-learn.org/stable/datasets/toy_dataset.html#digits-dataset",
    ),
)


def _build(_: Sequence[Any]) -> tuple[ImageSplit, ImageSplit]:
    from sklearn.datasets import load_digits

    original = load_digits()
    images = _in_mnist_form(original.images)
    labels = original.target.astype(np.int64)
    is_test = _last_of_each_class(labels)
    return _split(images, labels, ~is_test), _split(images, labels, is_test)


def _in_mnist_form(cells: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Return (N, 28, 28) uint8 pictures of (N, 8, 8) ink counts.

    Cubic interpolation, with black all around: strokes keep their edge, where the nearest cell gives stairs
    and linear interpolation a blur.
    """
    stretch = _cubic_weights(cells.shape[1], SCALE)  # (24, 8)
    ink = stretch @ cells @ stretch.T  # (N, 24, 24)
    grey = np.rint(ink.clip(0, INK) * (255 / INK)).astype(np.uint8)
    return np.pad(grey, ((0, 0), (BORDER, BORDER), (BORDER, BORDER)))


def _cubic_weights(length: int, scale: int) -> npt.NDArray[np.float64]:
    """Return (length * scale, length): how much each cell adds to each pixel of the stretched line.

    Source: Keys (1981), Cubic convolution interpolation, with a = -1/2.
    """
    centres = (np.arange(length * scale) + 0.5) / scale - 0.5
    gap = np.abs(centres[:, None] - np.arange(length))  # (length * scale, length), in cells
    near = 1.5 * gap**3 - 2.5 * gap**2 + 1
    far = -0.5 * gap**3 + 2.5 * gap**2 - 4 * gap + 2
    return np.select([gap <= 1, gap < 2], [near, far], default=0.0)


def _last_of_each_class(labels: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return (N,) true for the last fifth of each class, in the original order.

    Neighbours seem to be of one hand: mixing them would let a model meet the writers of its test beforehand.
    """
    is_test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        is_test[places[-round(len(places) * TEST_SHARE) :]] = True
    return is_test


def _split(
    images: npt.NDArray[np.uint8], labels: npt.NDArray[np.int64], chosen: npt.NDArray[np.bool_]
) -> ImageSplit:
    return ImageSplit(images=read_only(images[chosen]), labels=read_only(labels[chosen]))


DIGITS = Recipe(
    card=CARD,
    build=_build,
    origin="scikit-learn",
    encode=encode_idx_files,
    form=partial(ImageDataset, class_names=DIGIT_NAMES),
)
