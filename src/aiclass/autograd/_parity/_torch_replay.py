"""The same computation in PyTorch, operation by operation. PyTorch is imported when it is asked for."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from aiclass.autograd._tensor import Array, Record, Tensor
from aiclass.autograd.errors import ParityError


def is_torch_installed() -> bool:
    """Return whether PyTorch can be imported; it is not imported for this."""
    from importlib.util import find_spec

    return find_spec("torch") is not None


def replay(tensors: Mapping[Tensor, str], order: list[Tensor]) -> dict[Tensor, Any]:
    """Return PyTorch's tensor for each of ours, computed from the same leaves by PyTorch's own operations.

    Raises:
        ParityError: an operation has no counterpart in PyTorch; names it.
    """
    import torch

    operations, found = torch_operations(), dict[Tensor, Any]()
    for each in order:
        if each.record is None:
            found[each] = torch.tensor(each.data, requires_grad=each.requires_grad)
            continue
        operation = operations.get(each.record.operation)
        if operation is None:
            raise ParityError.of("AG-27", operation=each.record.operation, name=tensors.get(each, ""))
        found[each] = operation(*(found[i] for i in each.record.inputs), **each.record.settings)
        if found[each].requires_grad:
            found[each].retain_grad()
    return found


def gradients_of_one_operation(record: Record, d_output: Array) -> list[Array | None]:
    """Return what PyTorch's counterpart of one operation, by itself, hands on to each of its inputs.

    None for inputs that require no gradient.

    Raises:
        ParityError: the operation has no counterpart in PyTorch.
    """
    import torch

    operation = torch_operations().get(record.operation)
    if operation is None:
        raise ParityError.of("AG-27", operation=record.operation, name="-")
    inputs = [torch.tensor(each.data, requires_grad=each.requires_grad) for each in record.inputs]
    operation(*inputs, **record.settings).backward(torch.tensor(d_output))
    return [None if each.grad is None else as_array(each.grad) for each in inputs]


def torch_operations() -> dict[str, Callable[..., Any]]:
    """Return PyTorch's counterpart of every operation, called with the settings of ours."""
    import torch
    from torch.nn import functional

    return {
        "add": torch.add,
        "subtract": torch.sub,
        "multiply": torch.mul,
        "divide": torch.div,
        "power": torch.pow,
        "negative": torch.neg,
        "matmul": torch.matmul,
        "exp": torch.exp,
        "log": torch.log,
        "relu": torch.relu,
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "sum": lambda x, axis, keepdims: x.sum(dim=_dim(x, axis), keepdim=keepdims),
        "mean": lambda x, axis, keepdims: x.mean(dim=_dim(x, axis), keepdim=keepdims),
        "amax": lambda x, axis, keepdims: x.amax(dim=_dim(x, axis), keepdim=keepdims),
        "reshape": lambda x, shape: x.reshape(shape),
        "permute": lambda x, axes: x.permute(axes),
        "transpose": lambda x, axis0, axis1: x.transpose(axis0, axis1),
        "getitem": lambda x, key: x[_torch_key(key)],
        "concatenate": lambda *tensors, axis: torch.cat(tensors, dim=axis),
        "log_softmax": lambda x, axis: torch.log_softmax(x, dim=axis),
        "cross_entropy": lambda x, labels: functional.cross_entropy(x, torch.tensor(np.asarray(labels))),
        "conv2d": functional.conv2d,
        "max_pool2d": functional.max_pool2d,
        "avg_pool2d": functional.avg_pool2d,
    }


def as_array(value: Any) -> Array:
    """Return a PyTorch tensor, an array or a number as an array."""
    return np.asarray(value.detach() if hasattr(value, "detach") else value)


def _dim(x: Any, axis: Any) -> Any:
    return tuple(range(x.ndim)) if axis is None else axis


def _torch_key(key: Any) -> Any:
    import torch

    if isinstance(key, tuple):
        return tuple(_torch_key(part) for part in key)
    return torch.tensor(np.asarray(key)) if isinstance(key, list | np.ndarray) else key
