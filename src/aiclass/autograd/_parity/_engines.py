"""What each engine says of each tensor: its value and its gradient."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from aiclass.autograd._parity._torch_replay import as_array, replay
from aiclass.autograd._tensor import Array, Tensor
from aiclass.autograd.errors import ParityError

Model: TypeAlias = Callable[..., Mapping[str, Any]]
"""``model(x=..., weight=...)`` gets the named leaves and returns what it computed, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What an engine found; a tensor that it says nothing of is missing.

    Attributes:
        engine: "NumPy" or "PyTorch".
        values: by name.
        gradients: by name.
    """

    engine: str
    values: dict[str, Array] = field(default_factory=dict)
    gradients: dict[str, Array] = field(default_factory=dict)


def findings_of_numpy(model: Model, names: Mapping[str, Tensor]) -> Findings:
    """Return what explicit NumPy code computed: ``hidden`` is a value, ``d_hidden`` its gradient.

    Raises:
        ParityError: the code returned no mapping, or a name that the computation does not have.
    """
    findings = Findings(engine="NumPy")
    for key, value in _returned(
        model, {name: each.data.copy() for name, each in _leaves(names).items()}
    ).items():
        if key in names:
            findings.values[key] = np.asarray(value)
        elif key.removeprefix("d_") in names:
            findings.gradients[key.removeprefix("d_")] = np.asarray(value)
        else:
            raise ParityError.of("AG-28", engine="NumPy", name=key, known=", ".join(names))
    return findings


def findings_of_torch(model: Model, names: Mapping[str, Tensor], output: str) -> Findings:
    """Return what a model written in PyTorch computed; gradients come from ``backward`` on the output.

    Raises:
        ParityError: the model returned no mapping, a name that the computation does not have,
            what is no tensor, or no output.
    """
    import torch

    leaves = {
        name: torch.tensor(each.data, requires_grad=each.requires_grad)
        for name, each in _leaves(names).items()
    }
    returned = _returned(model, leaves)
    for key, value in returned.items():
        if key not in names:
            raise ParityError.of("AG-28", engine="PyTorch", name=key, known=", ".join(names))
        if not isinstance(value, torch.Tensor):
            raise ParityError.of("AG-31", name=key, actual=type(value).__name__)
    if output not in returned:
        raise ParityError.of("AG-29", output=output, returned=", ".join(returned) or "-")
    found = leaves | dict(returned)
    return _after_backward(found, found[output])


def findings_of_replay(names: Mapping[str, Tensor], order: list[Tensor], output: Tensor) -> Findings:
    """Return what PyTorch's own operations make of the same leaves.

    Raises:
        ParityError: an operation has no counterpart in PyTorch.
    """
    found = replay({each: name for name, each in names.items()}, order)
    return _after_backward({name: found[each] for name, each in names.items()}, found[output])


def _after_backward(tensors: Mapping[str, Any], output: Any) -> Findings:
    for each in tensors.values():
        if each.requires_grad:
            each.retain_grad()
    output.backward()
    return Findings(
        engine="PyTorch",
        values={name: as_array(each) for name, each in tensors.items()},
        gradients={name: as_array(each.grad) for name, each in tensors.items() if each.grad is not None},
    )


def _leaves(names: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the leaves that have a name of their own."""
    return {name: each for name, each in names.items() if each.is_leaf and each.name}


def _returned(model: Model, leaves: Mapping[str, Any]) -> Mapping[str, Any]:
    returned = model(**leaves)
    if not isinstance(returned, Mapping):
        raise ParityError.of("AG-25", actual=type(returned).__name__)
    return returned
