"""Coloured pictures of ten shapes, drawn by formula: the embedded twin of CIFAR-10, there without a network."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from aiclass.data._card import DataCard
from aiclass.data._draw_shapes import draw
from aiclass.data._images import ClassName, ImageDataset, ImageSplit, read_only
from aiclass.data._outlines import SHAPES
from aiclass.data._recipe import Recipe

SEED = 7
TRAIN_SIZE = 5_000
TEST_SIZE = 1_000

CARD = DataCard(
    name="shapes32",
    title="그려 낸 도형 열 가지 (CIFAR-10 모양)",
    what="식으로 그린 컬러 그림입니다. 가로세로 32칸이고, 칸마다 빨강, 초록, 파랑이 0~255입니다. "
    "클래스는 원, 고리, 반원, 초승달, 삼각형, 사각형, 오각형, 별, 십자, 하트입니다. "
    "색, 무늬, 크기, 기운 각도, 자리, 배경은 클래스와 상관없이 난수로 정했습니다.",
    who="AI Class. 난수 씨앗 7로 언제나 같은 그림이 나옵니다.",
    licence="CC0 1.0",
    licence_brief="CC0 1.0",
    size="그림 6,000장. 내려받지 않습니다.",
    splits=("train 5,000장: 클래스마다 500장", "test 1,000장: 클래스마다 100장"),
    faults=(
        "사진이 아닙니다. 여기서 잰 정확도는 CIFAR-10의 정확도와 비교할 수 없습니다.",
        "색은 클래스를 알려 주지 않습니다. 사진에서는 하늘빛이 비행기를 귀띔하지만 여기에는 그런 지름길이 없습니다.",
        "test 한 장이 정확도 0.1퍼센트포인트입니다. 1,000장으로는 1퍼센트포인트 남짓한 차이를 가릴 수 없습니다.",
        "좌우로 뒤집어도 이름이 바뀌지 않는 도형뿐입니다. 글자나 숫자라면 그렇지 않습니다.",
        "작고 흐린 그림에서는 원과 오각형을 사람도 헷갈립니다.",
    ),
    sources=("https://creativecommons.org/publicdomain/zero/1.0/",),
)
CLASS_NAMES = tuple(ClassName(korean=shape.korean, english=shape.english) for shape in SHAPES)


def _build(_: Sequence[Any]) -> tuple[ImageSplit, ImageSplit]:
    rng = np.random.RandomState(SEED)  # a stream that NumPy has promised to keep
    return _split(rng, TRAIN_SIZE), _split(rng, TEST_SIZE)


def _split(rng: np.random.RandomState, size: int) -> ImageSplit:
    labels = rng.permutation(np.arange(size, dtype=np.int64) % len(SHAPES))
    return ImageSplit(images=read_only(draw(labels, rng)), labels=read_only(labels))


SHAPES32 = Recipe(
    card=CARD, build=_build, origin="aiclass", form=partial(ImageDataset, class_names=CLASS_NAMES)
)
