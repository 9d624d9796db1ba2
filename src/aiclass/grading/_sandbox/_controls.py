"""Checks that must fail, run beside the real ones: where one passes, the judge has been patched."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from aiclass.check import CheckFailed, expect

EXPECT: Final = "aiclass.check.expect"


def failing_controls() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield checks by name, each of which must raise AssertionError."""
    one, other = np.array([1.0, 2.0]), np.array([1.0, 2.5])
    yield "numpy.allclose", lambda: _must(np.allclose(one, other))
    yield "numpy.array_equal", lambda: _must(np.array_equal(one, other))
    yield "numpy.isclose", lambda: _must(bool(np.isclose(1.0, 1.5)))
    yield "numpy.ndarray", lambda: _must(bool((one == other).all()))
    yield "builtins.all", lambda: _must(all([True, False]))
    yield "builtins.any", lambda: _must(any([False]))
    yield "builtins.isinstance", lambda: _must(isinstance(1, str))
    yield "builtins.abs", lambda: _must(abs(-2.0) < 1)
    yield "builtins.len", lambda: _must(len("ab") == 3)
    yield "builtins.sum", lambda: _must(sum([1, 2]) == 4)
    yield "builtins.round", lambda: _must(round(2.6) == 2)
    yield "int", lambda: _must(_two(1) == 1)
    yield "float", lambda: _must(_two(1.5) == 1.5)
    yield "str", lambda: _must(_two("a") == "a")
    yield "list", lambda: _must(_two([1]) == [1])
    yield EXPECT, lambda: _fails(lambda: expect(one).close_to(other))


def broken_controls(text: str) -> list[str]:
    """Return the names of the controls that passed although they must not.

    Args:
        text: of the test; where it does not ask ``expect``, nor do we: that would copy more pages than all others do.
    """
    broken = []
    for name, control in failing_controls():
        if name == EXPECT and "expect" not in text:
            continue
        try:
            control()
        except AssertionError:
            continue
        except Exception:
            pass
        broken.append(name)
    return broken


def _two(value: Any) -> Any:
    return value + value


def _must(value: bool) -> None:
    if not value:
        raise AssertionError


def _fails(check: Callable[[], Any]) -> None:
    try:
        check()
    except CheckFailed:
        raise AssertionError from None
