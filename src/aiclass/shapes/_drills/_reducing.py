"""Reductions: the axis that one writes is the axis that disappears."""

import random

from aiclass.shapes._drills._case import Case, Wrong, lengths

FUNCTIONS = ("sum", "mean", "max", "min")
LAST = "axis=-1은 마지막 축입니다. "


def axis(rng: random.Random, tier: int) -> Case:
    """Return a case: a table (1), three axes or kept ones (2), two steps or several axes (3)."""
    kinds = {1: (_table,), 2: (_three, _kept), 3: (_twice, _picture_means, _two_axes)}
    return rng.choice(kinds[tier])(rng)


def _table(rng: random.Random) -> Case:
    a, b = lengths(rng, 2)
    name, gone = rng.choice(FUNCTIONS), rng.choice([0, 1, -1])
    real = gone % 2
    return Case(
        arrays={"x": (a, b)},
        ask=f"x.{name}(axis={gone})",
        wrongs=(
            Wrong(misconception="NP-14", code=f"x.{name}(axis={1 - real})"),
            Wrong(misconception="NP-15", code=f"x.{name}()"),
            Wrong(misconception="SQ-01", code=f"x.{name}(axis={gone}, keepdims=True)"),
        ),
        explain=f"{LAST if gone < 0 else ''}{real}번 축, 길이 {(a, b)[real]}인 축이 사라집니다.",
    )


def _three(rng: random.Random) -> Case:
    shape = tuple(lengths(rng, 3))
    name, gone = rng.choice(FUNCTIONS), rng.choice([0, 1, 2, -1, -2])
    real = gone % 3
    others = [place for place in range(3) if place != real]
    return Case(
        arrays={"x": shape},
        ask=f"x.{name}(axis={gone})",
        wrongs=(
            Wrong(misconception="NP-43", code=f"x.{name}(axis={(real - 1) % 3})"),
            Wrong(misconception="NP-14", code=f"x.{name}(axis={tuple(others)})"),
            Wrong(misconception="SQ-01", code=f"x.{name}(axis={gone}, keepdims=True)"),
            Wrong(misconception="NP-15", code=f"x.{name}()"),
        ),
        explain=f"axis={gone}에 해당하는 축은 {real}번입니다. 길이 {shape[real]}인 그 축만 사라집니다.",
    )


def _kept(rng: random.Random) -> Case:
    shape = tuple(lengths(rng, 3))
    name, gone = rng.choice(FUNCTIONS), rng.randrange(3)
    return Case(
        arrays={"x": shape},
        ask=f"x.{name}(axis={gone}, keepdims=True)",
        wrongs=(
            Wrong(misconception="NP-47", code=f"x.{name}(axis={gone})"),
            Wrong(misconception="NP-43", code=f"x.{name}(axis={(gone - 1) % 3}, keepdims=True)"),
            Wrong(misconception="NP-14", code=f"x.{name}(axis={tuple({0, 1, 2} - {gone})}, keepdims=True)"),
            Wrong(misconception="SQ-02", code="x"),
        ),
        explain=f"keepdims=True를 적으면 {gone}번 축이 사라지는 대신 길이 1로 남습니다.",
    )


def _twice(rng: random.Random) -> Case:
    shape = tuple(lengths(rng, 3))
    first = rng.randrange(2)
    return Case(
        arrays={"x": shape},
        lines=(f"y = x.sum(axis={first})",),
        ask=f"y.max(axis={first})",
        wrongs=(
            Wrong(misconception="SQ-03", code=f"x.sum(axis={first}).max(axis={1 - first})"),
            Wrong(misconception="SQ-02", code="y"),
            Wrong(misconception="SQ-01", code=f"y.max(axis={first}, keepdims=True)"),
            Wrong(misconception="NP-15", code="y.max()"),
        ),
        explain=f"y의 모양에는 {first}번 축이 이미 없습니다. 뒤의 축들의 번호가 하나씩 당겨진 다음 다시 셉니다.",
    )


def _picture_means(rng: random.Random) -> Case:
    n, h, w = lengths(rng, 3)
    return Case(
        arrays={"images": (n, h, w)},
        ask="images.mean(axis=0)",
        want=f"그림 {n}장마다 밝기의 평균을 하나씩, ({n},) 모양으로 구하려고 합니다.",
        right="images.mean(axis=(1, 2))",
        wrongs=(
            Wrong(misconception="SQ-04", code="images.mean(axis=1)"),
            Wrong(misconception="NP-15", code="images.mean()"),
            Wrong(misconception="NP-14", code="images.mean(axis=(0, 1))"),
            Wrong(misconception="SQ-01", code="images.mean(axis=(1, 2), keepdims=True)"),
        ),
        explain="그림을 세는 0번 축만 남아야 합니다. 높이와 너비, 두 축을 모두 적습니다.",
        axes={"images": "N H W"},
    )


def _two_axes(rng: random.Random) -> Case:
    n, c, h, w = lengths(rng, 4)
    return Case(
        arrays={"x": (n, c, h, w)},
        ask="x.mean(axis=(0, 2, 3))",
        wrongs=(
            Wrong(misconception="NP-14", code="x.mean(axis=1)"),
            Wrong(misconception="SQ-01", code="x.mean(axis=(0, 2, 3), keepdims=True)"),
            Wrong(misconception="SQ-04", code="x.mean(axis=0)"),
            Wrong(misconception="NP-15", code="x.mean()"),
        ),
        explain="적은 세 축이 모두 사라지고 적지 않은 1번 축, 채널만 남습니다.",
        axes={"x": "N C H W"},
    )
