"""Convolutions: how large a picture comes out, and with how many channels."""

import random

from aiclass.shapes._drills._case import Case, Wrong


def convolution(rng: random.Random, tier: int) -> Case:
    """Return a case: a kernel alone (1), padding and stride (2), several layers and what a linear layer takes (3)."""
    kinds = {1: (_plain,), 2: (_padded, _strided, _pooled), 3: (_layers, _flattened, _features)}
    return rng.choice(kinds[tier])(rng)


def _sizes(rng: random.Random) -> tuple[int, int, int, int]:
    """Return batch, channels in, channels out and the side of a picture, all different."""
    batch, channels, filters = rng.sample([2, 3, 4, 5, 6, 8], 3)
    return batch, channels, filters, rng.choice([12, 14, 16, 20])


def _plain(rng: random.Random) -> Case:
    n, c, o, side = _sizes(rng)
    k = rng.choice([3, 5])
    return Case(
        arrays={"x": (n, c, side, side)},
        lines=(f"conv = nn.Conv2d({c}, {o}, {k})",),
        ask="conv(x)",
        wrongs=(
            Wrong(misconception="CV-11", code="conv(x)[..., 1:, 1:]", is_told=False),
            Wrong(misconception="CV-16", code=f'nn.Conv2d({c}, {o}, {k}, padding="same")(x)'),
            Wrong(misconception="SQ-30", code=f"nn.Conv2d({c}, {c}, {k})(x)"),
        ),
        explain=f"{side} - {k} + 1 = {side - k + 1}입니다. 채널의 자리에는 필터의 수 {o}만 남습니다.",
        axes={"x": "N C H W"},
        needs_torch=True,
    )


def _padded(rng: random.Random) -> Case:
    n, c, o, side = _sizes(rng)
    k, p = rng.choice([(3, 1), (5, 1), (5, 2), (3, 2)])
    out = side + 2 * p - k + 1
    return Case(
        arrays={"x": (n, c, side, side)},
        lines=(f"conv = nn.Conv2d({c}, {o}, {k}, padding={p})",),
        ask="conv(x)",
        wrongs=(
            Wrong(misconception="CV-12", code="conv(x)" + f"[..., {p}:, {p}:]", is_told=False),
            Wrong(misconception="CV-11", code="conv(x)[..., 1:, 1:]", is_told=False),
            Wrong(misconception="CV-16", code=f'nn.Conv2d({c}, {o}, {k}, padding="same")(x)'),
            Wrong(misconception="SQ-30", code=f"nn.Conv2d({c}, {c}, {k}, padding={p})(x)"),
        ),
        explain=f"패딩은 양쪽에 붙습니다. {side} + 2 × {p} - {k} + 1 = {out}입니다.",
        axes={"x": "N C H W"},
        needs_torch=True,
    )


def _strided(rng: random.Random) -> Case:
    n, c, o, side = _sizes(rng)
    k, p, s = rng.choice([(3, 1, 2), (3, 0, 2), (5, 2, 2), (3, 0, 3)])
    out = (side + 2 * p - k) // s + 1
    return Case(
        arrays={"x": (n, c, side, side)},
        lines=(f"conv = nn.Conv2d({c}, {o}, {k}, stride={s}, padding={p})",),
        ask="conv(x)",
        wrongs=(
            Wrong(misconception="CV-14", code=f"nn.Conv2d({c}, {o}, {k}, padding={p})(x)"),
            Wrong(misconception="CV-11", code="conv(x)[..., 1:, 1:]", is_told=False),
            Wrong(misconception="SQ-30", code=f"nn.Conv2d({c}, {c}, {k}, stride={s}, padding={p})(x)"),
            Wrong(
                misconception="CV-12",
                code=f"nn.Conv2d({c}, {o}, {k}, stride={s})(F.pad(x, ({p}, 0, {p}, 0)))",
            ),
        ),
        explain=f"({side} + 2 × {p} - {k}) ÷ {s}의 소수점 아래를 버리고 1을 더하면 {out}입니다.",
        axes={"x": "N C H W"},
        needs_torch=True,
    )


