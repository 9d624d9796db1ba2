"""Which values a check believes: exact built-in, NumPy and PyTorch types.

A subclass may answer every comparison with True, so it is refused whatever it claims to be.
"""

import sys
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from aiclass.check.errors import CheckFailed

Array = npt.NDArray[Any]

NUMPY_SCALARS: Final = frozenset(np.sctypeDict.values()) - {np.object_, np.void}
PLAIN: Final = frozenset({bool, int, float, complex, str, bytes, type(None)}) | NUMPY_SCALARS
CONTAINERS: Final = frozenset({list, tuple, set, frozenset, dict})
NUMBERS: Final = "biufc"
MAX_DEPTH: Final = 20


def require_trusted(value: object) -> None:
    """Refuse a value that could lie about itself.

    Raises:
        CheckFailed: TY-01 for an untrusted type, TY-02 for None, TY-03 for ``...``.
    """
    if value is None:
        raise CheckFailed.of("TY-02")
    if value is ...:
        raise CheckFailed.of("TY-03")
    if not is_trusted(value):
        kind = type(value).__name__
        raise CheckFailed.of("TY-01", actual=f"{kind} (dtype=object)" if type(value) is np.ndarray else kind)


def is_trusted(value: object, depth: int = 0) -> bool:
    """Return whether the value and everything in it has an exact built-in, NumPy or PyTorch type."""
    kind = type(value)
    if kind in PLAIN or is_tensor(value):
        return True
    if kind is np.ndarray:
        return not _holds_objects(value)
    if depth >= MAX_DEPTH or kind not in CONTAINERS:
        return False
    return all(is_trusted(item, depth + 1) for item in _items(value))


def is_tensor(value: object) -> bool:
    """Return whether the value is exactly a PyTorch tensor or parameter; PyTorch is never imported for this."""
    torch = sys.modules.get("torch")
    return torch is not None and type(value) in {torch.Tensor, torch.nn.Parameter}


def as_array(value: object, *, is_number: bool = True) -> Array:
    """Return a trusted value as an array, of numbers or truth values unless told otherwise.

    Raises:
        CheckFailed: TY-01 to TY-03 as in require_trusted, TY-04 for rows of unequal length and for values
            that are not numbers at all, such as a dictionary.
    """
    require_trusted(value)
    if is_tensor(value):
        return _tensor_as_array(value)
    if isinstance(value, set | frozenset | dict):
        raise CheckFailed.of("TY-04", actual=type(value).__name__)
    try:
        if isinstance(value, list | tuple) and any(is_tensor(item) for item in value):
            return np.asarray([as_array(item) for item in value])
        array = np.asarray(value)
    except (OverflowError, ValueError):
        raise CheckFailed.of("TY-04", actual=type(value).__name__) from None
    if is_number and array.dtype.kind not in NUMBERS:
        raise CheckFailed.of("TY-04", actual=type(value).__name__)
    return array


def _tensor_as_array(tensor: Any) -> Array:
    plain = tensor.detach().cpu()
    is_half = str(plain.dtype) == "torch.bfloat16"  # NumPy has no such type
    return np.asarray(plain.float() if is_half else plain)


def _items(container: Any) -> list[object]:
    return [*container.keys(), *container.values()] if type(container) is dict else list(container)


def _holds_objects(value: Any) -> bool:
    return bool(value.dtype.hasobject)
