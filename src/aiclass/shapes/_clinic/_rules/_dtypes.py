"""Whole numbers and floats mixed up, single and double precision, and devices."""

import ast
import re
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case, dtype_of
from aiclass.shapes._clinic._diagnosis import Finding
from aiclass.shapes._clinic._meta import is_module, is_tensor
from aiclass.shapes._clinic._rules._calls import call_on

NO_MEAN = re.compile(
    r"(mean|std|var)\(\): (could not infer output dtype|input dtype should be)|(std|var) and .*only"
)
TWO_DTYPES = re.compile(
    r"must have the same dtype|expected m1 and m2 to have the same dtype|expected scalar type \w+ but found|"
    r"Input type \(.*\) and (weight|bias) type|self and mat2 must have the same dtype|mat1 and mat2 must have|"
    r"expected .* to have the same dtype|mixed dtype|should be the same"
)
DEVICES = re.compile(
    r"Expected all tensors to be on the same device|is not on the expected device|are not at the same device|"
    r"but found at least two devices|tensors? .* on different devices"
)
CUDA_TO_NUMPY = re.compile(r"can't convert .* device type tensor to numpy")
INDICES = re.compile(r"(?:argument #1 'indices'|tensors used as indices)")
GRADIENT = ("call numpy() on Tensor that requires grad",)
BOOLEANS = re.compile(r"Subtraction, the `-` operator, with|numpy boolean subtract")


def whole_numbers(case: Case) -> Finding | None:
    """Explain the mean of whole numbers, and differences of truth values."""
    found = call_on(case)
    if found is not None and NO_MEAN.search(case.message):
        mended = [case.edit((found.subject, case.with_suffix(found.subject, ".float()")))]
        return Finding(code="CL-70", operands=case.operands(found.subject), repairs=case.repairs(mended))
    node = case.node
    if isinstance(node, ast.BinOp) and BOOLEANS.search(case.message):
        return Finding(
            code="CL-71",
            operands=case.operands(node.left, node.right),
            repairs=case.repairs([f"{case.text(node.left)} ^ {case.text(node.right)}"]),
        )
    return None


def recorded(case: Case) -> Finding | None:
    """Explain ``numpy()`` of a tensor whose computation is being recorded."""
    if not any(text in case.message for text in GRADIENT):
        return None
    parts = _tensors(case)
    mended = [case.edit((part, case.with_suffix(part, ".detach()"))) for part in parts[:1]]
    tried = case.with_suffix(parts[0], ".detach()") if parts else ""
    return Finding(code="CL-76", operands=case.operands(*parts), repairs=case.repairs(mended, tried=tried))


def indices(case: Case) -> Finding | None:
    """Explain indices of an embedding that are no whole numbers."""
    node = case.node
    if not INDICES.search(case.message) or not isinstance(node, ast.Call) or not node.args:
        return None
    wrong = [argument for argument in node.args if _is_float(dtype_of(case.value(argument)))]
    return Finding(
        code="CL-72",
        operands=case.operands(*node.args),
        repairs=case.repairs([case.edit((wrong[0], case.with_suffix(wrong[0], ".long()")))] if wrong else []),
    )


def two_dtypes(case: Case) -> Finding | None:
    """Explain operands, or a layer and what it is given, of two dtypes."""
    if not TWO_DTYPES.search(case.message) or DEVICES.search(case.message):
        return None
    parts = _tensors(case)
    if not parts:
        return None
    return Finding(
        code="CL-73",
        operands=case.operands(*parts),
        clash=_layer_dtype(case),
        repairs=case.repairs(_same_dtype(case, parts)),
    )


def devices(case: Case) -> Finding | None:
    """Explain tensors, or a model and its data, on two devices."""
    if not DEVICES.search(case.message) and not CUDA_TO_NUMPY.search(case.message):
        return None
    parts = _tensors(case)
    if not parts:
        return None
    is_numpy = CUDA_TO_NUMPY.search(case.message) is not None
    return Finding(
        code="CL-75" if is_numpy else "CL-74",
        operands=case.operands(*parts),
        clash=_layer_device(case),
        repairs=case.repairs(_to_cpu(case, parts[0]) if is_numpy else _same_device(case, parts)),
    )


def _tensors(case: Case) -> list[ast.expr]:
    """Return the expressions of the tensors that met."""
    node = case.node
    if isinstance(node, ast.BinOp):
        sides = [node.left, node.right]
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
    elif isinstance(node, ast.AugAssign):
        sides = [node.target, node.value]
    elif isinstance(node, ast.Call):
        sides = [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            sides.insert(0, node.func.value)
        sides = [
            part
            for side in sides
            for part in (side.elts if isinstance(side, ast.List | ast.Tuple) else [side])
        ]
    else:
        return []
    return [side for side in sides if is_tensor(case.value(side))]


def _layer(case: Case) -> object:
    node = case.node
    layer = case.real(node.func) if isinstance(node, ast.Call) else None
    return layer if is_module(layer) else None


def _first_weight(case: Case) -> object:
    layer = _layer(case)
    return next(iter(layer.parameters()), None) if layer is not None else None  # type: ignore[attr-defined]


def _layer_dtype(case: Case) -> str:
    weight = _first_weight(case)
    return "" if weight is None else f"{case.text(case.node.func)}의 가중치: {dtype_of(weight)}"  # type: ignore[attr-defined]


def _layer_device(case: Case) -> str:
    weight = _first_weight(case)
    return "" if weight is None else f"{case.text(case.node.func)}의 가중치: {weight.device}"  # type: ignore[attr-defined]


def _same_dtype(case: Case, parts: list[ast.expr]) -> Iterator[str]:
    """Yield the call with what is no float32 made one; doubles first, then whole numbers."""
    for wanted in ("float64", "int64", "int32", "uint8", "bool", "float16", "bfloat16"):
        for part in parts:
            if dtype_of(case.value(part)) == wanted:
                yield case.edit((part, case.with_suffix(part, ".float()")))


def _same_device(case: Case, parts: list[ast.expr]) -> Iterator[str]:
    weight = _first_weight(case)
    if weight is not None and len(parts) == 1:
        place = f'"{weight.device}"'  # type: ignore[attr-defined]
        layer = case.text(case.node.func)  # type: ignore[attr-defined]
        for target in (*_device_names(case, str(weight.device)), f"next({layer}.parameters()).device", place):  # type: ignore[attr-defined]
            yield case.edit((parts[0], case.with_suffix(parts[0], f".to({target})")))
        return
    for one in parts:
        for other in parts:
            if case.device(one) and case.device(other) and case.device(one) != case.device(other):
                target = case.with_suffix(other, ".device")
                yield case.edit((one, case.with_suffix(one, f".to({target})")))


def _device_names(case: Case, device: str) -> list[str]:
    """Return the learner's names for this device."""
    return [
        name
        for name in case.scope.names()
        if "device" in name.lower() and str(case.real(ast.Name(id=name, ctx=ast.Load()))) == device
    ]


def _to_cpu(case: Case, node: ast.expr) -> Iterator[str]:
    yield case.edit((node, case.with_suffix(node, ".cpu()")))


def _is_float(dtype: str) -> bool:
    return dtype.startswith(("float", "bfloat"))
