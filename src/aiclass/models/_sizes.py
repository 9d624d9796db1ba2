"""Layer widths that a model can be built of."""

from collections.abc import Sequence
from numbers import Integral

from aiclass.models.errors import SettingError


def check_sizes(name: str, sizes: Sequence[int], *, at_least: int = 1) -> None:
    """Raise unless these are enough positive integers, Python's or NumPy's.

    Raises:
        SettingError: names what was given.
    """
    is_sequence = isinstance(sizes, Sequence)
    if not is_sequence or len(sizes) < at_least or not all(map(_is_size, sizes)):
        expected = f"1 이상의 정수 {at_least}개 이상"
        raise SettingError.of("MO-03", name=name, expected=expected, actual=sizes)


def _is_size(value: object) -> bool:
    return isinstance(value, Integral) and int(value) >= 1
