"""The explanation as a learner reads it, in lines of Korean."""

from pathlib import PurePath
from unicodedata import east_asian_width

from aiclass.messages import message
from aiclass.shapes._clinic._diagnosis import Diagnosis, Operand, Repair
from aiclass.shapes._clinic._guilt import Step

MARK = "~"
NO_ERROR = "오류는 나지 않았지만, 뜻과 다른 계산일 수 있습니다. (뜻한 계산이면 줄 끝에 # shapes: ok)"
LED_TO = "여기서는 오류가 나지 않았지만, 이 결과를 쓴 {line}번째 줄에서 오류가 났습니다."


def reason(code: str) -> str:
    """Return the sentence that says why, without its code."""
    return message(code).removesuffix(f" [{code}]")


def written(diagnosis: Diagnosis, code: str) -> str:
    """Return the whole explanation."""
    head = [_head_of_warning(diagnosis)] if diagnosis.is_silent else []
    return "\n".join([*head, *place_lines(diagnosis), *body_lines(diagnosis), f"[{code}]"])


def _head_of_warning(diagnosis: Diagnosis) -> str:
    return NO_ERROR if diagnosis.failed_line is None else LED_TO.format(line=diagnosis.failed_line)


def place_lines(diagnosis: Diagnosis) -> list[str]:
    """Return the line that led there, where it is another one, and the guilty line, underlined."""
    first, last = diagnosis.path[0], diagnosis.path[-1]
    lines = [] if first is last else [_place(first, first.line, _file(first, last)) + first.text]
    text = diagnosis.shown_line
    indent = len(text) - len(text.lstrip())
    head = _place(last, diagnosis.line, _file(last, first))
    start, end = (max(column - indent, 0) for column in diagnosis.columns)
    text = text.strip()
    lines.append(head + text)
    before, marked = width(head + text[:start]), max(width(text[start:end]), 1)
    lines.append(" " * before + MARK * marked)
    return lines


def body_lines(diagnosis: Diagnosis) -> list[str]:
    """Return what is known, why it cannot work, what would, and where to practise."""
    lines = [f"  {_operand(operand, diagnosis)}" for operand in diagnosis.operands]
    if diagnosis.layer:
        lines.append(f"  층: {diagnosis.layer}")
    if diagnosis.clash:
        label = "일어난 일" if diagnosis.is_silent else "맞지 않는 곳"
        lines.append(f"  {label}: {diagnosis.clash}")
    lines.append(diagnosis.reason)
    if diagnosis.repairs:
        lines.append("이렇게 고칠 수 있습니다.")
        lines += [f"  {_repair(repair)}" for repair in diagnosis.repairs]
    if diagnosis.topic:
        lines.append(f'연습하려면: shapes.drill("{diagnosis.topic}")')
    return lines


def width(text: str) -> int:
    """Return how many cells a text takes; Hangul takes two each."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def shape_words(shape: tuple[int, ...]) -> str:
    """Return a shape as NumPy writes it."""
    return str(shape)


def _place(step: Step, number: int, file: str) -> str:
    inside = "" if step.function.startswith("<") else f"{step.function} 함수 안"
    where = ", ".join(part for part in (file, inside) if part)
    return f"▶ {number}번째 줄{f' ({where})' if where else ''}: "


def _file(step: Step, other: Step) -> str:
    """Return the name of a step's file where the two steps lie in different ones; cells have no name."""
    is_cell = step.filename.startswith("<") or "ipykernel" in step.filename
    return "" if is_cell or step.filename == other.filename else PurePath(step.filename).name


def _operand(operand: Operand, diagnosis: Diagnosis) -> str:
    names = ""
    if any(operand.axes):
        names = " = (" + ", ".join(name or "?" for name in operand.axes) + ")"
    kinds = {one.dtype for one in diagnosis.operands}
    devices = {one.device for one in diagnosis.operands if one.device}
    more = [operand.dtype] if operand.dtype and (len(kinds) > 1 or len(diagnosis.operands) == 1) else []
    more += [operand.device] if operand.device and len(devices) > 1 else []
    return f"{operand.source}: {shape_words(operand.shape)}{names}{''.join(f' {word}' for word in more)}"


def _repair(repair: Repair) -> str:
    place = f"   # {repair.place}" if repair.place else ""
    shape = "" if repair.shape is None else f"   → {shape_words(repair.shape)}"
    return f"{repair.code}{place}{shape}"
