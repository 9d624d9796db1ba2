"""Recurrent layers whose results are read in another order of axes than the layer gives them."""

import ast
import re
from typing import Any, Final

from aiclass.shapes._clinic import _syntax as syntax
from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding
from aiclass.shapes._clinic._layer import called_layer
from aiclass.shapes._clinic._silent._order import RESHAPERS, new_lengths

LAYERS: Final = frozenset({"RNN", "LSTM", "GRU"})
NAMED: Final = re.compile(r"rnn|lstm|gru|encoder", re.IGNORECASE)
STATES: Final = 1  # place of the last states in what a recurrent layer gives
Place = tuple[int, int]
Shape = tuple[int, ...]


def calls_read_at_the_last_step(tree: ast.AST, origins: syntax.Origins) -> frozenset[Place]:
    """Return where the calls stand whose first result is read as ``out[:, -1]``: with time as axis 1."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and _is_last_step(node.slice):
            made = _first_result_of(node.value, origins)
            if isinstance(made, ast.Call) and len(made.args) in (1, 2):
                found.add((made.lineno, made.col_offset))
    return frozenset(found)


def regroups_states(node: ast.Call, origins: syntax.Origins) -> bool:
    """Return whether a call is ``h.view(batch, -1)`` of the last states that a recurrent layer gave."""
    subject, lengths = syntax.subject(node), new_lengths(node)
    found = origins.unpacked(subject) if subject is not None else None
    if syntax.function_name(node) not in RESHAPERS or found is None or len(lengths) != 2:
        return False
    made, way = found
    return way[0] == STATES and isinstance(made, ast.Call) and bool(NAMED.search(ast.unparse(made.func)))


def reads_time_first(layer: Any) -> bool:
    """Return whether a layer of PyTorch is a recurrent one that takes axis 0 for time."""
    return type(layer).__name__ in LAYERS and not layer.batch_first


def is_a_batch_of_sequences(shape: Shape) -> bool:
    """Return whether there is a batch and a time that can be taken for each other."""
    return len(shape) == 3 and min(shape[:2]) > 1


def mixes_states(states: Shape, rows: Shape) -> bool:
    """Return whether states (L, N, H) became rows of the batch without an exchange of axes."""
    return len(states) == 3 and min(states[:2]) > 1 and len(rows) == 2 and rows[0] == states[1]


def time_first(case: Case, values: tuple[Any, ...]) -> Finding | None:
    """Say that a layer took the batch for time."""
    assert isinstance(case.node, ast.Call)
    case.learn(case.node.args[0], values[0])
    failed = called_layer(case, values[0])
    if failed is None or len(failed.shape) != 3:
        return None
    time, batch, _ = failed.shape
    return Finding(
        code="CS-12",
        operands=case.operands(case.node.args[0]),
        clash=f"층이 읽은 대로면 시간 {time}, 배치 {batch}",
        repairs=failed.with_batch_first(case),
        layer=failed.words,
    )


def states_mixed(case: Case, values: tuple[Any, ...]) -> Finding | None:
    """Say that states of different examples came into one row."""
    assert isinstance(case.node, ast.Call)
    states = syntax.subject(case.node)
    if states is None:
        return None
    case.learn(states, values[0])
    count, batch, _ = case.shape(states) or (0, 0, 0)
    text, lengths = case.text(states), ", ".join(map(case.text, new_lengths(case.node)))
    repairs = [f"{text}.transpose(0, 1).reshape({lengths})"]
    if count == 2:
        repairs.append(f"torch.cat([{text}[0], {text}[1]], dim=1)")
    return Finding(
        code="CS-13",
        operands=case.operands(states),
        clash=f"{text}의 0번 축 {count}: 층과 방향, 1번 축 {batch}: 배치. 온 모양 {tuple(values[1].shape)}",
        repairs=case.repairs(repairs),
    )


def _is_last_step(index: ast.expr) -> bool:
    if not isinstance(index, ast.Tuple) or len(index.elts) < 2:
        return False
    rows, step = index.elts[:2]
    are_all = isinstance(rows, ast.Slice) and not (rows.lower or rows.upper or rows.step)
    return are_all and syntax.constant(step) == -1


def _first_result_of(node: ast.AST, origins: syntax.Origins) -> ast.expr | None:
    """Return the call that gave an array as the first of its results, with or without a dropout after it."""
    node = syntax.without_dropout(origins.origin(node))
    found = origins.unpacked(node)
    if found is not None:
        made, way = found
        return made if way == (0,) else None
    made_alone = origins.origin(node)
    is_first = isinstance(made_alone, ast.Subscript) and syntax.constant(made_alone.slice) == 0
    return made_alone.value if is_first else None  # type: ignore[attr-defined]
