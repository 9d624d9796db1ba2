"""One name for each tensor of a computation."""

from collections import Counter

from aiclass.autograd._tensor import Tensor
from aiclass.autograd.errors import ParityError


def labelled(tensors: list[Tensor]) -> dict[str, Tensor]:
    """Return the tensors by name; those without one are called after their operation, ``tanh``, ``tanh_2``.

    Plain numbers without a name, such as the 2 in ``x * 2``, are left out.

    Args:
        tensors: each after its inputs.

    Raises:
        ParityError: two have the same name.
    """
    taken: Counter[str] = Counter(each.name for each in tensors if each.name)
    for name, count in taken.items():
        if count > 1:
            raise ParityError.of("AG-26", name=name, count=count)
    names: dict[str, Tensor] = {}
    for each in tensors:
        if each.name or each.record or each.requires_grad or each.numel() > 1:
            names[each.name or _free_name(each.record.operation if each.record else "input", taken)] = each
    return names


def _free_name(stem: str, taken: Counter[str]) -> str:
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}_{number}"
    taken[name] = 1
    return name
