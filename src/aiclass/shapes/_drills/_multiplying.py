"""Matrix products: the axes that meet disappear, the others stay."""

import random

from aiclass.shapes._drills._case import CLASH, Case, Wrong, lengths


def matmul(rng: random.Random, tier: int) -> Case:
    """Return a case: two tables (1), vectors or a turned weight (2), stacks of matrices (3)."""
    kinds = {1: (_tables, _mismatch), 2: (_vector, _vectors, _turned), 3: (_stack, _stacks, _scores)}
    return rng.choice(kinds[tier])(rng)


def _tables(rng: random.Random) -> Case:
    a, b, c = lengths(rng, 3)
    return Case(
        arrays={"x": (a, b), "w": (b, c)},
        ask="x @ w",
        wrongs=(
            Wrong(misconception="NP-35", code="x[:, :, None] * w"),
            Wrong(misconception="SQ-44", code="(x @ w).T"),
            Wrong(misconception="LR-46", code='np.einsum("ab,bc->b", x, w)', is_told=False),
            Wrong(misconception="NP-35", code="x * w"),
        ),
        explain=f"길이 {b}인 두 축이 만나 사라지고, 왼쪽의 {a}, 오른쪽의 {c}만 남습니다.",
        axes={"x": "N D", "w": "D K"},
    )


def _mismatch(rng: random.Random) -> Case:
    a, b, c = lengths(rng, 3)
    return Case(
        arrays={"x": (a, b), "w": (c, b)},
        ask="x @ w",
        wrongs=(
            Wrong(misconception="SQ-05", code="x @ w.T"),
            Wrong(misconception="LR-46", code='np.einsum("ab,cb->b", x, w)', is_told=False),
            Wrong(misconception="NP-35", code="x[:, None] * w"),
        ),
        explain=f"x의 마지막 축 {b}, w의 첫 축 {c}의 길이가 다릅니다. w.T라면 만날 수 있습니다.",
    )


def _vector(rng: random.Random) -> Case:
    a, b = lengths(rng, 2)
    return Case(
        arrays={"x": (a, b), "w": (b,)},
        ask="x @ w",
        wrongs=(
            Wrong(misconception="SQ-06", code="x @ w[:, None]"),
            Wrong(misconception="NP-35", code="x * w"),
            Wrong(misconception="LR-46", code="(x * w).sum(axis=0)"),
            Wrong(misconception="SQ-06", outcome=CLASH),
        ),
        explain=f"만난 길이 {b}의 축이 사라지면 ({a},)입니다. w에는 축이 하나뿐이라 뒤에 남을 것이 없습니다.",
        axes={"x": "N D", "w": "D"},
    )


def _vectors(rng: random.Random) -> Case:
    (n,) = lengths(rng, 1, 3, 9)
    return Case(
        arrays={"a": (n,), "b": (n,)},
        ask="a @ b",
        wrongs=(
            Wrong(misconception="NP-35", code="a * b"),
            Wrong(misconception="SQ-06", code="a[None] @ b[:, None]"),
            Wrong(misconception="SQ-45", code="a[:, None] * b"),
        ),
        explain="하나씩 있던 축이 서로 만나 모두 사라집니다. 남는 것은 숫자 하나, ()입니다.",
    )


def _turned(rng: random.Random) -> Case:
    n, d, k = lengths(rng, 3)
    return Case(
        arrays={"x": (n, d), "w": (k, d)},
        ask="x @ w",
        want=f"샘플마다 점수 {k}개, ({n}, {k}) 모양을 구하려고 합니다. w의 한 행이 클래스 하나의 가중치입니다.",
        right="x @ w.T",
        wrongs=(
            Wrong(misconception="SQ-07", code=f"x @ w.reshape({d}, {k})"),
            Wrong(misconception="SQ-44", code="w @ x.T"),
            Wrong(misconception="NP-35", code="x * w"),
            Wrong(misconception="LR-46", code="x.T @ w"),
        ),
        explain=f"길이 {d}인 축끼리 만나야 합니다. w.T는 값의 짝을 지키고, reshape는 값을 다시 나눌 뿐입니다.",
        axes={"x": "N D", "w": "K D"},
    )


def _stack(rng: random.Random) -> Case:
    n, t, e, k = lengths(rng, 4)
    return Case(
        arrays={"x": (n, t, e), "w": (e, k)},
        ask="x @ w",
        wrongs=(
            Wrong(misconception="SQ-08", code='np.einsum("nte,ek->tk", x, w)', is_told=False),
            Wrong(misconception="SQ-08", outcome=CLASH),
            Wrong(misconception="NP-35", code="x[..., None] * w"),
            Wrong(misconception="LR-46", code='np.einsum("nte,ek->nte", x, w)', is_told=False),
        ),
        explain=f"앞의 두 축({n}, {t})은 그대로이고, 만나서 사라진 길이 {e}의 자리에 w의 {k}만 남습니다.",
        axes={"x": "N T E", "w": "E K"},
    )


def _stacks(rng: random.Random) -> Case:
    n, t, d = lengths(rng, 3)
    return Case(
        arrays={"q": (n, t, d), "k": (n, d, t)},
        ask="q @ k",
        wrongs=(
            Wrong(misconception="SQ-08", code="np.dot(q, k)"),
            Wrong(misconception="SQ-08", code='np.einsum("ntd,mds->ts", q, k)', is_told=False),
            Wrong(misconception="LR-46", code="q.swapaxes(1, 2) @ k.swapaxes(1, 2)"),
            Wrong(misconception="SQ-08", outcome=CLASH),
        ),
        explain="앞의 배치 축은 같은 번호끼리 짝을 짓고, 마지막 두 축에서만 행렬 곱이 일어납니다.",
        axes={"q": "N T E", "k": "N E T"},
    )


def _scores(rng: random.Random) -> Case:
    n, a, t, d = lengths(rng, 4)
    return Case(
        arrays={"q": (n, a, t, d), "k": (n, a, t, d)},
        ask="q @ k.T",
        want=f"헤드마다 모든 시점끼리의 점수, ({n}, {a}, {t}, {t}) 모양을 구하려고 합니다.",
        right="q @ k.swapaxes(-1, -2)",
        wrongs=(
            Wrong(misconception="SQ-09", code="q @ k.transpose()"),
            Wrong(misconception="SQ-07", code=f"q @ k.reshape({n}, {a}, {d}, {t})"),
            Wrong(misconception="NP-35", code="q * k"),
            Wrong(misconception="LR-46", code="q.swapaxes(-1, -2) @ k"),
        ),
        explain="k의 마지막 두 축만 맞바꾸어야 합니다. 축이 넷인 배열의 .T는 네 축의 순서를 모두 뒤집습니다.",
        axes={"q": "N A T d", "k": "N A T d"},
    )
