"""``expect``: a chain of small facts about a learner's value, each failing with a text that teaches."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Self

import numpy as np

from aiclass import course
from aiclass.check._broadcast_puzzles import check_broadcasts
from aiclass.check._describe import describe, describe_index, describe_shape
from aiclass.check._session import session
from aiclass.check._size_puzzles import Puzzle as SizePuzzle
from aiclass.check._size_puzzles import check_output_sizes
from aiclass.check._tensor_puzzles import Puzzle, check_puzzles
from aiclass.check._trusted import Array, as_array, require_trusted
from aiclass.check.errors import CheckFailed, KnownSlip
from aiclass.scratch import gradient_check

RELATIVE: Final = 1e-6
ABSOLUTE: Final = 1e-8


class Facts:
    """What holds of one value; each method returns the chain or raises CheckFailed."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def _ipython_display_(self) -> None:
        """Show nothing when the chain is the last line of a cell."""

    def shape(self, *lengths: int | None) -> Self:
        """Require this shape; None allows any length of that axis."""
        _require_shape(as_array(self._value), lengths)
        return self

    def scalar(self) -> Self:
        """Require one number without an axis."""
        shape = as_array(self._value).shape
        if shape != ():
            raise CheckFailed.of("SH-06", actual=describe_shape(shape))
        return self

    def dtype(self, expected: str) -> Self:
        """Require a dtype such as "float64", or one of a family such as "floating", "integer" or "bool"."""
        actual = as_array(self._value).dtype
        family = getattr(np, expected, None)
        is_family = isinstance(family, type) and issubclass(family, np.generic)
        if not (np.issubdtype(actual, family) if is_family else actual == np.dtype(expected)):
            raise CheckFailed.of("TY-05", expected=expected, actual=actual)
        return self

    def finite(self) -> Self:
        """Require that no element is NaN or infinite."""
        array = as_array(self._value)
        bad = ~np.isfinite(array)
        if bad.any():
            raise CheckFailed.of(
                "FI-01",
                nan=int(np.isnan(array).sum()),
                inf=int(np.isinf(array).sum()),
                where=describe_index(_first(bad)),
            )
        return self

    def between(self, low: float, high: float) -> Self:
        """Require every element to lie in the closed interval."""
        array = as_array(self._value)
        outside = ~((array >= low) & (array <= high))
        if outside.any():
            where = _first(outside)
            raise CheckFailed.of(
                "VA-04",
                low=describe(low),
                high=describe(high),
                actual=describe(array[where]),
                where=describe_index(where),
            )
        return self

    def close_to(self, expected: object, *, rtol: float = RELATIVE, atol: float = ABSOLUTE) -> Self:
        """Require the same shape and numerically equal elements."""
        array, target = as_array(self._value), as_array(expected)
        _require_shape(array, target.shape)
        if target.dtype.kind == "f":
            self.finite()
        wrong = ~np.isclose(array, target, rtol=rtol, atol=atol)
        if wrong.any():
            raise _wrong_value(array, target, wrong, rtol=rtol, atol=atol)
        return self

    def not_close_to(
        self, slip: object, misconception: str, *, rtol: float = RELATIVE, atol: float = ABSOLUTE
    ) -> Self:
        """Refuse the value that a known slip gives, and name the misconception behind it.

        A value of another shape is not that slip and passes on to the next fact.
        """
        array, wrong = as_array(self._value), as_array(slip)
        if array.shape == wrong.shape and np.allclose(array, wrong, rtol=rtol, atol=atol, equal_nan=True):
            raise _known_slip(misconception, array)
        return self

    def not_equals(self, slip: object, misconception: str) -> Self:
        """Refuse exactly the value that a known slip gives, and name the misconception behind it.

        For text, bytes, truth values and lists; numbers and arrays have ``not_close_to``.
        """
        require_trusted(self._value)
        if type(self._value) is type(slip) and bool(self._value == slip):
            raise _known_slip(misconception, self._value)
        return self

    def equals(self, expected: object) -> Self:
        """Require exactly this value: integers, truth values, text, lists, dictionaries, integer arrays."""
        require_trusted(self._value)
        if isinstance(expected, np.ndarray):
            array = as_array(self._value, is_number=False)
            _require_shape(array, expected.shape)
            wrong = array != expected
            if wrong.any():
                raise _wrong_value(array, expected, wrong, rtol=0.0, atol=0.0)
        elif type(self._value) is np.ndarray or not bool(self._value == expected):
            raise CheckFailed.of(
                "VA-05",
                expected=describe(expected),
                actual=describe(self._value),
                where=type(self._value).__name__,
            )
        return self


