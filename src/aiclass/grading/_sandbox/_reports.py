"""Check what comes out of the sandbox: types, sizes, nothing that nbformat does not know."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiclass.grading._sandbox.errors import ConversationBroken

MAX_TEXT: Final = 10_000
MAX_NAME: Final = 200
MAX_OUTPUTS: Final = 2_000
MAX_DEPTH: Final = 12
STREAMS: Final = ("stdout", "stderr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a process said about one cell that it ran."""

    ok: bool
    outputs: tuple[dict[str, Any], ...]
    stderr: bool
    error_name: str
    message: str
    code: str
    limit: str


def report_of(message: Mapping[str, Any]) -> Report:
    """Return a process's report, checked.

    Raises:
        ConversationBroken: a field is missing or is not what it should be.
    """
    limit = _text(message.get("limit", ""), MAX_NAME)
    return Report(
        ok=message.get("ok") is True,
        outputs=outputs_of(message.get("outputs")),
        stderr=message.get("stderr") is True,
        error_name=_text(message.get("error_name", ""), MAX_NAME),
        message=_text(message.get("message", ""), MAX_TEXT),
        code=_text(message.get("code", ""), MAX_NAME),
        limit=limit if limit in ("memory", "output") else "",
    )


def outputs_of(value: Any) -> tuple[dict[str, Any], ...]:
    """Return outputs as nbformat 4 has them; nothing else stays in them.

    Raises:
        ConversationBroken: they are no list, too many, or of no known kind.
    """
    if not isinstance(value, list) or len(value) > MAX_OUTPUTS:
        raise ConversationBroken("outputs that are no list, or too many")
    return tuple(_output(item) for item in value)


def number_of(text: str) -> float | None:
    """Return the finite number that a verdict carries; None for none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _output(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise ConversationBroken("an output that is no object")
    kind = item.get("output_type")
    if kind == "stream" and item.get("name") in STREAMS:
        return {"output_type": kind, "name": item["name"], "text": _text(item.get("text"), None)}
    if kind in ("display_data", "execute_result"):
        shown = {
            "output_type": kind,
            "data": _bundle(item.get("data")),
            "metadata": _plain(item.get("metadata", {})),
        }
        return shown | ({"execution_count": None} if kind == "execute_result" else {})
    if kind == "error":
        lines = item.get("traceback")
        if not isinstance(lines, list):
            raise ConversationBroken("a traceback that is no list")
        return {
            "output_type": kind,
            "ename": _text(item.get("ename"), MAX_NAME),
            "evalue": _text(item.get("evalue"), MAX_TEXT),
            "traceback": [_text(line, None) for line in lines],
        }
    raise ConversationBroken(f"an output of no known kind: {str(kind)[:40]!r}")


def _bundle(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict) or len(data) > 50:
        raise ConversationBroken("a MIME bundle that is no object")
    return {_text(mime, MAX_NAME): _plain(value) for mime, value in data.items()}


def _plain(value: Any, depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        raise ConversationBroken("an output that is too deep")
    if isinstance(value, dict):
        return {str(key)[:MAX_NAME]: _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON's 1e999
    return _text(value, None) if isinstance(value, str) else value


def _text(value: Any, limit: int | None) -> str:
    """Return text that can be written as UTF-8; half of a surrogate pair becomes a question mark."""
    if not isinstance(value, str):
        raise ConversationBroken("a text that is none")
    return value[:limit].encode("utf-8", "replace").decode("utf-8")
