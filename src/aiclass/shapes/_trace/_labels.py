"""An operation as one would write it, its arrays left out."""

from types import BuiltinFunctionType, FunctionType
from typing import Any, Final

import numpy as np

from aiclass.shapes._trace._arguments import Args, Operand, Settings
from aiclass.shapes._trace._operations import SIGNS, sign_of

ATTRIBUTES: Final = frozenset({"T", "mT", "H", "mH"})
LONGEST: Final = 40
NAMED: Final = (type, FunctionType, BuiltinFunctionType, np.ufunc)
SHORT: Final = frozenset({"numpy", "numpy.dtypes", "torch"})  # modules of dtypes and devices
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

USUAL: Final = {
    "stride": 1,
    "padding": 0,
    "dilation": 1,
    "groups": 1,
    "norm_type": 2,
    "p": 0.5,
    "inplace": False,
}
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


def label_of(operation: str, args: Args, settings: Settings, word: str = "") -> str:
    """Return the label of an operation.

    Args:
        args: with an `Operand` in the place of each array.
        settings: the same.
        word: what the program calls it, where that is not its name here.

    >>> x = Operand(shape=(2, 3), axes=(None, None))
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


def _with_sign(operation: str, args: Args) -> str:
    sign = sign_of(operation)
    if len(args) != 2 or all(map(_has_array, args)):
        return sign
    left, right = args
    return f"{sign} {_text(right)}" if _has_array(left) else f"{_text(left)} {sign}"


def _named(operation: str, rest: Args, settings: Settings) -> list[tuple[str, str]]:
    names = POSITIONAL.get(operation, ())
    named = {**dict(zip(names, rest, strict=False)), **settings}
    if named.get("stride") == named.get("kernel_size"):  # of pooling: the usual
        named.pop("stride", None)
    told = [("", _text(each)) for each in rest[len(names) :] if not _is_silent(each)]
    return told + [
        (name, _text(_single(value)))
        for name, value in named.items()
        if not (_is_silent(value) or _has_array(value) or (name in USUAL and _single(value) == USUAL[name]))
    ]


def _key(key: Any) -> str:
    return ", ".join(map(_text, key)) if isinstance(key, tuple) and key else _text(key)


def _text(value: Any) -> str:
    """Return an argument as one would write it; of a learner's own object, whose code must not run, only the class."""
    if isinstance(value, slice):
        ends = ["" if end is None else _text(end) for end in (value.start, value.stop, value.step)]
        return ":".join(ends[:2] if value.step is None else ends)
    if value is ...:
        return "..."
    if isinstance(value, Operand):
        return value.name or "배열"
    if isinstance(value, float):
        return f"{value:g}"
    if value is None or type(value) in {bool, int, str}:
        return str(value)
    if isinstance(value, tuple | list):
        inner = ", ".join(map(_text, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, NAMED):
        return value.__name__
    is_plain = isinstance(value, range | complex) or type(value).__module__ in SHORT
    return str(value).removeprefix("torch.") if is_plain else type(value).__name__


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _has_array(value: Any) -> bool:
    if isinstance(value, tuple | list):
        return any(map(_has_array, value))
    return isinstance(value, Operand)


def _is_silent(value: Any) -> bool:
    """Return whether a setting says nothing: that something is off."""
    return value is None or value is False or (isinstance(value, str) and value == "none")


def _single(value: Any) -> Any:
    """Return 1 for (1, 1): the same setting along every axis."""
    are_numbers = isinstance(value, tuple) and all(type(each) is int for each in value)
    return value[0] if are_numbers and len(set(value)) == 1 else value