class Expect:
    """Start a chain of facts about a value, or check how a function behaves."""

    def __call__(self, value: object) -> Facts:
        """Return a chain of facts about this value."""
        session.facts += 1
        return Facts(value)

    def broadcasts(
        self, answers: object, puzzles: Mapping[int, tuple[tuple[int, ...], tuple[int, ...]]]
    ) -> None:
        """Require the shape of ``a + b`` for each pair of shapes, or "오류" where there is none.

        Args:
            answers: a dictionary, number of the puzzle to a shape or "오류".
            puzzles: number to the shapes of a and b.

        Raises:
            CheckFailed: TY-xx, BC-01 some are missing; else the misconception of the first wrong answer, all of
                them named in the text.
        """
        session.facts += 1
        check_broadcasts(answers, puzzles)

    def puzzles(self, answers: object, puzzles: Mapping[int, Puzzle]) -> None:
        """Require one-line functions that give, on several random shapes, what a formula says cell by cell.

        Args:
            answers: a dictionary, number of the puzzle to a function of PyTorch tensors.
            puzzles: number to inputs, formula and likely wrong formulas with their misconceptions, such as
                ``("x[N, D]", "out[d] = sum(x[n, d] for n in N)", {"out[n] = sum(x[n, d] for d in D)": "NP-14"})``.

        Raises:
            CheckFailed: TY-xx, PZ-01 some are missing; else the cause of the first wrong answer, all of them told
                in the text.
        """
        session.facts += 1
        check_puzzles(answers, puzzles)

    def gradient(self, fn: Callable[[Any], Any], *, at: object) -> None:
        """Require that ``fn(x)`` returns ``(loss, d_x)`` with ``d_x`` the slope of the loss at x.

        The slope is measured by `aiclass.scratch.gradient_check`, in float64.

        Raises:
            CheckFailed: GR-01, GR-02 when it is off by one factor everywhere (GR-04 when that is negative),
                GR-03 when fn returns no pair, SH-xx when d_x has not the shape of x.
        """
        session.facts += 1
        point = np.array(as_array(at), dtype=np.float64)
        returned = fn(point.copy())
        if type(returned) is not tuple or len(returned) != 2:
            raise CheckFailed.of("GR-03", actual=describe(returned))
        loss, d_x = returned
        Facts(loss).scalar()
        Facts(d_x).shape(*point.shape).finite()
        report = gradient_check(fn, (point,))
        if report.ok:
            return
        worst = report.worst
        facts = {"expected": describe(worst.numeric), "actual": describe(worst.analytic)}
        where = describe_index(worst.index)
        if worst.ratio is not None:
            code = "GR-02" if worst.ratio > 0 else "GR-04"
            raise CheckFailed.of(code, ratio=f"{worst.ratio:.4g}", where=where, **facts)
        raise CheckFailed.of("GR-01", error=describe(worst.error), where=where, **facts)

    def output_sizes(self, answers: object, puzzles: Mapping[int, SizePuzzle]) -> None:
        """Require the length that comes out of one window or several, or "오류" where a window is too long.

        Args:
            answers: a dictionary, number of the puzzle to a length or "오류".
            puzzles: number to the length that goes in, and the settings of each window, such as
                ``(28, {"kernel_size": 5}, {"kernel_size": 2, "stride": 2})``; padding counts as well.

        Raises:
            CheckFailed: TY-xx, OS-01 some are missing; else the misconception of the first wrong answer, all of
                them named in the text.
        """
        session.facts += 1
        check_output_sizes(answers, puzzles)

    def raises(self, fn: Callable[..., Any], *args: object, error: type[Exception] = ValueError) -> None:
        """Require that the call raises this error.

        Raises:
            CheckFailed: RA-01 when nothing is raised, RA-02 when something else is.
        """
        session.facts += 1
        where = ", ".join(describe(argument) for argument in args)
        try:
            returned = fn(*args)
        except error:
            return
        except Exception as other:
            raise CheckFailed.of(
                "RA-02", expected=error.__name__, actual=type(other).__name__, where=where
            ) from other
        raise CheckFailed.of("RA-01", expected=error.__name__, actual=describe(returned), where=where)

    def unchanged(self, fn: Callable[..., Any], array: object) -> None:
        """Require that the call leaves the array that it is given as it was.

        Raises:
            CheckFailed: CI-01.
        """
        session.facts += 1
        given = np.array(as_array(array))
        before = given.copy()
        fn(given)
        changed = given != before
        if changed.any():
            where = _first(changed)
            actual = f"{describe(before[where])} → {describe(given[where])}"
            raise CheckFailed.of("CI-01", actual=actual, where=describe_index(where))


