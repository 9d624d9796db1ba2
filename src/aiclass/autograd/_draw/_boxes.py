"""What a tensor's box says: title, kind, shape, value, gradient."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from aiclass.autograd._tensor import Array, Tensor
from aiclass.diagram import LINE_PX, PADDING_PX, TEXT_PX, TITLE_PX, text_width_px

Kind: TypeAlias = Literal["input", "parameter", "result", "output"]
KIND_NAMES: dict[Kind, str] = {"input": "입력", "parameter": "파라미터", "result": "", "output": "출력"}
SIGNS = {
    "add": "+",
    "subtract": "-",
    "multiply": "×",
    "divide": "÷",
    "power": "**",
    "negative": "부호 바꾸기",
    "matmul": "@",
    "getitem": "[ ]",
    "amax": "max",
}
MAX_SHOWN = 4  # numbers that are shown one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box of the picture.

    Attributes:
        title: the name, the operation, or both.
        kind: decides border and filling.
        lines: what stands below the title.
        width_px, height_px: of the box.
    """

    title: str
    kind: Kind
    lines: tuple[str, ...]
    width_px: float
    height_px: float


def box_of(tensor: Tensor, *, is_output: bool) -> Box:
    """Return the box of a tensor."""
    kind = _kind(tensor, is_output)
    title = title_of(tensor)
    is_plain_number = kind == "input" and tensor.name is None and tensor.numel() == 1
    lines = () if is_plain_number else _lines(tensor)
    kind_name = "" if is_plain_number else KIND_NAMES[kind]
    head = text_width_px(title, TITLE_PX) + (14 + text_width_px(kind_name, TEXT_PX) if kind_name else 0)
    width = max([head, *(text_width_px(line, TEXT_PX) for line in lines)])
    height = LINE_PX * (1 + len(lines)) + 2 * PADDING_PX - 4
    return Box(title=title, kind=kind, lines=lines, width_px=width + 2 * PADDING_PX, height_px=height)


def title_of(tensor: Tensor) -> str:
    """Return what a tensor is called: ``hidden = tanh``, ``tanh``, ``weight``, or its number."""
    if tensor.record is None:
        return tensor.name or (describe(tensor.data) if tensor.numel() == 1 else "이름 없음")
    sign = SIGNS.get(tensor.record.operation, tensor.record.operation)
    return f"{tensor.name} = {sign}" if tensor.name else sign


def describe(array: Array) -> str:
    """Return the numbers of an array if they are few, else the least and the greatest."""
    if array.size == 0:
        return "비어 있음"
    if array.size == 1:
        return f"{array.item():.4g}"
    if array.ndim == 1 and array.size <= MAX_SHOWN:
        return f"[{', '.join(f'{number:.3g}' for number in array.tolist())}]"
    least, greatest = f"{np.min(array):.3g}", f"{np.max(array):.3g}"
    return f"모두 {least}" if least == greatest else f"{least} ~ {greatest}"


def _kind(tensor: Tensor, is_output: bool) -> Kind:
    if is_output:
        return "output"
    if tensor.record is not None:
        return "result"
    return "parameter" if tensor.requires_grad else "input"


def _lines(tensor: Tensor) -> tuple[str, ...]:
    lines = (f"모양 {tensor.shape}", f"값 {describe(tensor.data)}")
    if not tensor.requires_grad:
        return lines
    return *lines, f"기울기 {'아직 없음' if tensor.grad is None else describe(tensor.grad)}"
