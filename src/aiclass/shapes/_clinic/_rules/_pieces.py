"""``view(-1, C)`` in a model that makes rows of C numbers, whatever an example has: the batch gets another length."""

import ast
from fractions import Fraction
from math import prod
from typing import Any

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Operand, Repair
from aiclass.shapes._clinic._guilt import statement_of
from aiclass.shapes._clinic._layer import layer_inside
from aiclass.shapes._clinic._source import Source, spliced
from aiclass.shapes._clinic._syntax import constant, function_name

RESHAPERS = frozenset({"reshape", "view"})


def rows_of_pieces(case: Case, scores: ast.expr, a: Operand, b: Operand) -> Finding | None:
    """Explain predictions of another number of rows than labels, where the model's own ``view`` made the rows.

    Args:
        a: the predictions.
        b: the labels.
    """
    made = case.origin(scores)
    if not isinstance(made, ast.Call):
        return None
    model = case.real(made.func)
    if not _meta.is_module(model) or _meta.is_native(model) or not a.shape or not b.shape:
        return None
    source = _source_of(case, model)
    found = _view_with_open_rows(case, source, model) if source is not None else None
    if source is None or found is None or a.shape[0] == b.shape[0]:
        return None
    view, width = found
    features = Fraction(width * a.shape[0], b.shape[0])
    if features.denominator != 1:
        return None
    where = f"{view.lineno}번째 줄의 {source.text(view)}"
    return Finding(
        code="CL-88",
        operands=(a, b),
        clash=f"{where}: 자료 하나의 원소 수 {features} ≠ {width}",
        repairs=(
            *_rows_kept(case, source, view),
            *_layer_widened(case, (model, case.text(made.func)), width, (b.shape[0], int(features))),
        ),
    )


def _source_of(case: Case, model: Any) -> Source | None:
    """Return the source in which the model's ``forward`` stands."""
    file = type(model).forward.__code__.co_filename
    return case.guilt.source if file == case.guilt.source.filename else Source.of(file)


def _view_with_open_rows(case: Case, source: Source, model: Any) -> tuple[ast.Call, int] | None:
    """Return the one call of ``view(-1, C)`` in a model's ``forward``, with C; None where there is none or more."""
    forward = type(model).forward.__code__.co_firstlineno
    calls = [
        node
        for function in ast.walk(source.tree or ast.Module(body=[], type_ignores=[]))
        if isinstance(function, ast.FunctionDef) and function.lineno == forward
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and function_name(node) in RESHAPERS and len(node.args) > 1
    ]
    opened = [node for node in calls if constant(node.args[0]) == -1]
    widths = [case.number(length) for node in opened[:1] for length in node.args[1:]]
    if len(opened) != 1 or None in widths:
        return None
    return opened[0], prod(width for width in widths if width is not None)


def _rows_kept(case: Case, source: Source, view: ast.Call) -> tuple[Repair, ...]:
    """Return the line of the ``view`` with the number of rows written, and the rest left open."""
    statement = statement_of(source.tree, view) if source.tree else None
    if (
        statement is None
        or not isinstance(view.func, ast.Attribute)
        or not isinstance(view.func.value, ast.Name)
    ):
        return ()
    name = view.func.value.id
    changes: dict[ast.AST, str] = {view: f"{name}.{view.func.attr}({name}.size(0), -1)"}
    return (Repair(code=spliced(source, statement, changes), place=_line(case, source, view)),)


def _layer_widened(
    case: Case, named: tuple[Any, str], width: int, given: tuple[int, int]
) -> tuple[Repair, ...]:
    """Return the line of the layer behind the ``view``, made for as many features as an example has.

    Args:
        named: the model, and what the learner calls it.
        given: the shape that the layer is to take.
    """
    model, name = named
    layers = [
        part for part in model.modules() if type(part).__name__ == "Linear" and part.in_features == width
    ]
    if len(layers) != 1:
        return ()
    table = _meta.torch().empty(given, device="meta")
    return layer_inside(model, name, layers[0], (table,)).remade(case, "in_features", given[1])


def _line(case: Case, source: Source, node: ast.Call) -> str:
    return f"{node.lineno}번째 줄" if source.filename == case.guilt.source.filename else ""
