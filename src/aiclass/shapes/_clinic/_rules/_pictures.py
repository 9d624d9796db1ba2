"""Pictures that go from a convolution into a Linear layer without being flattened."""

from dataclasses import replace
from math import prod

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Repair
from aiclass.shapes._clinic._layer import FailedLayer

PICTURES = 4  # axes: N, C, H, W
CONVOLUTIONS = ("Conv2d", "ConvTranspose2d")


def not_flattened(case: Case, failed: FailedLayer, wanted: int) -> Finding | None:
    """Explain pictures (N, C, H, W) in a Linear layer that takes another number of features than they have.

    Two lines have to change: the call, which is not tried since the layer still takes another number, and the layer,
    which is tried on flattened pictures.
    """
    shape, argument = failed.shape, failed.argument
    has_convolution = any(type(part).__name__ in CONVOLUTIONS for part in failed.root.modules())
    if len(shape) != PICTURES or not has_convolution or prod(shape[1:]) == wanted or argument is None:
        return None
    flat = replace(failed, inputs=(failed.inputs[0].flatten(1),))
    call = case.edit((argument, case.with_suffix(argument, ".flatten(1)")))
    features = prod(shape[1:])
    return Finding(
        code="CM-09",
        operands=case.operands(argument),
        clash=f"펴면 특성 {' × '.join(map(str, shape[1:]))} = {features} ≠ 층이 받는 특성의 수 {wanted}",
        repairs=(*flat.remade(case, "in_features", features), Repair(code=call)),
    )
