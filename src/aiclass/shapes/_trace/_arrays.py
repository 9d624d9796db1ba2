"""What counts as an array for a trace: NumPy's arrays and numbers, our tensors, PyTorch's."""

import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from aiclass.autograd import Tensor

DEEPEST: Final = 4  # containers within containers that are looked into


def is_array(value: Any) -> bool:
    """Return whether a value is an array, a NumPy number, one of our tensors or a PyTorch tensor."""
    return isinstance(value, np.ndarray | np.generic | Tensor) or _is_torch_tensor(value)


def is_parameter(array: Any) -> bool:
    """Return whether an array is one that training changes."""
    if isinstance(array, Tensor):
        return array.requires_grad and array.is_leaf
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(array, torch.nn.Parameter)


def own_name(array: Any) -> str:
    """Return the name that one of our tensors was given; "" for others."""
    return (array.name or "") if isinstance(array, Tensor) else ""


def arrays_in(value: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the arrays in a value and in the plain containers that it consists of."""
    if is_array(value):
        yield value
    elif isinstance(value, tuple | list | dict) and depth < DEEPEST:
        for part in value.values() if isinstance(value, dict) else value:
            yield from arrays_in(part, depth + 1)


def with_each_array(put: Callable[[Any], Any], value: Any) -> Any:
    """Return the same value, in the place of every array in it what ``put`` makes of that array."""
    if is_array(value):
        return put(value)
    if isinstance(value, dict):
        return {key: with_each_array(put, part) for key, part in value.items()}
    if type(value) in {tuple, list}:
        return type(value)(with_each_array(put, part) for part in value)
    return value


def _is_torch_tensor(value: Any) -> bool:
    """Return whether a value is a PyTorch tensor; PyTorch is never imported for this."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)
