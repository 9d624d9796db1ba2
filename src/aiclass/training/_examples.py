"""Inputs and their labels, checked once before training."""

from typing import Any, NamedTuple

import torch
from jaxtyping import Int64, Shaped
from torch import Tensor

from aiclass.training.errors import DataError


class Examples(NamedTuple):
    """Inputs, (N, ...), and the class number of each, (N,) int64. A plain pair of tensors will do as well."""

    inputs: Shaped[Tensor, "N *D"]
    labels: Int64[Tensor, " N"]

    def to(self, device: torch.device) -> "Examples":
        """Return the examples on a device."""
        return Examples(self.inputs.to(device), self.labels.to(device))


def check_examples(name: str, pair: Any) -> Examples:
    """Return the pair as examples when it can be learned from.

    Args:
        name: what the pair is called in the error, such as "train".
        pair: (inputs, labels).

    Raises:
        DataError: it is no pair of tensors, is empty, lengths differ, a number is not finite, or a label is no
            class number. Names the first bad row.
    """
    if not isinstance(pair, tuple) or len(pair) != 2 or not all(isinstance(part, Tensor) for part in pair):
        raise DataError.of("TR-02", name=name, actual=_described(pair))
    examples = Examples(*pair)
    if examples.labels.ndim != 1 or examples.labels.shape != examples.inputs.shape[:1]:
        shapes = {"inputs": tuple(examples.inputs.shape), "labels": tuple(examples.labels.shape)}
        raise DataError.of("TR-04", name=name, **shapes)
    if len(examples.labels) == 0:
        raise DataError.of("TR-03", name=name)
    _check_finite(name, examples.inputs)
    check_labels(name, examples.labels)
    return examples


def check_inputs(inputs: Any) -> None:
    """Raise unless the inputs are a tensor.

    Raises:
        DataError: names what they are.
    """
    if not isinstance(inputs, Tensor):
        raise DataError.of("TR-30", actual=type(inputs).__name__)


def _check_finite(name: str, inputs: Tensor) -> None:
    """Raise where a number is NaN or infinite; the sum is so too, and is quick to take."""
    if not inputs.is_floating_point() or torch.isfinite(inputs.sum()):
        return
    bad = ~torch.isfinite(inputs.flatten(start_dim=1)).all(dim=1)  # (N,)
    if bad.any():
        raise DataError.of("TR-05", name=name, row=int(bad.nonzero()[0]), count=int(bad.sum()))


def check_labels(name: str, labels: Tensor, classes: int | None = None) -> None:
    """Raise unless these are class numbers.

    Args:
        classes: K, where it is known.

    Raises:
        DataError: names the first row that is none.
    """
    if labels.dtype != torch.int64:
        raise DataError.of("TR-06", name=name, dtype=labels.dtype)
    bad = labels < 0  # (N,)
    if classes is not None:
        bad |= labels >= classes
    if bad.any():
        row = int(bad.nonzero()[0])
        allowed = "0 이상의 정수" if classes is None else f"0부터 {classes - 1}까지"
        raise DataError.of("TR-07", name=name, row=row, label=int(labels[row]), allowed=allowed)


def _described(value: Any) -> str:
    if isinstance(value, tuple | list):
        return f"{type(value).__name__}({', '.join(type(part).__name__ for part in value)})"
    return type(value).__name__
