"""Which name an axis keeps through an operation. Where that is not certain, it keeps none."""

from collections.abc import Sequence
from typing import Final

from aiclass.axes import AxisNames
from aiclass.shapes._trace._arguments import Args, Settings, operands_in
from aiclass.shapes._trace._letter_rules import reduced_axes, rule_of
from aiclass.shapes._trace._operations import REDUCTIONS
from aiclass.shapes._trace._record import Shape

DEFINED: Final = {
    **{
        (operation, axes): "NCHW"[-axes:]
        for operation in ("conv2d", "conv_transpose2d", "max_pool2d", "avg_pool2d", "adaptive_avg_pool2d")
        for axes in (3, 4)
    },
    ("batch_norm", 4): "NCHW",
    ("cross_entropy", 2): "NK",
}
UNREADABLE: Final = (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError)


def follow(operation: str, args: Args, settings: Settings, shapes: Sequence[Shape]) -> list[AxisNames]:
    """Return the names of the axes of each output.

    An argument that no rule can read makes nothing fail: what was traced must run as it would without a trace.

    Args:
        args: with an `Operand` in the place of each array.
        settings: the same.
        shapes: of the outputs.
    """
    rule = rule_of(operation)
    found: list[AxisNames] = []
    for shape in shapes:
        try:
            names = rule(args, settings, shape) if rule else ()
        except UNREADABLE:
            names = ()
        found.append(names if len(names) == len(shape) else (None,) * len(shape))
    return found


def defined_axes(operation: str, shape: Shape) -> AxisNames:
    """Return the names that an operation itself gives the axes of its first input; none where it gives none.

    A convolution of pictures reads four axes as (N, C, H, W), whatever they are called; a cross-entropy two as (N, K).
    """
    return tuple(DEFINED.get((operation, len(shape)), ""))


def vanished(operation: str, args: Args, settings: Settings) -> tuple[int, ...]:
    """Return the axes of the first input that a reduction takes away, none for other operations."""
    operands = operands_in(tuple(args))
    if operation not in REDUCTIONS or len(operands) != 1:
        return ()
    try:
        return tuple(sorted(reduced_axes(args, settings, len(operands[0].shape))))
    except UNREADABLE:
        return ()
