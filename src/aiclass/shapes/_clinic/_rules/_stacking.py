"""What a learner who stacks arrays of unequal shapes may have meant."""

import ast
from collections.abc import Iterator, Sequence

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._rules._calls import CallOn
from aiclass.shapes._clinic._rules._gray import made_coloured
from aiclass.shapes._clinic._rules._lengths import made_equal

Listed = Sequence[tuple[ast.expr, tuple[int, ...]]]
Changes = list[tuple[ast.AST, str]]


def instead_of_stack(
    case: Case, found: CallOn, listed: Listed, shapes: list[tuple[int, ...]], *, is_torch: bool
) -> Iterator[str]:
    """Yield the call on arrays made alike where little is between them, then what joins them as they are.

    Args:
        listed: the arrays that are written out in the call, with their shapes.
        shapes: of all arrays.
    """
    for changes in (_without_ones(case, listed, is_torch=is_torch), _turned(case, listed)):
        if changes:
            yield case.edit(*changes)
    yield from made_coloured(case, found, shapes, is_torch=is_torch)
    joined = list(_joined(case, found, is_torch=is_torch, dims=max(map(len, shapes))))
    equal = list(made_equal(case, found, shapes, is_torch=is_torch))
    yield from (*joined[:1], *equal, *joined[1:]) if is_torch else (*equal, *joined)
    yield from _cut(case, listed)


def _without_ones(case: Case, listed: Listed, *, is_torch: bool) -> Changes:
    """Return those that have an axis of length 1 at an end more than another, without it."""
    shapes = {shape for _, shape in listed}
    changes: Changes = []
    for node, shape in listed:
        if shape[-1:] == (1,) and shape[:-1] in shapes:
            changes.append((node, case.with_suffix(node, ".squeeze(-1)" if is_torch else "[..., 0]")))
        elif shape[:1] == (1,) and shape[1:] in shapes:
            changes.append((node, case.with_suffix(node, "[0]")))
    return changes


def _turned(case: Case, listed: Listed) -> Changes:
    """Return the tables that lie across the first one, turned."""
    first = listed[0][1] if listed else ()
    return [
        (node, case.with_suffix(node, ".T"))
        for node, shape in listed
        if len(shape) == 2 and shape != first and shape == first[::-1]
    ]


def _cut(case: Case, listed: Listed) -> Iterator[str]:
    """Yield the call with every array as short as the shortest."""
    lengths = {shape[0] for _, shape in listed if shape}
    if len(lengths) < 2 or len({shape[1:] for _, shape in listed}) != 1:
        return
    least = min(lengths)
    yield case.edit(
        *((node, case.with_suffix(node, f"[:{least}]")) for node, shape in listed if shape[0] > least)
    )


def _joined(case: Case, found: CallOn, *, is_torch: bool, dims: int) -> Iterator[str]:
    listed = case.text(found.subject)
    module = case.text(found.node.func).rpartition(".")[0] or ("torch" if is_torch else "np")
    word, name = ("dim", "cat") if is_torch else ("axis", "concatenate")
    joined = [f"{module}.{name}({listed})"]
    joined += [f"{module}.{name}({listed}, {word}={number})" for number in range(1, dims)]
    padded = [f"{module}.nn.utils.rnn.pad_sequence({listed}, batch_first=True)"] if is_torch else []
    yield from (*joined, *padded) if isinstance(found.subject, ast.List | ast.Tuple) else (*padded, *joined)