expect: Final = Expect()


def _require_shape(array: Array, expected: tuple[int | None, ...]) -> None:
    actual = array.shape
    if actual == (0,) and expected != (0,):
        raise CheckFailed.of("SH-08", expected=describe_shape(expected))
    if len(actual) == len(expected) and all(
        want in (None, got) for want, got in zip(expected, actual, strict=True)
    ):
        return
    values: dict[str, object] = {"expected": describe_shape(expected), "actual": describe_shape(actual)}
    if expected == ():
        raise CheckFailed.of("SH-06", **values)
    if actual == ():
        raise CheckFailed.of("SH-07", expected=values["expected"], actual=describe(array))
    if (
        len(expected) == 1
        and len(actual) == 2
        and actual[0] == actual[1] > 1
        and expected[0] in (None, actual[0])
    ):
        raise CheckFailed.of("SH-04", **values)
    if len(actual) == len(expected) == 2 and actual[::-1] == expected:
        raise CheckFailed.of("SH-02", **values)
    if len(actual) > len(expected) and _squeezed(actual) == _squeezed(expected):
        raise CheckFailed.of("SH-03", **values)
    if len(actual) == len(expected):
        axis = next(i for i, want in enumerate(expected) if want not in (None, actual[i]))
        raise CheckFailed.of(
            "SH-05", axis=axis, expected_length=expected[axis], actual_length=actual[axis], **values
        )
    raise CheckFailed.of("SH-01", **values)


def _squeezed(shape: tuple[int | None, ...]) -> list[int | None]:
    return [length for length in shape if length != 1]


def _wrong_value(array: Array, target: Array, wrong: Array, *, rtol: float, atol: float) -> CheckFailed:
    """Return the error that tells most: one factor everywhere, the other sign, one offset, or simply wrong."""
    where = _first(wrong)
    facts = {
        "expected": describe(target[where]),
        "actual": describe(array[where]),
        "where": describe_index(where),
    }
    if array.dtype.kind in "fiu" and target.dtype.kind in "fiu" and rtol > 0:
        ratio = _constant_ratio(array, target)
        if ratio is not None and np.isclose(ratio, -1.0):
            return CheckFailed.of("VA-03", **facts)
        if ratio is not None:
            return CheckFailed.of("VA-02", ratio=describe(ratio), **facts)
        offset = np.asarray(array, dtype=np.float64) - target
        if array.size >= 3 and np.allclose(offset, offset.flat[0], rtol=rtol, atol=atol):
            return CheckFailed.of("VA-06", difference=describe(float(offset.flat[0])), **facts)
    if array.ndim == 0:
        return CheckFailed.of("VA-07", expected=facts["expected"], actual=facts["actual"])
    return CheckFailed.of("VA-01", wrong=int(wrong.sum()), total=wrong.size, **facts)


def _constant_ratio(array: Array, target: Array) -> float | None:
    """Return the one factor between two arrays; None when there is none or too few elements to tell."""
    nonzero = target != 0
    if (array.size > 1 and nonzero.sum() < 2) or not nonzero.any() or array[~nonzero].any():
        return None
    ratios = array[nonzero] / target[nonzero]
    ratio = float(ratios.flat[0])
    if ratio == 0 or not np.allclose(ratios, ratio, rtol=1e-5, atol=0.0):
        return None
    if array.size == 1 and not _is_telling(ratio):
        return None
    return ratio


def _is_telling(ratio: float) -> bool:
    """Return whether a factor of a single number is simple enough to be no accident: -1, 2, 3, 1/2, 1/3."""
    return any(np.isclose(abs(ratio), simple, rtol=1e-5) for simple in (1.0, 2.0, 0.5, 3.0, 1 / 3))


def _known_slip(misconception: str, value: object) -> KnownSlip:
    known = course.misconceptions()
    if misconception not in known:
        raise course.CourseError(
            f"lessons/misconceptions.yaml has no {misconception!r}. Add it and run 'aiclass build'."
        )
    slip = known[misconception]
    return KnownSlip(
        f"{slip.text}\n  나온 값: {describe(value)}\n{slip.look} [{misconception}]", code=misconception
    )


def _first(mask: Array) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(mask)[0])
