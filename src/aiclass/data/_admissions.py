"""Graduate admissions: 400 applicants, the data set of lesson 02."""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from aiclass.data._card import DataCard
from aiclass.data._csv import parse_csv
from aiclass.data._images import read_only
from aiclass.data._recipe import DataFile, Recipe
from aiclass.data._tables import Numbers, TabularDataset, TabularSplit

ROWS = 400
TEST_ROWS = 80
SERIAL, *FEATURES, TARGET = COLUMNS = (
    "Serial No.",
    "GRE Score",
    "TOEFL Score",
    "University Rating",
    "SOP",
    "LOR ",  # the blank stands in the file, and after the next name too
    "CGPA",
    "Research",
    "Chance of Admit ",
)
FEATURE_NAMES = tuple(name.strip() for name in FEATURES)
TARGET_NAME = TARGET.strip()

FILE = DataFile(
    path="admissions/Admission_Predict.csv",
    size_bytes=12_503,
    sha256="705838827da8a4a433dd1840e4f4fe472194162cd29653d457b5bcabc4874275",
    parse=partial(parse_csv, columns=COLUMNS, rows=ROWS),
)

CARD = DataCard(
    name="admissions",
    title="대학원 지원자",
    what="대학원 지원자 한 사람이 한 행입니다. 특성은 GRE 점수(340점 만점), TOEFL 점수(120점 만점), 대학 등급(1~5), "
    "자기소개서(SOP)와 추천서(LOR)의 점수(1~5), 학점(CGPA, 10점 만점), 연구 경험(0 또는 1)이고, "
    "맞힐 값은 합격 가능성(0~1)입니다.",
    who="Mohan S Acharya (2018)가 Kaggle에 올린 'Graduate Admissions'의 첫 판입니다. 인도 학생의 눈으로 모았습니다.",
    licence="사본이 있는 저장소에는 조건이 적혀 있지 않습니다. 다시 배포하기 전에 확인해 주세요.",
    licence_brief="명시 없음",
    size="400행, 특성 7개, 12.5KB. 로그인 없이 받을 수 있는 공개 주소가 없어 미러에서만 읽습니다.",
    splits=(
        "train 320행",
        "test 80행: 'admissions:일련번호'의 SHA-256이 작은 순서로 80행. 원본에는 나눔이 없습니다",
    ),
    faults=(
        "합격 가능성은 합격 여부가 아니라 지원자가 스스로 적은 값으로 알려져 있습니다. 정말 합격했는지는 모릅니다.",
        "원본의 두 열 이름 'LOR '와 'Chance of Admit '는 빈칸으로 끝나 오류를 부릅니다. 여기서는 빈칸을 떼었습니다.",
        "Kaggle에서 받은 파일이 아니라 다른 저장소의 사본입니다. 400행 모두 1.1판 사본의 앞 400행과 같습니다.",
        "특성끼리 서로 닮았습니다(학점과 GRE의 상관 계수 0.83). 가중치 하나하나를 원인으로 읽으면 안 됩니다.",
        "test가 80행뿐입니다. 어느 80행을 떼는지에 따라 R²가 몇 퍼센트포인트씩 달라집니다.",
        "2018년쯤 한 나라의 지원자입니다. 다른 나라, 다른 해의 지원자에게 그대로 쓸 수 없습니다.",
    ),
    sources=("https://github.com/biancaamorimelo/graduate-admissions",),
)


def _build(tables: Sequence[Any]) -> tuple[TabularSplit, TabularSplit]:
    (table,) = tables  # (400, 9)
    is_test = _test_rows(table[:, 0])
    return split_of(table[~is_test, 1:]), split_of(table[is_test, 1:])


def _test_rows(serials: Numbers) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return (N,) true for the test rows.

    A hash decides, not the order in the file, which may mean something, nor a random generator, whose stream may
    change with NumPy.
    """
    digests = [hashlib.sha256(f"{CARD.name}:{serial:.0f}".encode()).hexdigest() for serial in serials]
    is_test = np.zeros(len(serials), dtype=bool)
    is_test[np.argsort(digests)[:TEST_ROWS]] = True
    return is_test


def split_of(table: Numbers) -> TabularSplit:
    """Return a part from its rows; the last column is the target."""
    return TabularSplit(features=read_only(table[:, :-1]), targets=read_only(table[:, -1]))


ADMISSIONS = Recipe(
    card=CARD,
    build=_build,
    files=(FILE,),
    twin="admissions-synthetic",
    form=partial(TabularDataset, feature_names=FEATURE_NAMES, target_name=TARGET_NAME),
)
