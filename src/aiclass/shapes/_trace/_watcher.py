"""What rewritten code talks to: it computes what was asked for, and has the recorder write it down."""

import inspect
import operator
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, Final

import numpy as np

from aiclass.autograd import Tensor
from aiclass.shapes._trace._arrays import arrays_in, is_array
from aiclass.shapes._trace._operations import canonical
from aiclass.shapes._trace._record import FUNCTION
from aiclass.shapes._trace._recorder import Recorder

NUMPY_NAMES: Final = {"transpose": "permute", "T": "permute", "mT": "swapaxes"}
"""NumPy's transpose takes a whole order, PyTorch's two axes."""

Traced = Callable[..., Any]
PAIRING: Final = (enumerate, zip)
NO_SOURCE: Final = (
    "이 함수의 안은 들여다볼 수 없어 NumPy 연산을 적지 못했습니다. "
    "셀이나 파일에 def로 적은 함수를 넣어 보세요."
)


class Watcher:
    """Computes and tells.

    Only what makes NumPy arrays is written down here: our tensors and PyTorch's speak for themselves.
    """

    def __init__(self, recorder: Recorder, traced: Callable[["Watcher", Any], Traced | None]) -> None:
        self._recorder = recorder
        self._traced = traced

    def binary(self, sign: str, left: Any, right: Any, line: int) -> Any:
        return self._told(sign, (left, right), getattr(operator, sign)(left, right), line)

    def unary(self, sign: str, value: Any, line: int) -> Any:
        return self._told(sign, (value,), getattr(operator, sign)(value), line)

    def in_place(self, sign: str, left: Any, right: Any, line: int) -> Any:
        return self._told(sign, (left, right), getattr(operator, sign)(left, right), line, in_place=True)

    def item(self, value: Any, key: Any, line: int) -> Any:
        return self._told("getitem", (value, key), value[key], line)

    def attribute(self, value: Any, name: str, line: int) -> Any:
        args = (value, -1, -2) if name == "mT" else (value,)
        return self._told(name, args, getattr(value, name), line)

    slice = staticmethod(slice)

    def rows(self, value: Any, line: int) -> Any:
        """Return what a loop goes through; the rows of an array are told as they are taken."""
        is_told = self._recorder.is_active and isinstance(value, np.ndarray) and value.ndim > 0
        return self._taken(value, line) if is_told else value

    def _taken(self, array: Any, line: int) -> Iterator[Any]:
        for place, row in enumerate(array):
            yield self._told("getitem", (array, place), row, line)

    def read(self, value: Any, name: str) -> Any:
        """Return the value of a variable; an array becomes known by its name."""
        if self._recorder.is_active and is_array(value) and not isinstance(value, np.generic):
            self._recorder.name(value, name)
        return value

    def named(self, value: Any, names: str | tuple[str, ...]) -> Any:
        """Return a value that is about to be given these names."""
        pairs = [(value, names)] if isinstance(names, str) else []
        if isinstance(names, tuple) and isinstance(value, tuple | list) and len(names) == len(value):
            pairs = list(zip(value, names, strict=True))
        for each, name in pairs:
            if self._recorder.is_active and is_array(each):
                self._recorder.name(each, name)
        return value

    def run(self, function: Any, args: tuple[Any, ...], settings: dict[str, Any]) -> None:
        """Call the function that is traced; its own operations belong to no group."""
        traced = self._traced(self, function)
        if traced is None:
            self.call(function, 0, *args, **settings)
            if is_closed(function):
                self._recorder.note(NO_SOURCE)
        else:
            traced(*args, **settings)

    def call(self, function: Any, line: int, /, *args: Any, **settings: Any) -> Any:
        """Call a function; one that the learner wrote is traced within, as a group of its own."""
        if not self._recorder.is_active:
            return function(*args, **settings)
        if any(function is each for each in PAIRING):
            return function(*(self.rows(each, line) for each in args), **settings)
        traced = self._traced(self, function)
        if traced is not None:
            with self._recorder.group(_name_of(function), FUNCTION):
                return traced(*args, **settings)
        output = function(*args, **settings)
        owner = _of_callable(function, "__self__")
        inputs = (owner, *args) if is_array(owner) else args
        in_place = isinstance(owner, np.ndarray) and output is None
        if isinstance(output, Tensor) and output.is_leaf and not self._recorder.is_known(output):
            self._recorder.step(_name_of(function), inputs, settings, output, line=line)
        self._told(_name_of(function), inputs, output, line, settings=settings, in_place=in_place)
        return output

    def _told(
        self,
        name: str,
        args: tuple[Any, ...],
        output: Any,
        line: int,
        *,
        settings: dict[str, Any] | None = None,
        in_place: bool = False,
    ) -> Any:
        """Return the output, once it is written down."""
        if self._recorder.is_active and _is_numpy(output):
            operation = canonical(NUMPY_NAMES.get(name, name))
            word = name if name in NUMPY_NAMES else ""
            self._recorder.step(
                operation, args, settings or {}, output, word=word, line=line, in_place=in_place
            )
        return output


def is_closed(function: Any) -> bool:
    """Return whether a function that could not be looked into is the learner's, or at least not this package's."""
    plain = _of_callable(function, "__func__") or function
    return isinstance(plain, FunctionType) and not (plain.__module__ or "").startswith("aiclass.")


def _is_numpy(output: Any) -> bool:
    return any(isinstance(each, np.ndarray | np.generic) for each in arrays_in(output))


def _name_of(function: Any) -> str:
    """Return what a function or class is called; of any other callable, what its class is."""
    name = _of_callable(function, "__name__")
    return name if isinstance(name, str) else type(function).__name__


def _of_callable(function: Any, name: str) -> Any:
    """Return an attribute of a callable, None where it has none; a ``__getattr__`` of the learner's must not run."""
    if inspect.getattr_static(type(function), "__getattr__", None) is not None:
        return None
    return getattr(function, name, None)
