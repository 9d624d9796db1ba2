"""Layer widths that a model can be built of."""

from collections.abc import Sequence

from aiclass.models.errors import SettingError


def check_sizes(name: str, sizes: Sequence[int], *, at_least: int = 1) -> None:
    """Raise unless these are enough positive integers.

    Raises:
        SettingError: names what was given.
    """
    if len(sizes) < at_least or any(not isinstance(size, int) or size < 1 for size in sizes):
        expected = f"1 이상의 정수 {at_least}개 이상"
        raise SettingError.of("MO-03", name=name, expected=expected, actual=tuple(sizes))
