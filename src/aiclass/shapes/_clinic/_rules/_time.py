"""Predictions that have a row a time step: the recurrent layer, or who read its result, took one axis for the other."""

import ast
from typing import Any

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Operand, Repair
from aiclass.shapes._clinic._guilt import statement_of
from aiclass.shapes._clinic._layer import layer_inside
from aiclass.shapes._clinic._source import Source, spliced
from aiclass.shapes._clinic._syntax import Origins, constant

RECURRENT = frozenset({"RNN", "LSTM", "GRU"})


def rows_of_time(case: Case, scores: ast.expr, a: Operand, b: Operand) -> Finding | None:
    """Explain predictions (T, K) of a model that was given (N, T, ...) with N labels.

    Args:
        a: the predictions.
        b: the labels.
    """
    made = case.origin(scores)
    if not isinstance(made, ast.Call) or not made.args or not a.shape or not b.shape:
        return None
    model, given = case.real(made.func), case.shape(made.args[0]) or ()
    if not _meta.is_module(model) or given[:2] != (b.shape[0], a.shape[0]) or a.shape[0] == b.shape[0]:
        return None
    layers = [part for part in model.modules() if type(part).__name__ in RECURRENT]
    if len(layers) != 1:
        return None
    operands = (*case.operands(made.args[0]), a, b)
    clash = f"점수의 행 {a.shape[0]}개 = 시간의 길이, 정답 {b.shape[0]}개 = 배치의 크기"
    if layers[0].batch_first:
        return Finding(code="CM-16", operands=operands, clash=clash, repairs=_last_step(case, model))
    sequences = _meta.torch().empty(*given[:2], layers[0].input_size, device="meta")
    inside = layer_inside(model, case.text(made.func), layers[0], (sequences,))
    return Finding(code="CM-15", operands=operands, clash=clash, repairs=inside.with_batch_first(case))


def _last_step(case: Case, model: Any) -> tuple[Repair, ...]:
    """Return the line of ``forward`` that takes ``out[-1]``, the last example, with ``out[:, -1]`` in it."""
    code = type(model).forward.__code__
    is_here = code.co_filename == case.guilt.source.filename
    source = case.guilt.source if is_here else Source.of(code.co_filename)
    if source is None or source.tree is None:
        return ()
    origins = Origins(source.tree)
    found = [
        part
        for function in ast.walk(source.tree)
        if isinstance(function, ast.FunctionDef) and function.lineno == code.co_firstlineno
        for part in ast.walk(function)
        if isinstance(part, ast.Subscript)
        and constant(part.slice) == -1
        and (origins.unpacked(part.value) or (None, ()))[1] == (0,)
    ]
    statement = statement_of(source.tree, found[0]) if len(found) == 1 else None
    if statement is None:
        return ()
    changed = spliced(source, statement, {found[0]: f"{source.text(found[0].value)}[:, -1]"})
    return (Repair(code=changed, place=f"{found[0].lineno}번째 줄" if is_here else ""),)
