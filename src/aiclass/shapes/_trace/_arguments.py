"""The arguments of an operation as rules read them: operands in the place of arrays, settings by name or by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiclass.axes import AxisNames
from aiclass.shapes._trace._record import Shape

Args: TypeAlias = Sequence[Any]
Settings: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """What a rule may know of an array: its shape, the names of its axes, its own name, its dtype."""

    shape: Shape
    axes: AxisNames
    name: str = ""
    dtype: str = ""


def operands_in(args: Any) -> list[Operand]:
    """Return the operands in arguments, in order."""
    if isinstance(args, Operand):
        return [args]
    parts = args.values() if isinstance(args, Mapping) else args if isinstance(args, tuple | list) else ()
    return [operand for part in parts for operand in operands_in(part)]


def setting(args: Args, settings: Settings, place: int, *names: str, otherwise: Any = None) -> Any:
    """Return a setting by one of its names, else by its place among the arguments."""
    for name in names:
        if name in settings:
            return settings[name]
    return args[place] if len(args) > place else otherwise


def whole_numbers(args: Args, settings: Settings, *names: str) -> tuple[int, ...]:
    """Return the integers behind the first argument, which may stand in a tuple or one by one."""
    found = setting(args, settings, 1, *names)
    if found is None:
        return ()
    return tuple(found) if isinstance(found, tuple | list) else tuple(args[1:])


def positions(axis: Any, count: int) -> set[int]:
    """Return the axes that one number or several name, counted from 0.

    Args:
        count: of all axes.
    """
    each = axis if isinstance(axis, tuple | list) else (axis,)
    return {int(one) % count for one in each}
