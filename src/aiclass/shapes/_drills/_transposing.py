"""Transposing: axes change places and take their lengths along."""

import random

from aiclass.shapes._drills._case import Case, Wrong, lengths


def transpose(rng: random.Random, tier: int) -> Case:
    """Return a case: a table (1), three axes (2), four axes and heads of attention (3)."""
    kinds = {1: (_table,), 2: (_reversed, _order, _swapped), 3: (_order_of_four, _heads)}
    return rng.choice(kinds[tier])(rng)


def _table(rng: random.Random) -> Case:
    a, b = lengths(rng, 2)
    code = rng.choice(["x.T", "x.transpose()", "np.transpose(x)", "x.swapaxes(0, 1)"])
    return Case(
        arrays={"x": (a, b)},
        ask=code,
        wrongs=(
            Wrong(misconception="SQ-17", code="x"),
            Wrong(misconception="SQ-18", code="x.reshape(-1)"),
            Wrong(misconception="SQ-18", code="x.reshape(1, -1)", is_told=False),
            Wrong(misconception="SQ-06", code="x.T[None]", is_told=False),
        ),
        explain=f"두 축이 자리를 바꿉니다. 0번 축의 길이 {a}, 1번 축의 길이 {b}의 순서가 뒤집힙니다.",
        axes={"x": "N D"},
    )


def _reversed(rng: random.Random) -> Case:
    shape = tuple(lengths(rng, 3))
    return Case(
        arrays={"x": shape},
        ask="x.T",
        wrongs=(
            Wrong(misconception="SQ-09", code="x.swapaxes(1, 2)"),
            Wrong(misconception="SQ-09", code="x.swapaxes(0, 1)"),
            Wrong(misconception="SQ-17", code="x"),
        ),
        explain="축이 셋일 때 .T는 세 축의 순서를 통째로 뒤집습니다.",
        axes={"x": "N T E"},
    )


def _order(rng: random.Random) -> Case:
    shape, order = tuple(lengths(rng, 3)), rng.choice([(1, 2, 0), (2, 0, 1)])
    back = tuple(order.index(place) for place in range(3))
    return Case(
        arrays={"x": shape},
        ask=f"x.transpose{order}",
        wrongs=(
            Wrong(misconception="SQ-15", code=f"x.transpose{back}"),
            Wrong(misconception="SQ-42", code="x.T"),
            Wrong(misconception="SQ-17", code="x"),
        ),
        explain=f"새 0번 자리에 원래의 {order[0]}번 축, 그다음 {order[1]}번, {order[2]}번 축이 옵니다.",
        axes={"x": "H W C"},
    )


def _swapped(rng: random.Random) -> Case:
    shape, (one, other) = tuple(lengths(rng, 3)), rng.choice([(0, 1), (1, 2), (0, 2), (1, -1)])
    return Case(
        arrays={"x": shape},
        ask=f"np.swapaxes(x, {one}, {other})",
        wrongs=(
            Wrong(misconception="NP-43", code=f"np.swapaxes(x, {(one - 1) % 3}, {(other - 1) % 3})"),
            Wrong(misconception="SQ-42", code="x.T"),
            Wrong(misconception="SQ-17", code="x"),
            Wrong(misconception="SQ-15", code="x.transpose(1, 2, 0)", is_told=False),
        ),
        explain=f"{one % 3}번 축, {other % 3}번 축만 서로 자리를 바꾸고 나머지 축은 그대로입니다.",
        axes={"x": "N T E"},
    )


def _order_of_four(rng: random.Random) -> Case:
    shape, order = tuple(lengths(rng, 4)), rng.choice([(0, 3, 1, 2), (0, 2, 3, 1), (3, 0, 1, 2)])
    back = tuple(order.index(place) for place in range(4))
    return Case(
        arrays={"x": shape},
        ask=f"np.transpose(x, {order})",
        wrongs=(
            Wrong(misconception="SQ-15", code=f"np.transpose(x, {back})"),
            Wrong(misconception="SQ-16", code="x.swapaxes(1, 3)"),
            Wrong(misconception="SQ-42", code="x.T"),
            Wrong(misconception="SQ-17", code="x"),
        ),
        explain=f"새 자리 0, 1, 2, 3에 원래의 {', '.join(map(str, order))}번 축이 차례로 옵니다.",
        axes={"x": "N H W C"},
    )


def _heads(rng: random.Random) -> Case:
    n, t, a, d = lengths(rng, 4)
    return Case(
        arrays={"x": (n, t, a * d)},
        ask=f"x.reshape({n}, {a}, {t}, {d})",
        want=f"마지막 축을 헤드 {a}개로 나누어 ({n}, {a}, {t}, {d}) 모양으로 만들려고 합니다.",
        right=f"x.reshape({n}, {t}, {a}, {d}).swapaxes(1, 2)",
        wrongs=(
            Wrong(misconception="MN-14", code=f"x.reshape({n}, {a}, {t}, {d})"),
            Wrong(misconception="SQ-15", code=f"x.reshape({n}, {t}, {a}, {d})"),
            Wrong(misconception="SQ-16", code=f"x.reshape({n}, {t}, {d}, {a}).swapaxes(1, 3)"),
            Wrong(misconception="SQ-42", code=f"x.reshape({n}, {t}, {a}, {d}).T"),
        ),
        explain="먼저 마지막 축만 헤드와 나머지로 나누고, 그다음 시간의 축과 헤드의 축을 맞바꿉니다.",
        axes={"x": "N T E"},
    )
