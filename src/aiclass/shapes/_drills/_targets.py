"""Cross-entropy: which shapes the scores, the answers and the loss have."""

import random

from aiclass.shapes._drills._case import CLASH, Case, Labels, Wrong, lengths

ONE_NUMBER = "정답은 샘플마다 번호 하나입니다. 점수에서 클래스의 축을 뺀 모양이 정답의 모양입니다."


def targets(rng: random.Random, tier: int) -> Case:
    """Return a case: the loss itself (1), answers of another shape (2), sequences and pictures (3)."""
    kinds = {1: (_loss, _each), 2: (_column, _one_hot), 3: (_sequence, _pixels)}
    return rng.choice(kinds[tier])(rng)


def _loss(rng: random.Random) -> Case:
    n, k = lengths(rng, 2, 3, 10)
    return Case(
        arrays={"logits": (n, k), "labels": Labels(shape=(n,), high=k)},
        ask="F.cross_entropy(logits, labels)",
        wrongs=(
            Wrong(misconception="SQ-35", code='F.cross_entropy(logits, labels, reduction="none")'),
            Wrong(misconception="LR-40", code="-F.log_softmax(logits, dim=1)"),
            Wrong(misconception="SQ-36", outcome=CLASH),
            Wrong(misconception="NP-14", code="-F.log_softmax(logits, dim=1).mean(dim=0)"),
        ),
        explain=f"{ONE_NUMBER} 손실은 샘플 {n}개의 평균, 숫자 하나입니다.",
        axes={"logits": "N K", "labels": "N"},
        needs_torch=True,
    )


def _each(rng: random.Random) -> Case:
    n, k = lengths(rng, 2, 3, 10)
    return Case(
        arrays={"logits": (n, k), "labels": Labels(shape=(n,), high=k)},
        ask='F.cross_entropy(logits, labels, reduction="none")',
        wrongs=(
            Wrong(misconception="SQ-37", code="F.cross_entropy(logits, labels)"),
            Wrong(misconception="LR-40", code="-F.log_softmax(logits, dim=1)"),
            Wrong(
                misconception="SQ-19",
                code='F.cross_entropy(logits, labels, reduction="none")[:, None]',
                is_told=False,
            ),
            Wrong(misconception="NP-14", code="-F.log_softmax(logits, dim=1).mean(dim=0)"),
        ),
        explain='reduction="none"은 평균을 내지 않습니다. 샘플마다 손실이 하나씩 남습니다.',
        axes={"logits": "N K", "labels": "N"},
        needs_torch=True,
    )


def _column(rng: random.Random) -> Case:
    n, k = lengths(rng, 2, 3, 10)
    return Case(
        arrays={"logits": (n, k), "labels": Labels(shape=(n, 1), high=k)},
        ask="F.cross_entropy(logits, labels)",
        want=f"점수 ({n}, {k}), 정답 ({n}, 1)에서 손실을 구하려고 합니다.",
        right="F.cross_entropy(logits, labels.squeeze(1))",
        wrongs=(
            Wrong(misconception="SQ-36", code="F.cross_entropy(logits, labels)"),
            Wrong(misconception="SQ-38", code="F.cross_entropy(logits.argmax(dim=1, keepdim=True), labels)"),
            Wrong(misconception="SQ-39", code="F.cross_entropy(logits.T, labels.squeeze(1))"),
            Wrong(misconception="SQ-36", code="F.cross_entropy(logits, labels.T)"),
        ),
        explain=f"{ONE_NUMBER} 길이 1인 축을 없애 ({n},)으로 만듭니다.",
        axes={"logits": "N K"},
        needs_torch=True,
    )


def _one_hot(rng: random.Random) -> Case:
    n, k = lengths(rng, 2, 3, 10)
    return Case(
        arrays={"logits": (n, k), "labels": Labels(shape=(n,), high=k)},
        lines=(f"one_hot = F.one_hot(labels, {k})",),
        ask="F.cross_entropy(logits, one_hot)",
        want="원-핫으로 바꾼 정답에서 손실을 구하려고 합니다. 정답의 번호를 되찾아 쓰세요.",
        right="F.cross_entropy(logits, one_hot.argmax(dim=1))",
        wrongs=(
            Wrong(misconception="SQ-36", code="F.cross_entropy(logits, one_hot)"),
            Wrong(misconception="SQ-39", code="F.cross_entropy(logits, one_hot.argmax(dim=0))"),
            Wrong(
                misconception="LR-40",
                code="-(F.log_softmax(logits, dim=1) * (1 - one_hot)).sum(dim=1).mean()",
            ),
            Wrong(misconception="SQ-38", code="F.cross_entropy(logits.argmax(dim=1), one_hot.argmax(dim=1))"),
        ),
        explain="행마다 1이 있는 자리가 정답의 번호입니다. 클래스의 축, 1번 축을 따라 argmax를 구합니다.",
        axes={"logits": "N K", "labels": "N"},
        needs_torch=True,
    )


def _sequence(rng: random.Random) -> Case:
    n, t, v = lengths(rng, 3, 3, 9)
    return Case(
        arrays={"logits": (n, t, v), "labels": Labels(shape=(n, t), high=v)},
        ask="F.cross_entropy(logits, labels)",
        want=f"시점마다 낱말 {v}개의 점수가 있습니다. 모든 시점의 평균 손실을 구하려고 합니다.",
        right="F.cross_entropy(logits.flatten(0, 1), labels.flatten())",
        wrongs=(
            Wrong(misconception="SQ-39", code="F.cross_entropy(logits, labels)"),
            Wrong(misconception="SQ-07", code=f"F.cross_entropy(logits.reshape({n}, {v}, {t}), labels)"),
            Wrong(misconception="SQ-40", code="F.cross_entropy(logits.flatten(1), labels.flatten())"),
            Wrong(misconception="SQ-41", code="F.cross_entropy(logits[:, -1], labels[:, -1])"),
        ),
        explain=f"배치와 시간을 한 줄로 이으면 점수 ({n * t}, {v}), 정답 ({n * t},)이 되어 짝이 맞습니다.",
        axes={"logits": "N T V", "labels": "N T"},
        needs_torch=True,
    )


def _pixels(rng: random.Random) -> Case:
    n, k, h, w = lengths(rng, 4, 3, 8)
    return Case(
        arrays={"logits": (n, k, h, w), "labels": Labels(shape=(n, h, w), high=k)},
        ask='F.cross_entropy(logits, labels, reduction="none")',
        wrongs=(
            Wrong(misconception="SQ-37", code="F.cross_entropy(logits, labels)"),
            Wrong(
                misconception="SQ-35",
                code='F.cross_entropy(logits, labels, reduction="none").mean(dim=(1, 2))',
            ),
            Wrong(misconception="LR-40", code="-F.log_softmax(logits, dim=1)"),
            Wrong(misconception="SQ-39", outcome=CLASH),
        ),
        explain=f"클래스는 언제나 1번 축입니다. 그 축 {k}만 사라지고 픽셀마다 손실이 하나씩 남습니다.",
        axes={"logits": "N K H W", "labels": "N H W"},
        needs_torch=True,
    )
