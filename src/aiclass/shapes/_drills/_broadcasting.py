"""Broadcasting: shapes laid on each other from the right; stretched are axes of length 1."""

import random

from aiclass.shapes._drills._case import CLASH, Case, Wrong, lengths

FROM_THE_BACK = "모양은 오른쪽 끝부터 맞춥니다. 축이 모자라면 앞에 1을 붙이고, 길이 1인 축만 늘어납니다."


def broadcast(rng: random.Random, tier: int) -> Case:
    """Return a case: one row or column (1), both stretched (2), a mean that is taken away or labels (3)."""
    kinds = {1: (_row, _column, _clash), 2: (_both, _deep), 3: (_centred, _pairs, _deep_clash)}
    return rng.choice(kinds[tier])(rng)


def _row(rng: random.Random) -> Case:
    a, b = lengths(rng, 2)
    return Case(
        arrays={"x": (a, b), "y": (b,)},
        ask="x + y",
        wrongs=(
            Wrong(misconception="NP-28", outcome=CLASH),
            Wrong(misconception="NP-30", code="np.concatenate([x, y[None]])"),
            Wrong(misconception="NP-28", code="x[0] + y"),
        ),
        explain=f"y ({b},)의 앞에 1을 붙이면 (1, {b})이고, 0번 축이 {a}까지 늘어납니다.",
    )


def _column(rng: random.Random) -> Case:
    a, b = lengths(rng, 2)
    return Case(
        arrays={"x": (a, b), "y": (a, 1)},
        ask="x * y",
        wrongs=(
            Wrong(misconception="NP-27", outcome=CLASH),
            Wrong(misconception="NP-30", code="np.concatenate([x, y], axis=1)"),
            Wrong(misconception="NP-29", code="x[:, :1] * y"),
            Wrong(misconception="NP-35", code="x.T @ y"),
        ),
        explain=f"1번 축의 길이는 {b}, 1입니다. 길이 1인 y의 축이 {b}까지 늘어납니다.",
    )


def _clash(rng: random.Random) -> Case:
    a, b = lengths(rng, 2)
    return Case(
        arrays={"x": (a, b), "y": (a,)},
        ask="x + y",
        wrongs=(
            Wrong(misconception="NP-25", code="x + y[:, None]"),
            Wrong(misconception="NP-30", code="np.concatenate([x, y[:, None]], axis=1)"),
            Wrong(misconception="NP-32", code="x[:, 0] + y"),
        ),
        explain=f"오른쪽 끝을 맞추면 길이 {b}, {a}인 축이 만납니다. 둘 다 1이 아니므로 계산할 수 없습니다.",
    )


def _both(rng: random.Random) -> Case:
    a, b = lengths(rng, 2)
    second = rng.choice([(b,), (1, b)])
    return Case(
        arrays={"x": (a, 1), "y": second},
        ask="x + y",
        wrongs=(
            Wrong(misconception="NP-29", code="x + y[..., :1]", is_told=False),
            Wrong(misconception="NP-27", outcome=CLASH),
            Wrong(misconception="NP-29", code="x[:1] + y", is_told=False),
            Wrong(misconception="NP-32", code="(x + y).T"),
        ),
        explain=f"x의 1번 축은 {b}까지, y의 0번 축은 {a}까지 늘어납니다. 서로 늘어날 수 있습니다.",
    )


def _deep(rng: random.Random) -> Case:
    a, b, c = lengths(rng, 3)
    first, second = rng.choice([((a, b, c), (b, 1)), ((a, 1, c), (b, 1)), ((a, 1, 1), (b, c))])
    return Case(
        arrays={"x": first, "y": second},
        ask="x * y",
        wrongs=(
            Wrong(misconception="NP-27", outcome=CLASH),
            Wrong(misconception="NP-28", code="x[0] * y"),
            Wrong(misconception="NP-29", code="x * y[:1, :1]", is_told=False),
            Wrong(misconception="NP-32", code="(x * y).T"),
        ),
        explain=FROM_THE_BACK,
    )


def _deep_clash(rng: random.Random) -> Case:
    a, b, c = lengths(rng, 3)
    return Case(
        arrays={"x": (a, b, c), "y": (a, b)},
        ask="x + y",
        wrongs=(
            Wrong(misconception="NP-25", code="x + y[:, :, None]"),
            Wrong(misconception="NP-28", code="x[0, 0, 0] + y", is_told=False),
            Wrong(misconception="NP-30", code="np.concatenate([x, y[:, :, None]], axis=2)"),
        ),
        explain=f"오른쪽 끝을 맞추면 길이 {c}, {b}인 축이 만납니다. 늘리려면 y[:, :, None]처럼 축을 더해야 합니다.",
        axes={"x": "N C W", "y": "N C"},
    )


def _centred(rng: random.Random) -> Case:
    a, b = lengths(rng, 2)
    b = rng.choice([a, b])
    return Case(
        arrays={"x": (a, b)},
        ask="x - x.mean(axis=1)",
        want="행마다 그 행의 평균을 빼려고 합니다.",
        right="x - x.mean(axis=1, keepdims=True)",
        wrongs=(
            Wrong(misconception="NP-14", code="x - x.mean(axis=0)"),
            Wrong(misconception="NP-34", code="x - x.mean()"),
            Wrong(misconception="NP-33" if a == b else "NP-28", code="x - x.mean(axis=1)[None, :]"),
            Wrong(misconception="NP-14", code="x - x.mean(axis=0, keepdims=True)"),
        ),
        explain=f"평균이 ({a}, 1)이어야 1번 축으로 늘어납니다. keepdims=True가 그 자리를 길이 1로 지켜 줍니다.",
        axes={"x": "N D"} if a != b else {},
    )


def _pairs(rng: random.Random) -> Case:
    (n,) = lengths(rng, 1, 3, 9)
    return Case(
        arrays={"probability": (n, 1), "labels": (n,)},
        ask="probability - labels",
        wrongs=(
            Wrong(misconception="LR-34", code="probability[:, 0] - labels"),
            Wrong(misconception="NP-29", code="probability - labels[:, None]"),
            Wrong(misconception="NP-27", outcome=CLASH),
        ),
        explain=f"모양 ({n}, 1), ({n},)은 서로 늘어나 조용히 ({n}, {n}) 모양이 됩니다. "
        "손실이 이상하면 모양부터 봅니다.",
        axes={"labels": "N"},
    )
