"""A trace as a tree: modules and functions folded, so that one level is never too much to look at."""

from collections.abc import Hashable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final, TypeAlias

from aiclass.shapes._trace._loops import loops
from aiclass.shapes._trace._record import FUNCTION, Record, Value

MOST: Final = 30  # items of one level; more are folded by their order


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Operations that belong together.

    Attributes:
        title: name of the module or function.
        kind: class of the module, "함수", or empty.
        group: position of the group in ``Record.groups``.
        items: positions of steps, and folds, in order.
        first_round: of a loop, the items of the first time round; empty for other folds.
    """

    title: str
    kind: str
    group: int
    items: tuple["int | Fold", ...]
    first_round: tuple["int | Fold", ...] = ()

    def steps(self) -> Iterator[int]:
        """Yield the positions of all steps in it."""
        for item in self.items:
            if isinstance(item, Fold):
                yield from item.steps()
            else:
                yield item

    def folds(self) -> tuple["Fold", ...]:
        """Return the folds directly in it."""
        return tuple(item for item in self.items if isinstance(item, Fold))


Item: TypeAlias = int | Fold


def fold(record: Record) -> Fold:
    """Return the trace as a tree; a level that holds nothing but one fold is left out."""
    children: dict[int, list[int | tuple[int]]] = {}
    placed = {0}
    for position, step in enumerate(record.steps):
        for group in _path(record, step.group):
            if group not in placed:
                placed.add(group)
                children.setdefault(record.groups[group].parent, []).append((group,))
        children.setdefault(step.group, []).append(position)
    whole = _fold_of(record, children, 0)
    while len(whole.items) == 1 and isinstance(whole.items[0], Fold):
        whole = whole.items[0]
    return whole


def _path(record: Record, group: int) -> list[int]:
    """Return the groups from the outermost to this one."""
    path: list[int] = []
    while group != 0:
        path.insert(0, group)
        group = record.groups[group].parent
    return path


def _fold_of(record: Record, children: dict[int, list[int | tuple[int]]], group: int) -> Fold:
    items: list[Item] = []
    for child in children.get(group, ()):
        if isinstance(child, int):
            items.append(child)
            continue
        inner = _fold_of(record, children, child[0])
        items += inner.items if len(inner.items) == 1 else [inner]
    known = record.groups[group]
    items = _with_loops(record, items, group)
    return Fold(title=known.title, kind=known.kind, group=group, items=_shortened(items, group))


def _with_loops(record: Record, items: list[Item], group: int) -> list[Item]:
    """Return the items, a loop as one fold that holds a fold for each time round."""
    folded, place = list[Item](), 0
    for loop in loops([_sign(record, item, group) for item in items]):
        rounds = [items[start : start + loop.length] for start in range(loop.start, loop.end, loop.length)]
        inside: list[Item] = [
            Fold(title=f"{number}번째", kind="", group=group, items=tuple(each)) if len(each) > 1 else each[0]
            for number, each in enumerate(rounds, start=1)
        ]
        around = Fold(
            title=f"되풀이 {loop.times}번",
            kind="",
            group=group,
            items=_shortened(inside, group),
            first_round=tuple(rounds[0]),
        )
        folded += [*items[place : loop.start], around]
        place = loop.end
    return [*folded, *items[place:]]


def _sign(record: Record, item: Item, group: int) -> Hashable:
    """Return what an item and its like in the next time round have in common; None for a module, which has a name."""
    if isinstance(item, Fold):
        return (item.title, *in_shapes(record, item)) if item.kind == FUNCTION else None
    step = record.steps[item]
    return (step.line, _in_shapes(record, item)) if step.group == group else None


def in_shapes(record: Record, level: Fold) -> tuple[Hashable, ...]:
    """Return all that a fold does to shapes; folds for which it is the same look the same."""
    return tuple(_in_shapes(record, position) for position in level.steps())


def _in_shapes(record: Record, position: int) -> Hashable:
    step = record.steps[position]
    what = step.operation if step.operation == "getitem" else step.label
    return (what, *(record.values[each].shape for each in (*step.inputs, *step.outputs)))


def _shortened(items: Sequence[Item], group: int) -> tuple[Item, ...]:
    """Return the items, folded by their order into equal parts where they are too many."""
    if len(items) <= MOST:
        return tuple(items)
    size = max(MOST, -(-len(items) // MOST))
    parts = [tuple(items[start : start + size]) for start in range(0, len(items), size)]
    numbers = [len(parts[0]) * place for place in range(len(parts))]
    return tuple(
        Fold(title=f"{first + 1}~{first + len(part)}번째", kind="", group=group, items=part)
        for first, part in zip(numbers, parts, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What goes into an item and comes out of it, as positions of values."""

    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def flows(record: Record, items: Sequence[Item]) -> list[Flow]:
    """Return the flow of each item of a level; what nothing takes any more still comes out of its last step."""
    takers: dict[int, set[int]] = {}
    for place, item in enumerate(items):
        for position in _steps_of(item):
            for value in record.steps[position].inputs:
                takers.setdefault(value, set()).add(place)
    inside = {position for item in items for position in _steps_of(item)}
    beyond = {
        value for position, step in enumerate(record.steps) if position not in inside for value in step.inputs
    }
    return [
        _flow_of(record, item, beyond | {value for value, places in takers.items() if places - {place}})
        for place, item in enumerate(items)
    ]


def _flow_of(record: Record, item: Item, used_later: Set[int]) -> Flow:
    """Return what an item takes from outside and gives to it.

    Args:
        used_later: values that something outside of the item takes.
    """
    steps = [record.steps[position] for position in _steps_of(item)]
    if isinstance(item, int):
        return Flow(inputs=steps[0].inputs, outputs=steps[0].outputs)
    made = dict.fromkeys(output for step in steps for output in step.outputs)
    taken = dict.fromkeys(each for step in steps for each in step.inputs if each not in made)
    inputs = tuple(each for each in taken if not _is_own(record.values[each], is_shared=each in used_later))
    leaving = tuple(each for each in made if each in used_later)
    return Flow(inputs=inputs, outputs=leaving or steps[-1].outputs)


def _is_own(value: Value, *, is_shared: bool) -> bool:
    """Return whether a value is the affair of the fold that takes it: a parameter, or zeros that it made for itself."""
    return value.origin == "parameter" or (value.origin == "made" and not value.name and not is_shared)


def _steps_of(item: Item) -> Iterable[int]:
    """Return the positions of an item's steps."""
    return (item,) if isinstance(item, int) else item.steps()
