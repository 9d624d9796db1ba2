"""How the learning rate moves through a run."""

import math
from typing import Literal

Schedule = Literal["constant", "cosine", "one-cycle"]

WARMUP = 0.25  # share of a one-cycle run in which the learning rate rises
FIRST = 0.1  # where that rise begins, as a share of the largest


def schedule_factor(schedule: Schedule, step: int, steps: int) -> float:
    """Return the share of the largest learning rate that a step uses, 0 < share <= 1.

    It depends on the position alone, so a run that is resumed needs nothing else to find it again.

    Args:
        schedule: "constant"; "cosine", half a wave from 1 to almost 0; "one-cycle", a straight rise through the
            first quarter and a straight fall through the rest.
        step: counted from 0.
        steps: of the whole run.

    Source: Loshchilov and Hutter (2017), equation 5 (cosine); Smith and Topin (2018) (one-cycle).
    """
    done = (step + 0.5) / steps  # the middle of the step: neither the first nor the last is 0
    if schedule == "constant":
        return 1.0
    if schedule == "cosine":
        return (1 + math.cos(math.pi * done)) / 2
    if done < WARMUP:
        return FIRST + (1 - FIRST) * done / WARMUP
    return (1 - done) / (1 - WARMUP)
