"""For each operation the rule that says which name an axis keeps: where that is not certain, it keeps none."""

from collections.abc import Callable, Sequence
from itertools import takewhile
from math import prod
from typing import Final, TypeAlias

from aiclass.axes import AxisNames
from aiclass.shapes._trace._arguments import (
    Args,
    Operand,
    Settings,
    operands_in,
    positions,
    setting,
    whole_numbers,
)
from aiclass.shapes._trace._indexing import after_index
from aiclass.shapes._trace._operations import ELEMENTWISE, KEEPS_ROLES, REDUCTIONS, REGROUPINGS, SAME
from aiclass.shapes._trace._record import Shape

Rule: TypeAlias = Callable[[Args, Settings, Shape], AxisNames]
"""``rule(args, settings, shape)`` returns the names of an output of this shape; too few where it is not certain."""


def rule_of(operation: str) -> Rule | None:
    """Return the rule of an operation; None where nothing is certain."""
    if operation in RULES:
        return RULES[operation]
    kinds = ((ELEMENTWISE, _broadcast), (SAME, _same), (KEEPS_ROLES, _kept_roles), (REDUCTIONS, _reduced))
    return next((rule for names, rule in kinds if operation in names), None)


def reduced_axes(args: Args, settings: Settings, count: int) -> set[int]:
    """Return the axes that a reduction takes away: all of them where it names none."""
    axis = setting(args, settings, 1, "axis", "dim")
    return set(range(count)) if axis is None else positions(axis, count)


def _broadcast(args: Args, settings: Settings, shape: Shape) -> AxisNames:
    operands = [*operands_in(tuple(args)), *operands_in(settings)]
    return tuple(_agreed(operands, back, shape[-back]) for back in range(len(shape), 0, -1))


def _agreed(operands: Sequence[Operand], back: int, length: int) -> str | None:
    """Return the one name of an axis, counted from the back, among the operands that are not stretched along it."""
    whole = [each for each in operands if len(each.shape) >= back and each.shape[-back] == length]
    names = {each.axes[-back] for each in whole} - {None}
    return names.pop() if len(names) == 1 else None


def _same(args: Args, _settings: Settings, shape: Shape) -> AxisNames:
    first = operands_in(tuple(args))[0]
    return first.axes if first.shape == shape else ()


def _kept_roles(args: Args, _settings: Settings, _shape: Shape) -> AxisNames:
    return operands_in(tuple(args))[0].axes


def _reduced(args: Args, settings: Settings, shape: Shape) -> AxisNames:
    """Drop the axes that vanish; an axis kept with length 1 no longer counts what it counted."""
    operands = operands_in(tuple(args))
    if len(operands) > 1:  # torch.max(a, b)
        return _broadcast(args, settings, shape)
    axes = operands[0].axes
    gone = reduced_axes(args, settings, len(axes))
    if len(shape) == len(axes):
        return tuple(None if place in gone else name for place, name in enumerate(axes))
    return tuple(name for place, name in enumerate(axes) if place not in gone)


def _matmul(args: Args, _settings: Settings, shape: Shape) -> AxisNames:
    """Keep the outer axes of the matrices, and before them the axes along which they are stacked."""
    a, b = operands_in(tuple(args))[:2]
    rows = () if len(a.shape) == 1 else a.axes[-2:-1]
    columns = () if len(b.shape) == 1 else b.axes[-1:]
    stacks = [Operand(shape=each.shape[:-2], axes=each.axes[:-2]) for each in (a, b)]
    deepest = max(len(each.shape) for each in stacks)
    return (*_broadcast(stacks, {}, shape[:deepest]), *rows, *columns)


def _linear(args: Args, settings: Settings, _shape: Shape) -> AxisNames:
    x = operands_in(tuple(args))[0]
    weight = args[1] if len(args) > 1 else settings["weight"]
    return (*x.axes[:-1], weight.axes[0])


def _permuted(args: Args, settings: Settings, _shape: Shape) -> AxisNames:
    axes = args[0].axes
    order = whole_numbers(args, settings, "axes", "dims")
    return tuple(reversed(axes)) if not order else tuple(axes[place] for place in order)


def _swapped(args: Args, settings: Settings, _shape: Shape) -> AxisNames:
    names = list(args[0].axes)
    one = setting(args, settings, 1, "axis0", "axis1" if "axis2" in settings else "dim0")
    other = setting(args, settings, 2, "axis2" if "axis2" in settings else "axis1", "dim1")
    names[one], names[other] = names[other], names[one]
    return tuple(names)