def _pooled(rng: random.Random) -> Case:
    n, c, _, side = _sizes(rng)
    k = rng.choice([2, 4])
    return Case(
        arrays={"x": (n, c, side, side)},
        ask=f"F.max_pool2d(x, {k})",
        wrongs=(
            Wrong(misconception="CV-42", code=f"F.max_pool2d(x, {k}, stride=1)"),
            Wrong(misconception="SQ-33", code=f"F.max_pool2d(x, (1, {k}))"),
            Wrong(misconception="SQ-29", code="x"),
            Wrong(misconception="SQ-34", code="x.flatten(2).max(dim=2).values"),
        ),
        explain=f"높이와 너비는 {side} ÷ {k}의 소수점 아래를 버린 {side // k}입니다. 채널의 수는 그대로입니다.",
        axes={"x": "N C H W"},
        needs_torch=True,
    )


def _layers(rng: random.Random) -> Case:
    n, c, o, side = _sizes(rng)
    second, half = o + 3, side // 2
    return Case(
        arrays={"x": (n, c, side, side)},
        lines=(
            f"one = nn.Conv2d({c}, {o}, 3, padding=1)",
            f"two = nn.Conv2d({o}, {second}, 3)",
        ),
        ask="two(F.max_pool2d(one(x), 2))",
        wrongs=(
            Wrong(
                misconception="CV-16",
                code="F.interpolate(two(F.max_pool2d(one(x), 2)), " + f"size={half})",
                is_told=False,
            ),
            Wrong(misconception="SQ-29", code="two(one(x))"),
            Wrong(misconception="SQ-30", code="F.max_pool2d(one(x), 2)[..., 1:-1, 1:-1]", is_told=False),
            Wrong(misconception="CV-11", code="two(F.max_pool2d(one(x), 2))[..., 1:, 1:]", is_told=False),
        ),
        explain=f"첫 층은 그대로 {side}, 풀링으로 {half}, 마지막에 {half} - 3 + 1 = {half - 2}입니다.",
        axes={"x": "N C H W"},
        needs_torch=True,
    )


def _flattened(rng: random.Random) -> Case:
    n, c, o, side = _sizes(rng)
    half = side // 2
    return Case(
        arrays={"x": (n, c, side, side)},
        lines=(f"block = nn.Sequential(nn.Conv2d({c}, {o}, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))",),
        ask="block(x).flatten(1)",
        wrongs=tuple(
            rng.sample(
                (
                    Wrong(misconception="CV-44", code="block(x)[:, 0].flatten(1)"),
                    Wrong(misconception="CV-45", code="block(x)[..., 0].flatten(1)"),
                    Wrong(misconception="CV-46", code="block[:2](x).flatten(1)"),
                    Wrong(misconception="NP-57", code="block(x).flatten()"),
                ),
                3,
            )
        ),
        explain=f"풀링을 지나면 ({n}, {o}, {half}, {half})입니다. 그림마다 펴면 {o * half * half}개입니다.",
        axes={"x": "N C H W"},
        needs_torch=True,
    )


def _features(rng: random.Random) -> Case:
    n, c, o, side = _sizes(rng)
    half = side // 2
    lengths = {
        "CV-44": f"{half} * {half}",
        "CV-45": f"{o} * {half}",
        "CV-47": f"{c} * {half} * {half}",
        "SQ-34": f"{o}",
    }
    wrongs = [
        Wrong(misconception=each, code=f"nn.Linear({length}, 10)(features.flatten(1))")
        for each, length in lengths.items()
    ]
    merged = Wrong(misconception="NP-57", code=f"nn.Linear({o} * {half} * {half}, 10)(features.flatten())")
    return Case(
        arrays={"x": (n, c, side, side)},
        lines=(
            f"conv = nn.Conv2d({c}, {o}, 3, padding=1)",
            "features = F.max_pool2d(F.relu(conv(x)), 2)",
        ),
        ask=f"nn.Linear({o} * {side} * {side}, 10)(features.flatten(1))",
        want=f"특성 맵을 펴서 점수 열 개, ({n}, 10) 모양을 만들려고 합니다.",
        right=f"nn.Linear({o} * {half} * {half}, 10)(features.flatten(1))",
        wrongs=tuple(rng.sample([*wrongs, merged], 3)),
        explain=f"풀링을 지난 특성 맵은 ({n}, {o}, {half}, {half})입니다. 그림마다 펴면 {o * half * half}개입니다.",
        axes={"x": "N C H W"},
        needs_torch=True,
    )
