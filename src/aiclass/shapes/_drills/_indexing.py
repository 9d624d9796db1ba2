"""Picking: a number takes its axis away, a colon leaves it, lists pick in pairs."""

import random

from aiclass.shapes._drills._case import CLASH, Case, Labels, Wrong, lengths


def indexing(rng: random.Random, tier: int) -> Case:
    """Return a case: numbers and slices (1), new axes and masks (2), picking in pairs (3)."""
    kinds = {1: (_number, _slice, _block), 2: (_new_axis, _rows, _dots), 3: (_pairs, _right_answers, _grid)}
    return rng.choice(kinds[tier])(rng)


def _number(rng: random.Random) -> Case:
    a, b = lengths(rng, 2, 3, 8)
    is_row = rng.random() < 0.5
    return Case(
        arrays={"x": (a, b)},
        ask="x[1]" if is_row else "x[:, 2]",
        wrongs=(
            Wrong(misconception="NP-59", code="x[:, 1]" if is_row else "x[2]"),
            Wrong(misconception="SQ-19", code="x[1:2]" if is_row else "x[:, 2:3]"),
            Wrong(misconception="SQ-20", code="x[1, 2]"),
        ),
        explain="번호 하나로 고른 축은 사라지고, 쌍점으로 둔 축은 남습니다.",
    )


def _slice(rng: random.Random) -> Case:
    a, b = lengths(rng, 2, 5, 9)
    start, stop = rng.choice([(0, 3), (1, 3), (1, 4), (2, 4)])
    return Case(
        arrays={"x": (a, b)},
        ask=f"x[:, {start}:{stop}]",
        wrongs=(
            Wrong(misconception="NP-06", code=f"x[:, {start}:{stop + 1}]"),
            Wrong(misconception="NP-59", code=f"x[{start}:{stop}]"),
            Wrong(misconception="NP-58", code=f"x[:, {start}]", is_told=False),
        ),
        explain=f"{start}번부터 {stop}번 앞까지, {stop - start}칸입니다. 쉼표 앞의 쌍점은 0번 축을 모두 남깁니다.",
    )


def _block(rng: random.Random) -> Case:
    a, b = lengths(rng, 2, 6, 9)
    first, (start, stop) = rng.choice([2, 3]), rng.choice([(1, 5), (0, 4)])
    return Case(
        arrays={"x": (a, b)},
        ask=f"x[:{first}, {start}:{stop}]",
        wrongs=(
            Wrong(misconception="NP-06", code=f"x[:{first + 1}, {start}:{stop + 1}]"),
            Wrong(misconception="NP-59", code=f"x[{start}:{stop}, :{first}]"),
            Wrong(misconception="NP-07", code=f"x[:{first}]"),
            Wrong(misconception="NP-09", code=f"x[:{first}][{start}:{stop}]"),
        ),
        explain=f"0번 축에서 {first}칸, 1번 축에서 {stop - start}칸을 오려 냅니다. 끝 번호의 칸은 들어가지 않습니다.",
    )


def _new_axis(rng: random.Random) -> Case:
    a, b = lengths(rng, 2)
    code, other = rng.choice(
        [("x[:, None]", "x[None]"), ("x[None]", "x[:, None]"), ("x[..., None]", "x[None]")]
    )
    return Case(
        arrays={"x": (a, b)},
        ask=code,
        wrongs=(
            Wrong(misconception="SQ-21", code=other),
            Wrong(misconception="SQ-22", code="x"),
            Wrong(misconception="SQ-22", code="x[0]", is_told=False),
            Wrong(misconception="SQ-22", outcome=CLASH),
        ),
        explain="None을 적은 바로 그 자리에 길이 1인 축이 새로 생깁니다. 값의 수는 그대로입니다.",
        axes={"x": "N D"},
    )