def _regrouped(args: Args, _settings: Settings, shape: Shape) -> AxisNames:
    """Keep names of axes that are whole from the front and from the back; axes run together are named together.

    Reshaping keeps the order of the numbers, so an axis of unchanged length with unchanged axes before it (or
    behind it) holds what it held.
    """
    x = args[0]
    front = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(x.shape, shape, strict=False)))
    pairs = zip(reversed(x.shape[front:]), reversed(shape[front:]), strict=False)
    back = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    between = x.axes[front : len(x.axes) - back]
    lengths = x.shape[front : len(x.shape) - back]
    made = shape[front : len(shape) - back]
    middle: AxisNames = (None,) * len(made)
    if len(made) == 1 and between and all(between) and prod(lengths) == made[0]:
        middle = ("·".join(str(name) for name in between),)
    return (*x.axes[:front], *middle, *(x.axes[len(x.axes) - back :] if back else ()))


def _squeezed(args: Args, settings: Settings, _shape: Shape) -> AxisNames:
    x = args[0]
    axis = setting(args, settings, 1, "axis", "dim")
    ones = [place for place, length in enumerate(x.shape) if length == 1]
    gone = ones if axis is None else [place for place in positions(axis, len(x.shape)) if place in ones]
    return tuple(name for place, name in enumerate(x.axes) if place not in gone)


def _inserted(args: Args, settings: Settings, shape: Shape) -> AxisNames:
    x = operands_in(tuple(args))[0]
    axis = setting(args, settings, 1, "axis", "dim", otherwise=0)
    names = list(x.axes)
    for place in sorted(positions(axis, len(shape))):
        names.insert(place, None)
    return tuple(names)


def _joined(args: Args, _settings: Settings, _shape: Shape) -> AxisNames:
    operands = operands_in(tuple(args))
    columns = zip(*(each.axes for each in operands), strict=True)
    named = [{name for name in column if name} for column in columns]
    return tuple(names.pop() if len(names) == 1 else None for names in named)


def _parted(args: Args, settings: Settings, shape: Shape) -> AxisNames:
    x = args[0]
    axis = setting(args, settings, 2, "axis", "dim", otherwise=0) % len(x.shape)
    return x.axes if len(shape) == len(x.shape) else (*x.axes[:axis], *x.axes[axis + 1 :])


def _unbound(args: Args, settings: Settings, _shape: Shape) -> AxisNames:
    x = args[0]
    axis = setting(args, settings, 1, "axis", "dim", otherwise=0) % len(x.shape)
    return (*x.axes[:axis], *x.axes[axis + 1 :])


def _looked_up(args: Args, _settings: Settings, _shape: Shape) -> AxisNames:
    """An embedding puts one vector in the place of each number; functional.embedding takes the numbers first."""
    return (*args[0].axes, "E")


def _attended(args: Args, _settings: Settings, shape: Shape) -> AxisNames:
    query, _, value = operands_in(tuple(args))[:3]
    names = (*query.axes[:-1], value.axes[-1])
    return names if len(names) == len(shape) else ()


def _einsum(args: Args, _settings: Settings, _shape: Shape) -> AxisNames:
    text = args[0].replace(" ", "")
    inputs, _, output = text.partition("->")
    known: dict[str, set[str]] = {}
    for letters, operand in zip(inputs.split(","), operands_in(tuple(args[1:])), strict=True):
        for letter, name in zip(letters, operand.axes, strict=True):
            known.setdefault(letter, set()).update(filter(None, [name]))
    names = [known[letter] for letter in output]
    return tuple(each.pop() if len(each) == 1 else None for each in map(set, names))


def _moved(args: Args, settings: Settings, _shape: Shape) -> AxisNames:
    names = list(args[0].axes)
    source = setting(args, settings, 1, "source")
    target = setting(args, settings, 2, "destination")
    moved = names.pop(source)
    names.insert(target % (len(names) + 1), moved)
    return tuple(names)


def _indexed(args: Args, _settings: Settings, _shape: Shape) -> AxisNames:
    return after_index(args[0].axes, args[1])


def _expanded(args: Args, _settings: Settings, shape: Shape) -> AxisNames:
    return _broadcast(args[:1], {}, shape)


RULES: Final[dict[str, Rule]] = {
    "broadcast_to": _expanded,
    "chunk": _parted,
    "concatenate": _joined,
    "dot": _matmul,
    "einsum": _einsum,
    "embedding": _looked_up,
    "expand": _expanded,
    "expand_dims": _inserted,
    "getitem": _indexed,
    "linear": _linear,
    "matmul": _matmul,
    "moveaxis": _moved,
    "multi_head_attention_forward": _same,
    "permute": _permuted,
    "scaled_dot_product_attention": _attended,
    "split": _parted,
    "squeeze": _squeezed,
    "stack": _inserted,
    "swapaxes": _swapped,
    "unbind": _unbound,
    "unsqueeze": _inserted,
    **dict.fromkeys(REGROUPINGS, _regrouped),
}
