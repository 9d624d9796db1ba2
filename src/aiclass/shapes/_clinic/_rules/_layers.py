"""Layers that are given another number of features or channels, or another number of axes, than they were made for."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from math import isqrt, prod

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Operand, Repair
from aiclass.shapes._clinic._layer import FailedLayer, failed_layer
from aiclass.shapes._clinic._rules._batch import one_alone, taken_apart
from aiclass.shapes._clinic._rules._masks import masks
from aiclass.shapes._clinic._rules._pictures import not_flattened
from aiclass.shapes._clinic._rules._recurrent import recurrent
from aiclass.shapes._clinic._syntax import constant, function_name, subject

LAST_FEATURES = {"Linear": "in_features", "LayerNorm": "normalized_shape", "Bilinear": "in1_features"}
CHANNELS = ("Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d")
NORMS = ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d")
RECURRENT = ("RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell")
NO_SHAPE = ("dtype", "scalar type", "device", "Long", "same type", "type (")


def layers(case: Case) -> Finding | None:
    """Explain a layer that cannot take what it is given."""
    if any(text in case.message for text in NO_SHAPE) or not isinstance(case.node, ast.Call):
        return None
    failed = failed_layer(case)
    if failed is None:
        return None
    kind = type(failed.layer).__name__
    if kind in LAST_FEATURES:
        finding = _features(case, failed)
    elif kind in CHANNELS:
        finding = _channels(case, failed)
    elif kind in NORMS:
        finding = _norm(case, failed)
    elif kind in RECURRENT:
        finding = recurrent(case, failed)
    elif kind in ("MultiheadAttention", "TransformerEncoderLayer", "TransformerDecoderLayer"):
        finding = masks(case, failed)
    elif kind == "Embedding":
        finding = _embedding(case, failed)
    else:
        return None
    return finding and replace(finding, layer=failed.words)


def _features(case: Case, failed: FailedLayer) -> Finding | None:
    layer, shape = failed.layer, failed.shape
    wanted = layer.in_features if hasattr(layer, "in_features") else layer.normalized_shape[-1]
    if not shape or shape[-1] == wanted:
        return None
    is_linear = hasattr(layer, "in_features")
    if is_linear and (alone := taken_apart(case, failed, wanted)):
        return alone
    if is_linear and (pictures := not_flattened(case, failed, wanted)):
        return pictures
    return Finding(
        code="CM-00" if is_linear else "CM-08",
        operands=_operands(case, failed),
        clash=f"들어온 마지막 축 {shape[-1]} ≠ 층이 받는 특성의 수 {wanted}",
        repairs=(_before_linear(case, failed, wanted) if is_linear else ())
        or failed.remade(case, "in_features" if is_linear else "normalized_shape", shape[-1]),
    )


def _before_linear(case: Case, failed: FailedLayer, wanted: int) -> tuple[Repair, ...]:
    """Return what brings the input into the shape that a Linear layer takes; () where its numbers are too many."""
    if failed.argument is None and len(failed.shape) > 2 and prod(failed.shape[1:]) == wanted:
        return failed.after_flatten(case)
    return _of_argument(case, failed, _flattened(case, failed, wanted)) or _rows_counted(case, failed, wanted)


def _rows_counted(case: Case, failed: FailedLayer, wanted: int) -> tuple[Repair, ...]:
    """Return the line of ``x.view(batch_size, -1)`` with the batch's own length, where it has fewer examples."""
    made = case.origin(failed.argument) if failed.argument is not None else None
    if (
        not isinstance(made, ast.Call)
        or function_name(made) not in ("view", "reshape")
        or len(made.args) != 2
    ):
        return ()
    rows, rest = made.args
    is_full = (
        len(failed.shape) == 2 and prod(failed.shape) % wanted == 0 and case.number(rows) == failed.shape[0]
    )
    is_named = isinstance(rows, ast.Name | ast.Constant) and constant(rows) != -1
    owner = subject(made)
    if not is_full or not is_named or constant(rest) != -1 or owner is None:
        return ()
    name = case.text(failed.argument)  # type: ignore[arg-type]
    text = f"{name} = {case.edit((rows, f'{case.text(owner)}.size(0)'), of=made)}"
    return (Repair(code=text, place=f"{made.lineno}번째 줄"),)


def _flattened(case: Case, failed: FailedLayer, wanted: int) -> Iterator[str]:
    argument, shape = failed.argument, case.shape(failed.argument) if failed.argument else None
    if argument is None or shape is None:
        return
    if prod(shape[1:]) == wanted and len(shape) > 2:
        yield case.edit((argument, case.with_suffix(argument, ".flatten(1)")))
    if len(shape) == 2 and shape[0] == wanted:
        yield case.edit((argument, case.with_suffix(argument, ".T")))


