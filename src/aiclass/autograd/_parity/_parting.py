"""Where the engines first part, and whose fault it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from aiclass.autograd._parity._comparison import compare
from aiclass.autograd._parity._torch_replay import gradients_of_one_operation, is_torch_installed
from aiclass.autograd._tensor import Array, Tensor
from aiclass.autograd.errors import ParityError

if TYPE_CHECKING:
    from aiclass.autograd._parity._panel import ParityRow

AUTOGRAD = "autograd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """The first difference: of a value on the way forward, else of a gradient on the way back.

    Attributes:
        kind: "value" or "gradient".
        name: the tensor that differs.
        operations: what made the difference. For a value the operation that computed it. For a gradient the names of
            the tensors whose backward hands it on: their own gradients still agree.
        suspect: the engine that stands alone; with two engines nobody can tell, then "autograd".
    """

    kind: Literal["value", "gradient"]
    name: str
    operations: tuple[str, ...]
    suspect: str


def first_parting(
    rows: Sequence["ParityRow"], names: Mapping[str, Tensor], gradients: Mapping[Tensor, Array]
) -> Parting | None:
    """Return where the engines first part; None where they agree.

    Args:
        rows: each after its inputs.
        names: the tensors of the rows.
        gradients: autograd's.
    """
    for row in rows:
        suspect = _suspect(row, "value")
        if suspect:
            return Parting(kind="value", name=row.name, operations=(row.name,), suspect=suspect)
    for row in reversed(rows):
        suspect = _suspect(row, "gradient")
        if suspect:
            users = _users(row.name, suspect, rows, names)
            if suspect == AUTOGRAD and is_torch_installed():
                users = tuple(user for user in users if _is_wrong_by_itself(names[user], gradients)) or users
            return Parting(kind="gradient", name=row.name, operations=users, suspect=suspect)
    return None


def _suspect(row: "ParityRow", kind: Literal["value", "gradient"]) -> str | None:
    """Return the engine that differs from the others in this row."""
    agreements = row.values if kind == "value" else row.gradients
    differing = [engine for engine, agreement in agreements.items() if not agreement.is_same]
    if not differing:
        return None
    return AUTOGRAD if len(differing) == len(agreements) else differing[0]


def _users(
    name: str, suspect: str, rows: Sequence["ParityRow"], names: Mapping[str, Tensor]
) -> tuple[str, ...]:
    """Return the tensors between this one and the nearest whose gradient was compared, those included."""
    compared = {
        row.name for row in rows if suspect in row.gradients or (suspect == AUTOGRAD and row.gradients)
    }
    found: list[str] = []
    waiting = [names[name]]
    labels = {each: label for label, each in names.items()}
    while waiting:
        tensor = waiting.pop()
        for user in names.values():
            is_user = user.record and any(each is tensor for each in user.record.inputs)
            if is_user and labels[user] not in found:
                found.append(labels[user])
                if labels[user] not in compared:
                    waiting.append(user)
    return tuple(label for label in names if label in found)


def _is_wrong_by_itself(user: Tensor, gradients: Mapping[Tensor, Array]) -> bool:
    """Return whether the rules of what made this tensor differ from PyTorch's for that one operation."""
    if user.record is None:
        return False
    try:
        theirs = gradients_of_one_operation(user.record, gradients[user])
    except ParityError:  # no counterpart: it stays under suspicion
        return True
    ours = [np.asarray(rule(gradients[user])) for rule in user.record.rules]
    return any(not compare(b, a).is_same for a, b in zip(ours, theirs, strict=True) if b is not None)
