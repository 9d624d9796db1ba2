"""Reshaping: the numbers keep their order, only the brackets move."""

import random

from aiclass.shapes._drills._case import CLASH, Case, Wrong, lengths

ORDER_STAYS = "reshape는 값의 순서를 그대로 두고 괄호만 다시 칩니다."


def reshape(rng: random.Random, tier: int) -> Case:
    """Return a case: one length left open (1), pictures laid out in rows (2), axes that must move (3)."""
    kinds = {1: (_open, _does_not_go), 2: (_flat, _runs_together), 3: (_side_by_side, _channels)}
    return rng.choice(kinds[tier])(rng)


def _open(rng: random.Random) -> Case:
    rows, half, columns = lengths(rng, 3, 2, 6)
    x, first = (2 * rows, half * columns), rng.choice([rows, 2 * columns, half])
    total = x[0] * x[1]
    if total % first:
        first = rows
    return Case(
        arrays={"x": x},
        ask=f"x.reshape({first}, -1)",
        wrongs=(
            Wrong(misconception="SQ-10", code=f"np.zeros(({first}, x.size))", is_told=False),
            Wrong(misconception="SQ-11", code=f"np.zeros(({first}, x.shape[-1]))", is_told=False),
            Wrong(misconception="SQ-43", code=f"x.reshape(-1, {first})"),
            Wrong(misconception="SQ-12", outcome=CLASH),
        ),
        explain=f"값은 모두 {total}개입니다. {total} ÷ {first} = {total // first}, 이 수가 -1의 자리에 들어갑니다.",
    )


def _does_not_go(rng: random.Random) -> Case:
    a, b = lengths(rng, 2)
    first = next(each for each in (5, 7, 11) if (a * b) % each)
    return Case(
        arrays={"x": (a, b)},
        ask=f"x.reshape({first}, -1)",
        wrongs=(
            Wrong(misconception="SQ-13", code=f"np.zeros(({first}, x.size // {first}))", is_told=False),
            Wrong(misconception="SQ-11", code=f"np.zeros(({first}, x.shape[-1]))", is_told=False),
            Wrong(misconception="SQ-10", code=f"np.zeros(({first}, x.size))", is_told=False),
        ),
        explain=f"값 {a * b}개는 {first}줄로 남김없이 나뉘지 않습니다. reshape는 값을 버리거나 채우지 않습니다.",
    )


def _flat(rng: random.Random) -> Case:
    n, h, w = lengths(rng, 3)
    return Case(
        arrays={"images": (n, h, w)},
        ask="images.reshape(len(images), -1)",
        wrongs=(
            Wrong(misconception="NP-57", code="images.reshape(-1)"),
            Wrong(misconception="SQ-11", code="images[:, 0]", is_told=False),
            Wrong(misconception="SQ-43", code="images.reshape(-1, len(images))"),
            Wrong(misconception="NP-56", code="images"),
        ),
        explain=f"그림을 세는 축({n})은 그대로이고, 나머지 {h} × {w} = {h * w}개가 한 행에 놓입니다.",
        axes={"images": "N H W"},
    )


def _runs_together(rng: random.Random) -> Case:
    n, t, k = lengths(rng, 3)
    return Case(
        arrays={"scores": (n, t, k)},
        ask=f"scores.reshape(-1, {k})",
        wrongs=(
            Wrong(misconception="SQ-11", code="scores[0]", is_told=False),
            Wrong(misconception="SQ-43", code=f"scores.reshape({k}, -1)"),
            Wrong(misconception="SQ-10", code=f"np.zeros((scores.size, {k}))", is_told=False),
            Wrong(misconception="NP-57", code="scores.reshape(-1)"),
        ),
        explain=f"마지막 축 {k}만 그대로이고 앞의 두 축이 {n} × {t} = {n * t}줄로 이어집니다.",
        axes={"scores": "N T K"},
    )


def _side_by_side(rng: random.Random) -> Case:
    n, h, w = lengths(rng, 3)
    return Case(
        arrays={"images": (n, h, w)},
        ask=f"images.reshape({h}, -1)",
        want=f"그림 {n}장을 옆으로 나란히 붙여 ({h}, {n * w}) 모양의 그림 하나로 만들려고 합니다.",
        right=f"images.transpose(1, 0, 2).reshape({h}, -1)",
        wrongs=(
            Wrong(misconception="MN-14", code=f"images.reshape({h}, {n * w})"),
            Wrong(misconception="MN-58", code=f"images.reshape(-1, {w})"),
            Wrong(misconception="SQ-14", code=f"images.transpose(1, 2, 0).reshape({h}, -1)"),
            Wrong(misconception="MN-14", code=f"images.T.reshape({h}, -1)"),
        ),
        explain="한 줄에 모든 그림의 같은 줄이 놓여야 합니다. 먼저 높이의 축을 맨 앞으로 옮기고, 그다음 이어 붙입니다.",
        axes={"images": "N H W"},
    )


def _channels(rng: random.Random) -> Case:
    n, h, w, c = lengths(rng, 4)
    return Case(
        arrays={"images": (n, h, w, c)},
        ask=f"images.reshape({n}, {c}, {h}, {w})",
        want=f"채널의 축을 앞으로 옮겨 ({n}, {c}, {h}, {w}) 모양으로 만들려고 합니다.",
        right="images.transpose(0, 3, 1, 2)",
        wrongs=(
            Wrong(misconception="MN-14", code=f"images.reshape({n}, {c}, {h}, {w})"),
            Wrong(misconception="SQ-15", code="images.transpose(0, 2, 3, 1)"),
            Wrong(misconception="SQ-16", code="images.swapaxes(1, 3)"),
            Wrong(misconception="SQ-42", code="images.T"),
        ),
        explain=f"{ORDER_STAYS} 축을 옮기는 일은 transpose가 합니다. 새 자리마다 원래 몇 번 축이 오는지 적습니다.",
        axes={"images": "N H W C"},
    )
