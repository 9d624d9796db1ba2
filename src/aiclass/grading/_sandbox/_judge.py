"""Operations of a foreign test, watched: only values that cannot lie satisfy it.

A learner's class may define what ``==`` or ``np.allclose`` gives for its instances, so that a value equals whatever it
is compared with. In a test such a value never equals plain data; two instances of learner's classes may be compared,
after a control that must fail.
"""

import operator
import types
from collections.abc import Callable
from typing import Any, Final

from aiclass.check._describe import describe
from aiclass.check._trusted import is_trusted
from aiclass.grading._sandbox._learners import CALCULATING, COMPARING, CONVERTING, TRUTH, Origins, parts_of
from aiclass.messages import message

_ARITHMETIC: Final = {
    "Add": "add",
    "Sub": "sub",
    "Mult": "mul",
    "Div": "truediv",
    "FloorDiv": "floordiv",
    "Mod": "mod",
    "Pow": "pow",
    "MatMult": "matmul",
    "BitAnd": "and_",
    "BitOr": "or_",
    "BitXor": "xor",
    "LShift": "lshift",
    "RShift": "rshift",
}
OPERATIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
    "Is": operator.is_,
    "IsNot": operator.is_not,
    "In": lambda item, container: item in container,
    "NotIn": lambda item, container: item not in container,
    **{name: getattr(operator, function) for name, function in _ARITHMETIC.items()},
    **{f"i{name}": getattr(operator, f"i{function.rstrip('_')}") for name, function in _ARITHMETIC.items()},
}
JUDGING: Final = (
    "assert",
    "close",
    "equal",
    "equiv",
    "same",
    "approx",
    "isin",
    "in1d",
    "less",
    "greater",
    "compare",
)


class Untrusted(AssertionError):
    """A value of a learner's class decides itself what it is equal to."""

    code = "SB-12"


class Judge:
    """Carries out the watched operations of one test.

    Attributes:
        flags: what was suspicious.
        finished: whether the test has come to its last line.
    """

    def __init__(self, origins: Origins) -> None:
        self._origins = origins
        self.flags: set[str] = set()
        self.finished = False
        self._sides: tuple[object, object] | None = None

    def finish(self, value: object = None) -> object:
        """Note that the test has come to its end; return the value of its last expression."""
        self.finished = True
        return value

    def compare(self, names: tuple[str, ...], left: Any, *others: Any) -> Any:
        """Return what a comparison, chained or not, gives."""
        result: Any = True
        for name, right in zip(names, others, strict=True):
            result = OPERATIONS[name](left, right)
            if name not in ("Is", "IsNot"):
                self._check_comparison(left, right, result)
            self._sides = (left, right)
            if len(names) > 1 and not result:
                break
            left = right
        return result

    def calculate(self, name: str, left: Any, right: Any) -> Any:
        """Return what an arithmetic operation gives."""
        result = OPERATIONS[name](left, right)
        liars = [self._origins.overrides(side, CALCULATING | CONVERTING) for side in (left, right)]
        if any(liars) and not all(liars) and not self._origins.is_learners(result):
            self._refuse(left if liars[0] else right)
        return result

    def call(self, function: Any, *arguments: Any, **named: Any) -> Any:
        """Return what a call gives."""
        given = (*arguments, *named.values())
        if given and self._is_judging(function):
            for value in given:
                self._refuse_universal(value)
            liars = [
                value
                for value in given
                if self._origins.overrides(value, COMPARING | CALCULATING | CONVERTING)
            ]
            if liars and any(not self._origins.is_learners(value) and not callable(value) for value in given):
                self._refuse(liars[0])
        return function(*arguments, **named)

    def call_method(self, owner: Any, name: str, *arguments: Any, **named: Any) -> Any:
        """Return what a call of an attribute gives; a module must not give a learner's function."""
        function = getattr(owner, name)
        if type(owner) is types.ModuleType and self._is_foreign_to(owner, function):
            self.flags.add(f"patched-judge:{owner.__name__}.{name}"[:80])
            raise Untrusted(message("SB-13", name=f"{owner.__name__}.{name}"))
        return self.call(function, *arguments, **named)

    def require(self, value: Any, text: str, note: Callable[[], Any] | None) -> None:
        """Raise AssertionError unless the value is true; the message says what was compared."""
        sides, self._sides = self._sides, None
        if self._origins.overrides(value, TRUTH) and self._origins.is_learners(value):
            self._refuse(value)
        if value:
            return
        words = [] if note is None else [str(note())]
        shown = [message("SB-11", text=text)]
        if sides is not None:
            shown = [message("SB-14", text=text, left=_short(sides[0]), right=_short(sides[1]))]
        raise AssertionError("\n".join(words + shown))

    def forget(self) -> None:
        """Forget what was compared last."""
        self._sides = None

    def _check_comparison(self, left: Any, right: Any, result: Any) -> None:
        if type(result) is bool and not result:
            return
        for side in (left, right):
            self._refuse_universal(side)
        liars = [self._origins.overrides(side, COMPARING | CONVERTING) for side in (left, right)]
        if not any(liars):
            return
        if self._origins.overrides(result, TRUTH | COMPARING):
            self._refuse(result)
        if not all(liars):
            self._refuse(left if liars[0] else right)

    def _refuse_universal(self, value: object) -> None:
        """Run the control that must fail: nothing equals an object that was made this moment."""
        if is_trusted(value):
            return
        for part in parts_of(value):
            self._refuse_universal(part)
        try:
            is_universal = bool(value == object())
        except Exception:
            return  # an array, or a type that refuses to be compared
        if is_universal:
            self._refuse(value)

    def _is_judging(self, function: Any) -> bool:
        if self._origins.is_learners_function(function):
            return False
        name = str(getattr(function, "__name__", "")).lower()
        return type(function).__name__ == "ufunc" or any(word in name for word in JUDGING)

    def _is_foreign_to(self, module: types.ModuleType, function: Any) -> bool:
        file = getattr(module, "__file__", None)
        is_library = file is None or str(file).startswith(self._origins.trusted_folders)
        return is_library and self._origins.is_learners_function(function)

    def _refuse(self, value: object) -> None:
        self.flags.add("untrusted-value")
        raise Untrusted(message("SB-12", kind=type(value).__name__))


def _short(value: object) -> str:
    try:
        text = describe(value)
    except BaseException as error:
        return f"({type(error).__name__})"
    return text if len(text) <= 300 else f"{text[:300]}…"
