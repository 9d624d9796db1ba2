"""The whole engine: a tensor that remembers how it was computed, and the walk back that gives every gradient.

Forward, each operation makes a new tensor that keeps a `Record`: which tensors went in, and for each of them a *rule*
that turns the gradient of the output into the gradient of that input. Backward, the records are visited from the last
to the first, and each hands its gradient on through its rules. That is the chain rule, one record at a time.

Which rule belongs to which operation is written in the other files, forward and backward side by side.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from aiclass.autograd._guards import check_unchanged, first_gradient, fitted, run
from aiclass.autograd._in_place import InPlace
from aiclass.autograd._inspection import Inspection
from aiclass.autograd._operands import as_operand, widest_float
from aiclass.autograd._operators import Operators
from aiclass.autograd._recording import is_recording, tell
from aiclass.autograd.errors import DataError

Array: TypeAlias = NDArray[Any]
Rule: TypeAlias = Callable[[Array], Array]
Operation: TypeAlias = Callable[..., tuple[Array, tuple[Rule, ...]]]
"""``operation(*arrays, **settings)`` returns the output and one rule for each array."""


class Tensor(Operators, InPlace, Inspection):
    """A NumPy array that can have a gradient. `tensor` makes one from numbers.

    Attributes:
        data: the numbers.
        grad: gradient of what `backward` was called on, shape and dtype of data; None before. Unlike in PyTorch,
            tensors in the middle of a computation keep theirs too, so that one can look at it.
        name: what pictures and tables call it; None for no name.
        record: how it was computed; None for a leaf, which was given, not computed.
        version: how often data was changed in place.
    """

    __slots__ = ("__weakref__", "_requires_grad", "data", "grad", "name", "record")

    def __init__(self, data: Array, *, requires_grad: bool = False, name: str | None = None) -> None:
        self.data = data
        self.grad: Array | None = None
        self.name = name
        self.record: Record | None = None
        self.version = 0
        self.requires_grad = requires_grad

    @property
    def requires_grad(self) -> bool:
        """Return whether gradients flow to this tensor."""
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if wanted and self.data.dtype not in (np.float32, np.float64):
            raise DataError.of("AG-01", dtype=self.data.dtype)
        self._requires_grad = bool(wanted)

    def backward(self, gradient: Any = None) -> None:
        """Add to `grad` of every tensor that this one was computed from its gradient.

        Gradients add up over calls, as in PyTorch: set ``grad = None`` (`zero_grad` of an optimizer) before the next
        step. The records stay, so a second call is allowed.

        Args:
            gradient: of this tensor, in its shape; 1 for a tensor of one element, where it can be left out.

        Raises:
            GradientError: nothing here requires a gradient, gradient is missing or has another shape, or a rule
                returned a wrong shape.
            InPlaceError: an input was changed in place after it was used.
        """
        for tensor, d_tensor in gradients(self, gradient).items():
            tensor.grad = np.array(d_tensor) if tensor.grad is None else tensor.grad + d_tensor

    def detach(self) -> "Tensor":
        """Return a leaf with a copy of the numbers: what is computed from it sends no gradient back."""
        return Tensor(self.data.copy())

    @staticmethod
    def apply(operation: Operation, *inputs: Any, **settings: Any) -> "Tensor":
        """Return the output of an operation, which remembers its inputs if one of them requires a gradient.

        Raises:
            OperationError: the inputs do not fit, or the operation does not return an output and a rule an input.
        """
        dtype = widest_float(each.dtype for each in inputs if isinstance(each, Tensor))
        tensors = tuple(_as_tensor(each, dtype) for each in inputs)
        output, rules = run(operation, tensors, settings)
        result = Tensor(output)
        if is_recording() and any(each.requires_grad for each in tensors):
            result.requires_grad = True
            result.record = Record(
                operation=operation.__name__,
                inputs=tensors,
                rules=rules,
                settings=settings,
                versions=tuple(each.version for each in tensors),
            )
        tell(operation.__name__, tensors, settings, result)
        return result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """How a tensor was computed.

    Attributes:
        operation: its name, such as "multiply".
        inputs: the tensors that went in.
        rules: one an input, from the gradient of the output to the gradient of that input.
        settings: what else the operation was told, such as an axis.
        versions: of the inputs, at that time.
    """

    operation: str
    inputs: tuple[Tensor, ...]
    rules: tuple[Rule, ...]
    settings: Mapping[str, Any]
    versions: tuple[int, ...]


def gradients(output: Tensor, d_output: Any = None) -> dict[Tensor, Array]:
    """Return the gradient of output with respect to every tensor it was computed from, itself first."""
    found = {output: first_gradient(output, d_output)}
    for tensor in reversed(topological_order(output)):
        record = tensor.record
        if record is None or tensor not in found:
            continue
        check_unchanged(record)
        for position, (each, rule) in enumerate(zip(record.inputs, record.rules, strict=True)):
            if each.requires_grad:
                d_each = fitted(rule(found[tensor]), record, position)
                found[each] = found[each] + d_each if each in found else d_each
    return found


def topological_order(output: Tensor) -> list[Tensor]:
    """Return every tensor that output was computed from, each after its inputs, output last.

    A loop with a stack of its own: calling itself would overflow Python's stack on a deep graph.
    """
    order: list[Tensor] = []
    seen: set[Tensor] = set()
    stack = [(output, False)]
    while stack:
        tensor, inputs_are_done = stack.pop()
        if inputs_are_done:
            order.append(tensor)
        elif tensor not in seen:
            seen.add(tensor)
            stack.append((tensor, True))
            stack += [(each, False) for each in reversed(tensor.record.inputs if tensor.record else ())]
    return order


def _as_tensor(value: Any, float_dtype: np.dtype[Any] | None) -> Tensor:
    if isinstance(value, Tensor) and (float_dtype is None or value.dtype.kind == "f"):
        return value
    return Tensor(as_operand(value.data if isinstance(value, Tensor) else value, float_dtype))
