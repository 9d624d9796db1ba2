"""One example where a model expects a batch: the channels of a single picture are then read as the batch."""

import ast
from collections.abc import Iterator
from math import prod
from typing import Any

from aiclass.shapes._clinic._case import ATOMS, Case, shape_of
from aiclass.shapes._clinic._diagnosis import Finding, Repair
from aiclass.shapes._clinic._guilt import Passage, passages
from aiclass.shapes._clinic._layer import FORWARD, FailedLayer
from aiclass.shapes._clinic._meta import is_module
from aiclass.shapes._clinic._source import spliced

CONVOLUTIONS = {"Conv1d": 1, "Conv2d": 2, "Conv3d": 3}
Shape = tuple[int, ...]


def taken_apart(case: Case, failed: FailedLayer, wanted: int) -> Finding | None:
    """Explain features of one example that were flattened as if its channels were a batch.

    Args:
        wanted: number of features that the layer takes; all that came make up just one example.
    """
    if len(failed.shape) != 2 or failed.shape[0] == 1 or prod(failed.shape) != wanted:
        return None
    return one_alone(case)


def one_alone(case: Case) -> Finding | None:
    """Explain that the learner's model was given one example; None where it was not."""
    found = _without_batch(case)
    if found is None:
        return None
    given, repairs = found
    return Finding(
        code="CM-07",
        operands=case.operands(*case.node.args),  # type: ignore[attr-defined]
        clash=f"모델에 넣은 모양 {given}: 배치 축이 없습니다",
        repairs=repairs,
    )


def _without_batch(case: Case) -> tuple[Shape, tuple[Repair, ...]] | None:
    """Return the shape of the one example that the learner's model was given, and its call with a batch axis.

    None where the model got a batch, or has no convolution to tell by. A model of the learner's own is not run again.
    """
    call = next(_calls_of_models(case), None)
    if call is None or not call.node.args or isinstance(call.node.args[0], ast.Starred):
        return None
    given, dims = shape_of(call.below.f_locals["args"][0]), _dimensions(call.below.f_locals["self"])
    if given is None or dims is None or len(given) != dims + 1:
        return None
    argument = call.node.args[0]
    text = call.source.text(argument)
    batch = f"{text if isinstance(argument, ATOMS) else f'({text})'}.unsqueeze(0)"
    changed = spliced(call.source, call.node, {argument: batch})
    if call.frame is case.guilt.frame:
        return given, case.repairs([changed])
    is_here = call.source.filename == case.guilt.source.filename
    place = f"{call.node.lineno}번째 줄" if is_here else ""
    return given, (Repair(code=changed, place=place),)


def _calls_of_models(case: Case) -> Iterator[Passage]:
    """Yield the calls of models that stand in no model themselves."""
    for passage in passages(case.guilt.error):
        is_inside = passage.frame.f_code.co_name in FORWARD and is_module(passage.frame.f_locals.get("self"))
        below = passage.below.f_locals
        if not is_inside and is_module(below.get("self")) and below.get("args"):
            yield passage


def _dimensions(model: Any) -> int | None:
    kinds = (type(part).__name__ for part in model.modules())
    return next((CONVOLUTIONS[kind] for kind in kinds if kind in CONVOLUTIONS), None)
