"""The explanation as a learner reads it, in lines of Korean."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from aiclass.messages import message
from aiclass.shapes._operand import shape_text
from aiclass.shapes._text_width import text_width

if TYPE_CHECKING:
    from aiclass.shapes._clinic._diagnosis import Diagnosis, Operand, Repair
    from aiclass.shapes._clinic._guilt import Step

MARK: Final = "~"
CUT: Final = "…"
LONGEST_LINE: Final = 100  # characters of a learner's line that are shown
LEAD: Final = 20  # of them before what is underlined, where a line is longer
NO_ERROR: Final = "오류는 나지 않았지만, 뜻과 다른 계산일 수 있습니다. (뜻한 계산이면 줄 끝에 # shapes: ok)"
LED_TO: Final = "여기서는 오류가 나지 않았지만, 이 결과를 쓴 {line}번째 줄에서 오류가 났습니다."


def reason(code: str) -> str:
    """Return the sentence that says why, without its code."""
    return message(code).removesuffix(f" [{code}]")


def written(diagnosis: "Diagnosis", code: str) -> str:
    """Return the whole explanation, a code at its end."""
    head = [_head_of_warning(diagnosis)] if diagnosis.is_silent else []
    return "\n".join([*head, *place_lines(diagnosis), *body_lines(diagnosis), f"[{code}]"])


def _head_of_warning(diagnosis: "Diagnosis") -> str:
    return NO_ERROR if diagnosis.failed_line is None else LED_TO.format(line=diagnosis.failed_line)


def place_lines(diagnosis: "Diagnosis") -> list[str]:
    """Return the line that led there, where it is another one, and the guilty line, underlined."""
    first, last = diagnosis.path[0], diagnosis.path[-1]
    led = []
    if first is not last:
        led.append(_place(first, first.line, _file(first, last)) + shortened(first.text, LONGEST_LINE))
    head = _place(last, diagnosis.line, _file(last, first))
    text, (start, end) = _window(diagnosis.shown_line, diagnosis.columns)
    before, marked = text_width(head + text[:start]), max(text_width(text[start:end]), 1)
    return [*led, head + text, " " * before + MARK * marked]


def body_lines(diagnosis: "Diagnosis") -> list[str]:
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


def _window(line: str, columns: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """Return what is shown of a line, and where in it what is underlined begins and ends.

    Args:
        columns: first and last of what is underlined, in characters of the line as it stands in the source.
    """
    indent = len(line) - len(line.lstrip())
    text, (start, end) = line.strip(), (max(column - indent, 0) for column in columns)
    if len(text) <= LONGEST_LINE:
        return text, (start, end)
    first = max(min(start - LEAD, len(text) - LONGEST_LINE), 0)
    last = first + LONGEST_LINE
    before, behind = CUT if first else "", CUT if last < len(text) else ""
    shift = len(before) - first
    return f"{before}{text[first:last]}{behind}", (start + shift, min(end, last) + shift)


def shortened(text: str, longest: int) -> str:
    """Return a text, its end cut off where it is longer than so many characters."""
    return text if len(text) <= longest else text[: longest - 1] + CUT


def _place(step: "Step", number: int, file: str) -> str:
    inside = "" if step.function.startswith("<") else f"{step.function} 함수 안"
    where = ", ".join(part for part in (file, inside) if part)
    return f"▶ {number}번째 줄{f' ({where})' if where else ''}: "


def _file(step: "Step", other: "Step") -> str:
    """Return the name of a step's file where the two steps lie in different ones; cells have no name."""
    is_cell = step.filename.startswith("<") or "ipykernel" in step.filename
    return "" if is_cell or step.filename == other.filename else PurePath(step.filename).name


def _operand(operand: "Operand", diagnosis: "Diagnosis") -> str:
    """Return an operand with its shape, and with its dtype and device where these differ or it stands alone."""
    names = f" = ({', '.join(name or '?' for name in operand.axes)})" if any(operand.axes) else ""
    dtypes = {one.dtype for one in diagnosis.operands}
    devices = {one.device for one in diagnosis.operands if one.device}
    more = [operand.dtype] if operand.dtype and (len(dtypes) > 1 or len(diagnosis.operands) == 1) else []
    more += [operand.device] if operand.device and len(devices) > 1 else []
    known = " ".join([f"{shape_text(operand.shape)}{names}", *more])
    return f"{operand.short_source}: {known}"


def _repair(repair: "Repair") -> str:
    place = f"   # {repair.place}" if repair.place else ""
    shape = "" if repair.shape is None else f"   → {shape_text(repair.shape)}"
    return f"{repair.code}{place}{shape}"