def _rows(rng: random.Random) -> Case:
    a, b, count = lengths(rng, 3, 2, 8)
    return Case(
        arrays={"x": (a, b), "chosen": Labels(shape=(count,), high=a)},
        ask="x[chosen]",
        wrongs=(
            Wrong(misconception="NP-59", code=f"np.take(x, chosen % {b}, axis=1)", is_told=False),
            Wrong(misconception="SQ-20", code="x[chosen, 0]", is_told=False),
            Wrong(misconception="SQ-46", code="x"),
            Wrong(misconception="SQ-19", code="x[chosen][None]", is_told=False),
        ),
        explain=f"번호 {count}개로 0번 축에서 행 {count}개를 고릅니다. 1번 축은 그대로입니다.",
    )


def _dots(rng: random.Random) -> Case:
    n, h, w, c = lengths(rng, 4)
    code, other = rng.choice([("images[..., 0]", "images[0]"), ("images[0, ..., 0]", "images[0, 0]")])
    return Case(
        arrays={"images": (n, h, w, c)},
        ask=code,
        wrongs=(
            Wrong(misconception="NP-59", code=other),
            Wrong(misconception="SQ-19", code="images[..., :1]"),
            Wrong(misconception="SQ-20", code="images[0, 0, 0]", is_told=False),
        ),
        explain="점 세 개는 적지 않은 축 모두에 쌍점을 찍은 것과 같습니다. 번호로 고른 축만 사라집니다.",
        axes={"images": "N H W C"},
    )


def _pairs(rng: random.Random) -> Case:
    a, b, count = lengths(rng, 3, 2, 8)
    return Case(
        arrays={
            "x": (a, b),
            "rows": Labels(shape=(count,), high=a),
            "columns": Labels(shape=(count,), high=b),
        },
        ask="x[rows, columns]",
        wrongs=(
            Wrong(misconception="NP-21", code="x[rows][:, columns]"),
            Wrong(misconception="NP-22", code="x[rows]"),
            Wrong(misconception="SQ-19", code="x[rows, columns][:, None]", is_told=False),
        ),
        explain=f"번호 리스트 둘은 같은 자리끼리 짝을 지어 칸을 하나씩, 모두 {count}개 고릅니다.",
    )


def _right_answers(rng: random.Random) -> Case:
    n, k = lengths(rng, 2, 3, 9)
    return Case(
        arrays={"scores": (n, k), "labels": Labels(shape=(n,), high=k)},
        ask="scores[:, labels]",
        want=f"행마다 정답 자리의 점수를 하나씩, ({n},) 모양으로 고르려고 합니다.",
        right="scores[np.arange(len(labels)), labels]",
        wrongs=(
            Wrong(misconception="NP-21", code="scores[:, labels]"),
            Wrong(misconception="NP-22", code="scores[labels]"),
            Wrong(misconception="NP-24", code="scores[0, labels]"),
            Wrong(misconception="NP-23", code="scores[labels, np.arange(len(labels))]"),
        ),
        explain="행 번호와 열 번호를 짝지어 적어야 칸이 하나씩 나옵니다. "
        "쌍점을 적으면 모든 행에서 그 열들을 다 고릅니다.",
        axes={"scores": "N K", "labels": "N"},
    )


def _grid(rng: random.Random) -> Case:
    n, h, w = lengths(rng, 3, 4, 9)
    return Case(
        arrays={"images": (n, h, w)},
        ask="images[0, :, 1:3][:, None]",
        wrongs=(
            Wrong(misconception="SQ-19", code="images[:1, :, 1:3][:, None]"),
            Wrong(misconception="SQ-21", code="images[0, :, 1:3][None]"),
            Wrong(misconception="NP-06", code="images[0, :, 1:4][:, None]"),
            Wrong(misconception="SQ-22", code="images[0, :, 1:3]"),
        ),
        explain=f"첫 대괄호가 ({h}, 2)를 만들고, 두 번째 대괄호의 None이 그 1번 자리에 길이 1인 축을 더합니다.",
        axes={"images": "N H W"},
    )
