"""Write values the way a message shows them: short, and rounded to what the eye compares."""

import numpy as np
import numpy.typing as npt

MAX_ITEMS = 6
DIGITS = 6


def describe(value: object) -> str:
    """Return a short text of a value: small arrays whole, large ones by shape and first items."""
    if isinstance(value, np.ndarray):
        return _describe_array(value)
    if isinstance(value, float | np.floating):
        return f"{float(value):.{DIGITS}g}"
    if isinstance(value, np.generic):
        return str(value.item())
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def describe_shape(shape: tuple[int | None, ...]) -> str:
    """Return a shape as NumPy writes it; a free length is an asterisk."""
    lengths = ["*" if length is None else str(length) for length in shape]
    return f"({lengths[0]},)" if len(lengths) == 1 else f"({', '.join(lengths)})"


def describe_index(index: tuple[int, ...]) -> str:
    """Return where in an array something lies, as a learner would index it."""
    return f"[{', '.join(str(position) for position in index)}]" if index else "숫자 하나"


def _describe_array(array: npt.NDArray[np.generic]) -> str:
    if array.ndim == 0:
        return describe(array[()])
    items = [describe(item) for item in array.ravel()[:MAX_ITEMS]]
    if array.size <= MAX_ITEMS and array.ndim == 1:
        return f"[{', '.join(items)}]"
    if array.size == 0:
        return f"모양 {describe_shape(array.shape)}, 빈 배열"
    more = ", ..." if array.size > MAX_ITEMS else ""
    return f"모양 {describe_shape(array.shape)}, 앞의 값 {', '.join(items)}{more}"
