"""Joining: concatenate makes an axis longer, stack makes a new one."""

import random

from aiclass.shapes._drills._case import CLASH, Case, Wrong, lengths


def joining(rng: random.Random, tier: int) -> Case:
    """Return a case: one after the other (1), a new axis (2), what fits and what does not (3)."""
    kinds = {1: (_along,), 2: (_stacked, _many), 3: (_clash, _channels, _batch)}
    return rng.choice(kinds[tier])(rng)


def _along(rng: random.Random) -> Case:
    a, b, c = lengths(rng, 3)
    axis = rng.choice([0, 1])
    shapes = ((a, b), (c, b)) if axis == 0 else ((b, a), (b, c))
    word = f", axis={axis}" if axis or rng.random() < 0.5 else ""
    return Case(
        arrays={"x": shapes[0], "y": shapes[1]},
        ask=f"np.concatenate([x, y]{word})",
        wrongs=(
            Wrong(misconception="SQ-23", code="np.stack([x, x])", is_told=False),
            Wrong(misconception="SQ-24", code=f"np.concatenate([x, x], axis={1 - axis})", is_told=False),
            Wrong(misconception="SQ-25", code="x", is_told=False),
            Wrong(misconception="SQ-26", outcome=CLASH),
        ),
        explain=f"{axis}번 축을 따라 이어 붙이므로 그 길이만 {a} + {c} = {a + c}입니다. 나머지 축은 그대로입니다.",
    )


def _stacked(rng: random.Random) -> Case:
    a, b = lengths(rng, 2, 3, 8)
    axis = rng.choice([0, 1, 2, -1])
    place = axis % 3
    return Case(
        arrays={"x": (a, b), "y": (a, b)},
        ask=f"np.stack([x, y], axis={axis})",
        wrongs=(
            Wrong(misconception="SQ-27", code="np.concatenate([x, y])"),
            Wrong(misconception="SQ-21", code=f"np.stack([x, y], axis={(place + 1) % 3})"),
            Wrong(misconception="SQ-27", code="np.concatenate([x, y], axis=1)"),
            Wrong(misconception="SQ-21", code=f"np.stack([x, y], axis={(place + 2) % 3})"),
        ),
        explain=f"stack은 새 축을 만듭니다. 배열이 둘이므로 새 {place}번 축의 길이는 2입니다.",
    )


def _many(rng: random.Random) -> Case:
    a, b, count = lengths(rng, 3, 2, 6)
    name = rng.choice(["np.stack", "np.concatenate"])
    is_stack = name == "np.stack"
    return Case(
        arrays={"x": (a, b)},
        lines=(f"parts = [x + number for number in range({count})]",),
        ask=f"{name}(parts)",
        wrongs=(
            Wrong(misconception="SQ-27", code="np.concatenate(parts)")
            if is_stack
            else Wrong(misconception="SQ-23", code="np.stack(parts)"),
            Wrong(misconception="SQ-24", code="np.concatenate(parts, axis=1)"),
            Wrong(misconception="SQ-25", code="parts[0]"),
        ),
        explain=f"({a}, {b}) 모양이 {count}개입니다. stack은 앞에 새 축을 만들고, concatenate는 0번 축을 늘입니다.",
    )


def _clash(rng: random.Random) -> Case:
    a, b, c = lengths(rng, 3)
    name, first = rng.choice([("np.concatenate([x, y])", 0), ("np.stack([x, y])", 1)])
    return Case(
        arrays={"x": (a, b), "y": (a, c)},
        ask=name,
        wrongs=(
            Wrong(misconception="SQ-26", code="np.concatenate([x, x])", is_told=False),
            Wrong(misconception="SQ-24", code="np.concatenate([x, y], axis=1)"),
            Wrong(misconception="SQ-26", code="np.stack([x, x])", is_told=False),
        ),
        explain="이어 붙이는 축이 아닌 축의 길이가 서로 다릅니다."
        if first == 0
        else "stack은 모양이 똑같은 배열만 쌓습니다. 1번 축의 길이가 서로 다릅니다.",
    )


def _channels(rng: random.Random) -> Case:
    n, c, h, w = lengths(rng, 4)
    return Case(
        arrays={"x": (n, c, h, w), "y": (n, c + 1, h, w)},
        ask="np.concatenate([x, y])",
        want=f"두 특성 맵의 채널을 이어 ({n}, {2 * c + 1}, {h}, {w}) 모양으로 만들려고 합니다.",
        right="np.concatenate([x, y], axis=1)",
        wrongs=(
            Wrong(misconception="SQ-24", code="np.concatenate([x, y], axis=-1)"),
            Wrong(misconception="SQ-23", code="np.stack([x, y], axis=1)"),
            Wrong(misconception="NP-30", code="x + y"),
            Wrong(misconception="SQ-24", code="np.concatenate([x, y], axis=0)"),
        ),
        explain="길이가 달라도 되는 축은 이어 붙이는 축 하나뿐입니다. 채널은 1번 축입니다.",
        axes={"x": "N C H W", "y": "N C H W"},
    )


def _batch(rng: random.Random) -> Case:
    h, w, count = lengths(rng, 3)
    return Case(
        arrays={"image": (h, w)},
        lines=(f"images = [image + number for number in range({count})]",),
        ask="np.concatenate(images)",
        want=f"그림 {count}장을 모아 ({count}, {h}, {w}) 모양의 배치 하나로 만들려고 합니다.",
        right="np.stack(images)",
        wrongs=(
            Wrong(misconception="SQ-27", code="np.concatenate(images, axis=0)"),
            Wrong(misconception="SQ-21", code="np.stack(images, axis=-1)"),
            Wrong(misconception="MN-14", code=f"np.stack(images, axis=-1).reshape({count}, {h}, {w})"),
            Wrong(misconception="SQ-25", code="images[0][None]"),
        ),
        explain="그림의 번호를 셀 축이 아직 없습니다. 없는 축은 stack이 만듭니다.",
        axes={"image": "H W"},
    )
