"""RNN, LSTM and GRU: the size of a step, the order of batch and time, and the first state."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from aiclass.shapes._clinic._case import Case, shape_of
from aiclass.shapes._clinic._diagnosis import Finding, Operand, Repair
from aiclass.shapes._clinic._layer import FailedLayer

STEP = re.compile(r"input.size\(-1\) must be equal to input_size|input has inconsistent input_size")
AXES = re.compile(
    r"Expected input to be 2D or 3D|expected input to be 2D or 3D|input must have [23] dimensions"
)
STATE_AXES = re.compile(r"hx (and cx )?should also be|hidden state to be")
STATE = re.compile(r"Expected hidden(?:\[\d\])? size \((.*?)\), got \[(.*?)\]")


def recurrent(case: Case, failed: FailedLayer) -> Finding | None:
    """Explain what a recurrent layer was given."""
    order = "(N, T, E)" if getattr(failed.layer, "batch_first", False) else "(T, N, E)"
    argument = case.node.args[1:2]  # type: ignore[attr-defined]
    operands: tuple[Operand, ...] = case.operands(*case.node.args)  # type: ignore[attr-defined]
    if STEP.search(case.message) and failed.shape:
        if flattened := _steps_in_one_row(case, failed, operands):
            return flattened
        return Finding(
            code="CM-10",
            operands=operands,
            clash=f"들어온 마지막 축 {failed.shape[-1]} ≠ 층의 input_size {failed.layer.input_size}",
            repairs=failed.remade(case, "input_size", failed.shape[-1]),
        )
    if AXES.search(case.message):
        return Finding(
            code="CM-11",
            operands=operands,
            clash=f"필요한 모양 {order}. 들어온 모양 {failed.shape}",
        )
    if argument and (early := _counted_first(case, failed, argument[0], operands)):
        return early
    said = STATE.search(case.message)
    if said or STATE_AXES.search(case.message):
        wanted = f"필요한 모양 ({said[1]}). 온 모양 ({said[2]})" if said else _wanted(failed)
        repairs = _states(case, failed, argument[0]) if argument else ()
        states = _parts(case, argument[0]) if argument else ()
        return Finding(
            code="CM-12",
            operands=(*operands, *states),
            clash=wanted,
            repairs=case.repairs(repairs) or _for_these_steps(case, failed),
        )
    return None


def _steps_in_one_row(case: Case, failed: FailedLayer, operands: tuple[Operand, ...]) -> Finding | None:
    """Explain sequences whose time and features were flattened into one axis."""
    size, node = failed.layer.input_size, failed.argument
    shape = case.shape(node) if node is not None else None  # the layer has given one of two axes a third
    if node is None or shape is None or len(shape) != 2 or shape[1] % size or shape[1] == size:
        return None
    rows = f"{node.id}.size(0)" if isinstance(node, ast.Name) else str(shape[0])
    apart = ".unsqueeze(-1)" if size == 1 else f".view({rows}, -1, {size})"
    turned = "" if failed.layer.batch_first else ".transpose(0, 1)"
    return Finding(
        code="CM-14",
        operands=operands,
        clash=f"들어온 마지막 축 {shape[1]} = {shape[1] // size} × 층의 input_size {size}",
        repairs=case.repairs([case.edit((node, case.with_suffix(node, apart + turned)))]),
    )


def _counted_first(
    case: Case, failed: FailedLayer, state: ast.expr, operands: tuple[Operand, ...]
) -> Finding | None:
    """Explain a first state as large as axis 0, which the learner took for the batch and the layer for time."""
    said = STATE.search(case.message)
    if said is None or len(failed.shape) != 3 or failed.layer.batch_first:
        return None
    wanted, came = ([*map(int, re.findall(r"\d+", shape))] for shape in said.groups())
    if [wanted[0], failed.shape[0], wanted[2]] != came:
        return None
    call = case.node
    assert isinstance(call, ast.Call)
    turned = case.edit((call.args[0], case.with_suffix(call.args[0], ".transpose(0, 1)")))
    states = case.operands(*state.elts) if isinstance(state, ast.Tuple) else _parts(case, state)
    return Finding(
        code="CM-13",
        operands=(*operands, *states),
        clash=f"처음 상태의 N {came[1]} ≠ {operands[0].source if operands else '넣은 값'}의 1번 축 {failed.shape[1]}",
        repairs=(*failed.with_batch_first(case), *case.repairs([turned])),
    )


def _parts(case: Case, state: ast.expr) -> tuple[Operand, ...]:
    """Return the two states of an LSTM where one name stands for both."""
    value = None if isinstance(state, ast.Tuple) else case.value(state)
    shapes = [shape_of(part) for part in value] if isinstance(value, tuple) else []
    return tuple(
        Operand(source=f"{case.text(state)}[{place}]", shape=shape)
        for place, shape in enumerate(shapes)
        if shape is not None
    )


def _states(case: Case, failed: FailedLayer, state: ast.expr) -> Iterator[str]:
    """Yield states with the axes in order; a state left by a larger batch can only be begun anew."""
    parts, call = _parts(case, state), case.node
    shape = parts[0].shape if parts else case.shape(state)
    assert isinstance(call, ast.Call)
    if _batch_came_second(failed, shape):
        yield case.edit((call.args[0], case.with_suffix(call.args[0], ".transpose(0, 1)")))
    if shape is not None and len(shape) == 2:
        yield case.edit((state, case.with_suffix(state, ".unsqueeze(0)")))
    if shape is not None and len(shape) == 3:
        yield case.edit((state, case.with_suffix(state, ".transpose(0, 1)")))
    if shape is not None and len(shape) == len(failed.shape) == 3:
        rows = failed.shape[0 if failed.layer.batch_first else 1]
        if shape[1] != rows:
            yield f"{case.text(call.func)}({case.text(call.args[0])})"


def _batch_came_second(failed: FailedLayer, state: tuple[int, ...] | None) -> bool:
    """Return whether a layer that takes the batch first got it second, as its first state tells."""
    if state is None or not len(state) == len(failed.shape) == 3:
        return False
    return bool(failed.layer.batch_first) and failed.shape[1] == state[1] != failed.shape[0]


def _wanted(failed: FailedLayer) -> str:
    """Return the shape of the first state that a layer wants for a batch."""
    layer, shape = failed.layer, failed.shape
    if len(shape) != 3 or not hasattr(layer, "bidirectional"):
        return ""
    states = layer.num_layers * (2 if layer.bidirectional else 1)
    rows = shape[0 if layer.batch_first else 1]
    return f"필요한 모양 {(states, rows, getattr(layer, 'proj_size', 0) or layer.hidden_size)}"


def _for_these_steps(case: Case, failed: FailedLayer) -> tuple[Repair, ...]:
    """Return the layer made for steps as large as those that came, where it was made for others besides."""
    if not failed.shape or failed.shape[-1] == failed.layer.input_size:
        return ()
    return replace(failed, inputs=failed.inputs[:1]).remade(case, "input_size", failed.shape[-1])
