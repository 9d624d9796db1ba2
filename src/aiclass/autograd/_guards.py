"""What is checked on the way forward and back, so that a mistake has a name where it is made."""

from typing import TYPE_CHECKING, Any

import numpy as np

from aiclass.autograd._operands import as_numbers, misfit
from aiclass.autograd._plain import plain
from aiclass.autograd.errors import DataError, GradientError, InPlaceError, OperationError

if TYPE_CHECKING:
    from aiclass.autograd._tensor import Array, Operation, Record, Rule, Tensor


def run(
    operation: "Operation", inputs: "tuple[Tensor, ...]", settings: dict[str, Any]
) -> "tuple[Array, tuple[Rule, ...]]":
    """Return the output of an operation, in memory of its own, and its rules.

    Were it a view, as `reshape` gives, a change in place of one tensor would change another whose version stays.

    Raises:
        OperationError: the inputs do not fit it, or it does not return an output and a rule for each input.
    """
    try:
        outcome: Any = operation(*(each.data for each in inputs), **settings)
    except ValueError as error:  # how NumPy complains about shapes and axes
        raise misfit(operation.__name__, inputs, error) from error
    is_pair = isinstance(outcome, tuple) and len(outcome) == 2
    if not is_pair or not _are_rules(outcome[1], len(inputs)):
        raise OperationError.of("AG-12", operation=operation.__name__, count=len(inputs))
    output = np.asarray(outcome[0])
    is_view = any(np.may_share_memory(output, each.data) for each in inputs)
    return output.copy(order="K") if is_view else output, outcome[1]


def first_gradient(output: "Tensor", d_output: Any) -> "Array":
    """Return the gradient with which the walk back starts: what was given, else 1.

    Raises:
        GradientError: output has no history, or the gradient is missing or has another shape.
    """
    if not output.requires_grad:
        raise GradientError.of("AG-04")
    if d_output is None:
        if output.data.size != 1:
            raise GradientError.of("AG-03", shape=output.shape)
        return np.ones_like(output.data)
    given = as_numbers(plain(d_output)).astype(output.dtype)
    if given.shape != output.shape:
        raise GradientError.of("AG-05", expected=output.shape, actual=given.shape)
    return given


def check_is_tensor(value: Any) -> None:
    """Raise unless this is a tensor, whose history can be shown.

    Raises:
        DataError: it is something else.
    """
    from aiclass.autograd._tensor import Tensor

    if not isinstance(value, Tensor):
        raise DataError.of("AG-17", actual=type(value).__name__)


def check_unchanged(record: "Record") -> None:
    """Raise unless the inputs are as they were when the record was made.

    Raises:
        InPlaceError: one has been changed in place.
    """
    for each, version in zip(record.inputs, record.versions, strict=True):
        if each.version != version:
            raise InPlaceError.of("AG-07", operation=record.operation, shape=each.shape)


def fitted(gradient: "Array", record: "Record", position: int) -> "Array":
    """Return the gradient of an input in its dtype.

    Raises:
        GradientError: it has not the input's shape.
    """
    target, array = record.inputs[position], np.asarray(gradient)
    if array.shape != target.shape:
        names = {"operation": record.operation, "position": position}
        raise GradientError.of("AG-11", **names, expected=target.shape, actual=array.shape)
    return array.astype(target.dtype, copy=False)


def _are_rules(rules: Any, count: int) -> bool:
    return isinstance(rules, tuple) and len(rules) == count and all(map(callable, rules))
