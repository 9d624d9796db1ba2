"""An operation as one would write it, its arrays left out."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiclass.shapes._trace._operations import SIGNS, sign_of

ATTRIBUTES: Final = frozenset({"T", "mT", "H", "mH"})
LONGEST: Final = 40
POSITIONAL: Final = {
    "conv2d": ("stride", "padding", "dilation", "groups"),
    "conv1d": ("stride", "padding", "dilation", "groups"),
    "avg_pool2d": ("kernel_size", "stride", "padding"),
    "max_pool2d": ("kernel_size", "stride", "padding", "dilation"),
    "sum": ("axis",),
    "mean": ("axis",),
    "max": ("axis",),
    "argmax": ("axis",),
}
"""Names of what may be given without one, after the arrays."""

USUAL: Final = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "p": 0.5, "inplace": False}
UNTOLD: Final = frozenset(
    {
        "batch_norm",
        "group_norm",
        "layer_norm",
        "multi_head_attention_forward",
        "rms_norm",
        "cross_entropy",
        "linear",
    }
)


def label_of(operation: str, args: Sequence[Any], settings: Mapping[str, Any], word: str = "") -> str:
    """Return the label of an operation.

    Args:
        word: what the program calls it, where that is not its name here.

    >>> import numpy as np
    >>> x = np.zeros((2, 3))
    >>> label_of("subtract", (1, x), {}), label_of("sum", (x,), {"axis": 1, "keepdims": False})
    ('1 −', 'sum(axis=1)')
    """
    if operation in UNTOLD:
        return operation
    if operation == "getitem" and len(args) == 2:
        return _short(f"[{_key(args[1])}]")
    if word in ATTRIBUTES or (operation == "permute" and len(args) == 1 and not settings):
        return f".{word if word in ATTRIBUTES else 'T'}"
    if operation in SIGNS:
        return _with_sign(operation, args)
    told = _named(operation, [each for each in args if not _has_array(each)], settings)
    inner = ", ".join(f"{name}={text}" if name else text for name, text in told)
    name = word or operation
    return _short(f"{name}({inner})") if inner else name


def _with_sign(operation: str, args: Sequence[Any]) -> str:
    sign = sign_of(operation)
    if len(args) != 2 or all(map(_has_array, args)):
        return sign
    left, right = args
    return f"{sign} {_text(right)}" if _has_array(left) else f"{_text(left)} {sign}"


def _named(operation: str, rest: Sequence[Any], settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    names = POSITIONAL.get(operation, ())
    named = {**dict(zip(names, rest, strict=False)), **settings}
    if named.get("stride") == named.get("kernel_size"):  # of pooling: the usual
        named.pop("stride", None)
    told = [("", _text(each)) for each in rest[len(names) :] if not _is_silent(each)]
    return told + [
        (name, _text(_single(value)))
        for name, value in named.items()
        if not _is_silent(value) and not _has_array(value) and _single(value) != USUAL.get(name)
    ]


def _key(key: Any) -> str:
    return ", ".join(map(_text, key)) if isinstance(key, tuple) and key else _text(key)


def _text(value: Any) -> str:
    if isinstance(value, slice):
        ends = ["" if end is None else _text(end) for end in (value.start, value.stop, value.step)]
        return ":".join(ends[:2] if value.step is None else ends)
    if value is ...:
        return "..."
    if hasattr(value, "shape"):
        return value.name or "배열"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int | str | None):
        return str(value)
    if isinstance(value, tuple | list):
        inner = ", ".join(map(_text, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    return str(getattr(value, "__name__", value)).removeprefix("torch.")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _has_array(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return any(map(_has_array, value))
    return hasattr(value, "shape")


def _is_silent(value: Any) -> bool:
    if _has_array(value):
        return False
    return value is None or value is False or value == "none"


def _single(value: Any) -> Any:
    """Return 1 for (1, 1): the same setting along every axis."""
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value
