"""Made-up applicants with a known rule: the embedded twin of admissions, there without a network."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from aiclass.data._admissions import FEATURE_NAMES, ROWS, TARGET_NAME, TEST_ROWS, split_of
from aiclass.data._card import DataCard
from aiclass.data._images import read_only
from aiclass.data._recipe import Recipe
from aiclass.data._tables import LinearTruth, Numbers, TabularDataset, TabularSplit

SEED = 9  # the first whose targets all lie between 0 and 1, as chances do
# One line a feature: mean, standard deviation, share of the common ability, step, least, greatest, true weight.
FEATURES = np.array(
    [
        [317.0, 11.5, 0.88, 1.0, 290.0, 340.0, 0.002],  # GRE Score
        [107.0, 6.0, 0.86, 1.0, 92.0, 120.0, 0.003],  # TOEFL Score
        [3.1, 1.1, 0.78, 1.0, 1.0, 5.0, 0.006],  # University Rating
        [3.4, 1.0, 0.76, 0.5, 1.0, 5.0, 0.0],  # SOP, which decides nothing
        [3.5, 0.9, 0.72, 0.5, 1.0, 5.0, 0.02],  # LOR
        [8.6, 0.6, 0.92, 0.01, 6.8, 9.95, 0.12],  # CGPA
        [0.55, 0.5, 0.60, 1.0, 0.0, 1.0, 0.025],  # Research
    ]
)
BIAS = -1.4
NOISE = 0.06  # standard deviation, before the targets are rounded to 0.01

TRUTH = LinearTruth(weight=read_only(FEATURES[:, -1]), bias=BIAS, noise=NOISE)

CARD = DataCard(
    name="admissions-synthetic",
    title="만들어 낸 대학원 지원자 (정답을 아는 데이터)",
    what="난수로 만들어 낸 지원자입니다. 열의 이름과 범위는 admissions와 같습니다. "
    "합격 가능성은 정해 둔 식에 잡음을 더한 값이므로, 찾아야 할 가중치를 미리 압니다.",
    who="AI Class. 난수 씨앗 9로 언제나 같은 값이 나옵니다.",
    licence="CC0 1.0",
    licence_brief="CC0 1.0",
    size="400행, 특성 7개. 내려받지 않습니다.",
    splits=("train 320행: 앞의 320행", "test 80행: 뒤의 80행"),
    faults=(
        "사람이 아닙니다. 여기서 얻은 결론은 실제 지원자에 대해 아무것도 말해 주지 않습니다.",
        "식이 정말로 직선입니다. 실제 데이터는 이렇게 고분고분하지 않습니다.",
        "자기소개서(SOP)의 진짜 가중치는 0입니다. 그래도 다른 특성과 닮아 있어 합격 가능성과 상관이 있습니다.",
        "합격 가능성을 소수 둘째 자리로 반올림해, 표준편차 0.003쯤의 잡음이 더 섞였습니다.",
    ),
    sources=("https://creativecommons.org/publicdomain/zero/1.0/",),
)


def _build(_: Sequence[Any]) -> tuple[TabularSplit, TabularSplit]:
    table = _applicants()
    return split_of(table[:-TEST_ROWS]), split_of(table[-TEST_ROWS:])


def _applicants() -> Numbers:
    """Return (400, 8): seven features and the target, drawn from a stream that NumPy has promised to keep."""
    rng = np.random.RandomState(SEED)
    mean, deviation, share, step, least, greatest, weight = FEATURES.T  # (7,) each
    # What makes all scores of one person high or low: mean 0, deviation 1.
    ability = rng.uniform(-np.sqrt(3), np.sqrt(3), size=(ROWS, 1))
    own = rng.standard_normal((ROWS, len(FEATURES)))
    scores = mean + deviation * (share * ability + np.sqrt(1 - share**2) * own)  # (400, 7)
    features = (np.rint(scores / step) * step).clip(least, greatest)
    chance = features @ weight + BIAS + NOISE * rng.standard_normal(ROWS)  # (400,)
    return np.column_stack([features, chance.round(2)])


ADMISSIONS_SYNTHETIC = Recipe(
    card=CARD,
    build=_build,
    origin="aiclass",
    form=partial(TabularDataset, feature_names=FEATURE_NAMES, target_name=TARGET_NAME, truth=TRUTH),
)