def _channels(case: Case, failed: FailedLayer) -> Finding | None:
    layer, shape = failed.layer, failed.shape
    dims = int(type(layer).__name__.partition("d")[0][-1])
    clash, wanted = "", layer.in_channels
    if len(shape) == dims + 2 and shape[1] != wanted:
        clash = f"들어온 1번 축 {shape[1]} ≠ 층이 받는 채널의 수 {wanted}"
    elif len(shape) == dims + 1 and shape[0] != wanted:
        clash = f"들어온 0번 축 {shape[0]} ≠ 층이 받는 채널의 수 {wanted} (축 {dims + 1}개는 그림 한 장)"
    elif len(shape) not in (dims + 1, dims + 2):
        clash = f"들어온 축의 수 {len(shape)} ≠ 필요한 축의 수 {dims + 2}"
    elif "Kernel size can't be greater" in case.message:
        return Finding(code="CM-03", operands=_operands(case, failed))
    else:
        return None
    moved = _of_argument(case, failed, _moved_channels(case, failed, dims))
    remade = failed.remade(case, "in_channels", shape[1]) if len(shape) == dims + 2 and not moved else ()
    return Finding(
        code="CM-01" if dims == 2 else "CM-02",
        operands=_operands(case, failed),
        clash=clash,
        repairs=moved or remade,
    )


def _moved_channels(case: Case, failed: FailedLayer, dims: int) -> Iterator[str]:
    argument, wanted = failed.argument, failed.layer.in_channels
    shape = case.shape(argument) if argument else None
    if argument is None or not shape:
        return
    if len(shape) == dims + 2 and shape[-1] == wanted:
        order = ", ".join(map(str, (0, dims + 1, *range(1, dims + 1))))
        yield case.edit((argument, case.with_suffix(argument, f".permute({order})")))
    if len(shape) == dims + 1 and shape[-1] == wanted and wanted > 1:
        order = ", ".join(map(str, (dims, *range(dims))))
        yield case.edit((argument, case.with_suffix(argument, f".permute({order})")))
    if len(shape) == dims + 1 and wanted == 1:
        yield case.edit((argument, case.with_suffix(argument, ".unsqueeze(1)")))
    if len(shape) == 2 and dims > 1 and shape[1] == wanted > 1:  # noise for a generator
        yield case.edit((argument, case.with_suffix(argument, f"[:, :{', None' * dims}]")))
    if len(shape) == dims and wanted == 1:
        side = isqrt(shape[-1])
        if dims == 2 and side > 1 and side * side == shape[-1] != shape[0]:  # rows of pixels
            yield case.edit((argument, case.with_suffix(argument, f".view(-1, 1, {side}, {side})")))
        yield case.edit((argument, case.with_suffix(argument, "[None, None]")))


def _norm(case: Case, failed: FailedLayer) -> Finding | None:
    shape, wanted = failed.shape, failed.layer.num_features
    if "Expected more than 1 value per channel" in case.message:
        return Finding(code="CM-05", operands=_operands(case, failed))
    if len(shape) < 2 or shape[1] == wanted or "D input (got" in case.message:
        axes = {"BatchNorm1d": "2개나 3개", "BatchNorm2d": "4개", "BatchNorm3d": "5개"}[
            type(failed.layer).__name__
        ]
        clash = f"들어온 축의 수 {len(shape)}개, 필요한 축의 수 {axes}"
        return one_alone(case) or Finding(code="CM-04", operands=_operands(case, failed), clash=clash)
    return Finding(
        code="CM-04",
        operands=_operands(case, failed),
        clash=f"들어온 1번 축 {shape[1]} ≠ 층이 받는 특성의 수 {wanted}",
        repairs=_of_argument(case, failed, _features_second(case, failed))
        or failed.remade(case, "num_features", shape[1]),
    )


def _features_second(case: Case, failed: FailedLayer) -> Iterator[str]:
    """Yield the call with the features, which stand on the last axis, on the first but one, and back again."""
    argument, shape = failed.argument, failed.shape
    if argument is None or len(shape) < 3 or shape[-1] != failed.layer.num_features:
        return
    if len(shape) == 3:
        there = back = ".transpose(1, 2)"
    else:
        there = f".permute(0, {len(shape) - 1}, {', '.join(map(str, range(1, len(shape) - 1)))})"
        back = f".permute(0, {', '.join(map(str, range(2, len(shape))))}, 1)"
    yield case.edit((argument, case.with_suffix(argument, there))) + back


def _embedding(case: Case, failed: FailedLayer) -> Finding | None:
    if "index out of range" not in case.message:
        return None
    most = failed.greatest_index
    return Finding(
        code="CM-06",
        operands=_operands(case, failed),
        clash=f"임베딩의 행의 수 {failed.layer.num_embeddings}"
        + (f". 온 번호 가운데 가장 큰 것 {most}" if most else ""),
        repairs=failed.remade(case, "num_embeddings", most + 1) if most else (),
    )


def _operands(case: Case, failed: FailedLayer) -> tuple[Operand, ...]:
    """Return the arguments of the learner's call, and what reached the layer where that is something else."""
    assert isinstance(case.node, ast.Call)
    given = case.operands(*case.node.args, *(keyword.value for keyword in case.node.keywords))
    if any(operand.shape == failed.shape for operand in given) or not failed.shape:
        return given
    return (*given, Operand(source=f"{failed.name}에 들어온 값", shape=failed.shape))


def _of_argument(case: Case, failed: FailedLayer, candidates: Iterator[str]) -> tuple[Repair, ...]:
    return case.repairs(candidates) if failed.argument is not None else ()
