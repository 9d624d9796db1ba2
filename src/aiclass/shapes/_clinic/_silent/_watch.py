"""The probes: each gives back what it was given, and looks at shapes on the way.

A probe costs a call and a comparison of shapes. Nothing of the learner's is kept, only shapes and words, and a probe
raises nothing that the computation itself does not.
"""

# ruff: noqa: SIM905  # words in a row read as words

import builtins
import operator
from collections.abc import Callable
from itertools import count
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, Final

import numpy as np

from aiclass.axes import axes_of
from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic._diagnosis import Diagnosis
from aiclass.shapes._clinic._silent._axis_kinds import is_suspect, is_wrong_alone, is_wrong_pair
from aiclass.shapes._clinic._silent._numbers import is_distribution, is_sigmoid
from aiclass.shapes._clinic._silent._site import Site
from aiclass.shapes._clinic._silent._squares import is_column_and_row, stretches
from aiclass.shapes._clinic._silent._warn import Warned, diagnosed
from aiclass.shapes._clinic._words import DIFFERENCES

FUNCTIONS: Final = (FunctionType, BuiltinFunctionType, MethodType)
FEATURES: Final = "D"
MOST_LOOKS: Final = 3  # at numbers: a loop soon costs nothing
Shape = tuple[int, ...]
Reporter = Callable[[Diagnosis], None]

LOGITS: Final = frozenset(
    "CrossEntropyLoss cross_entropy softmax_cross_entropy softmax log_softmax Softmax LogSoftmax".split()
)
OWN_DIFFERENCE, TORCH_DIFFERENCE = "difference", "torch"  # PyTorch warns of any two shapes, and so may we
SIGMOIDS: Final = frozenset("BCEWithLogitsLoss binary_cross_entropy_with_logits".split())


_numbers = count()


class Watch:
    """Sites of all cells that have run, and where warnings go.

    Attributes:
        name: under which instrumented code finds it among the builtins, for as long as that code may run.
        is_on: whether probes look, and new cells get some.
        report: called with each warning.
    """

    def __init__(self, report: Reporter) -> None:
        self.name = f"__aiclass_clinic_{next(_numbers)}__"
        self.is_on = False
        self.report = report
        self._sites: list[Site] = []
        self._warned: Warned = set()

    def start(self) -> None:
        """Have probes look from now on."""
        self.is_on = True
        setattr(builtins, self.name, self)

    def stop(self) -> None:
        """Have probes give back what they get, and nothing else."""
        self.is_on = False

    def add(self, site: Site) -> int:
        """Keep a site; return its number."""
        self._sites.append(site)
        return len(self._sites) - 1

    def index(self, number: int, items: Any) -> Any:
        """Look at two arrays that index together."""
        site = self._sites[number]
        if not site.is_done and type(items) is tuple and len(items) == 2:
            one, other = shape_of(items[0]), shape_of(items[1])
            if one is not None and other is not None and is_column_and_row(one, other):
                self._say(site, *items)
        return items

    def rows(self, number: int, value: Any) -> Any:
        """Look at what argmax or softmax takes over its first axis."""
        site = self._sites[number]
        if not site.is_done and _dimensions(value) == 2:
            shape = shape_of(value)
            if shape is not None and self._is_over_batch(site, value, shape):
                self._say(site, value)
        return value

    def over(self, number: int, layer: Any) -> Any:
        """Look whether what is called is a layer of the kind that the place is about."""
        site = self._sites[number]
        if not site.is_done:
            site.is_done = not is_suspect(site, layer)
        return layer

    def alone(self, number: int, value: Any) -> Any:
        """Look at an array whose shape alone tells."""
        site = self._sites[number]
        if not site.is_done:
            shape = shape_of(value)
            if shape is not None and is_wrong_alone(site, shape):
                self._say(site, value)
        return value

    def two(self, number: int, pair: tuple[Any, Any]) -> tuple[Any, Any]:
        """Look at the two sides of a product."""
        self._look_at_pair(self._sites[number], *pair)
        return pair

    def left(self, number: int, value: Any) -> Any:
        """Note the shape on the left of an operation that is left to Python."""
        site = self._sites[number]
        if not site.is_done:
            site.seen = _outline(value)
        return value

    def right(self, number: int, value: Any) -> Any:
        """Look at both sides of that operation."""
        site = self._sites[number]
        if not site.is_done and site.seen is not None:
            self._look_at_pair(site, site.seen, value)
        return value

    def before(self, number: int, value: Any) -> Any:
        """Note the shape and dtype of what is about to get another shape."""
        site = self._sites[number]
        if not site.is_done:
            shape = shape_of(value)
            site.seen = None if shape is None else (shape, value.dtype)
        return value

    def after(self, number: int, value: Any) -> Any:
        """Look at the shape that it got."""
        site = self._sites[number]
        if not site.is_done and isinstance(site.seen, tuple):
            old, new = site.seen[0], shape_of(value)
            if new is not None and old != new and is_wrong_pair(site, old, new):
                self._say(site, _empty(*site.seen), value)
        return value

    def callee(self, number: int, function: Any) -> Any:
        """Note what kind of function is about to be called."""
        site = self._sites[number]
        if not site.is_done:
            site.seen = _kind_of(function)
            site.is_done = not site.seen
        return function

    def first(self, number: int, value: Any) -> Any:
        """Look at the scores that a loss or a softmax gets."""
        site = self._sites[number]
        if site.is_done or not site.seen:
            return value
        if site.seen in (OWN_DIFFERENCE, TORCH_DIFFERENCE):
            shape = shape_of(value)
            site.seen = None if shape is None else (site.seen, shape)
            return value
        site.looks += 1
        if self._is_on_already(str(site.seen), value, says_sigmoid=bool(site.hint)):
            self._say(site, value)
        site.is_done = site.is_done or site.looks >= MOST_LOOKS
        return value

    def second(self, number: int, value: Any) -> Any:
        """Look at the labels that a loss of differences gets."""
        site = self._sites[number]
        if not site.is_done and isinstance(site.seen, tuple):
            shape = shape_of(value)
            kind, seen = site.seen
            differs = stretches if kind == TORCH_DIFFERENCE else is_column_and_row
            if shape is not None and differs(seen, shape):
                self._say(site, seen, value)
        return value

    def value(self, number: int, value: Any) -> Any:
        """Look at a loss that is about to be kept as one number."""
        site = self._sites[number]
        if not site.is_done and _dimensions(value):
            shape = shape_of(value)
            if shape is not None and any(length > 1 for length in shape):
                self._say(site, value)
        return value

    def _look_at_pair(self, site: Site, left: Any, right: Any) -> None:
        if site.is_done:
            return
        a, b = shape_of(left), shape_of(right)
        if a is None or b is None:
            return
        if site.kind == "pair":
            found = is_column_and_row(a, b)
        elif site.kind == "columns":
            found = len(a) == 2 and len(b) == 1 and a[0] == b[0] > 1 and "bool" not in str(right.dtype)
        elif site.kind == "back":
            found = len(a) == 2 and a[0] == a[1] > 1 and b == a[:1]
        elif site.kind == "outer":
            found = len(a) == len(b) == 2 and a[1] == b[0] == 1 and a[0] == b[1] > 1
        else:
            found = is_wrong_pair(site, a, b)
        if found:
            self._say(site, left, right)

    @staticmethod
    def _is_over_batch(site: Site, value: Any, shape: Shape) -> bool:
        first, second = axes_of(value)
        if first is not None:  # the greatest of each feature is worth knowing, of each class it is not
            return first == "N" and second != FEATURES and shape[0] > 1
        if site.hint == "whole":
            return min(shape) > 1
        return site.hint != "other" and shape[0] >= shape[1] > 1

    @staticmethod
    def _is_on_already(kind: str, value: Any, *, says_sigmoid: bool) -> bool:
        try:
            return is_distribution(value) if kind == "logits" else is_sigmoid(value) or says_sigmoid
        except Exception:  # numbers of any kind may come
            return False

    def _say(self, site: Site, *values: Any) -> None:
        """Warn, once per line."""
        if not self.is_on:
            return
        site.is_done, site.seen = True, None
        try:
            diagnosis = diagnosed(site, values, self._warned)
            if diagnosis is not None:
                self.report(diagnosis)
        except Exception:  # a warning that fails must not stop the learner's program
            return


def _pair_probe(operation: Callable[[Any, Any], Any]) -> Callable[[Watch, int, Any, Any], Any]:
    def probe(self: Watch, number: int, left: Any, right: Any) -> Any:
        result = operation(left, right)
        if _dimensions(result) > 1:  # only then can it have grown; the rest is not even looked at
            self._look_at_pair(self._sites[number], left, right)
        return result

    return probe


for _name, _operation in (
    ("sub", operator.sub),
    ("mult", operator.mul),
    ("div", operator.truediv),
    ("matmult", operator.matmul),
    ("eq", operator.eq),
    ("noteq", operator.ne),
):
    setattr(Watch, f"pair_{_name}", _pair_probe(_operation))


def _outline(value: Any) -> Any:
    """Return an array or tensor of the same shape and dtype that takes no memory; None for anything else."""
    shape = shape_of(value)
    return None if shape is None else _empty(shape, value.dtype)


def _empty(shape: Shape, dtype: Any) -> Any:
    """Return an array or tensor, as the dtype tells, that takes no memory."""
    if isinstance(dtype, np.dtype):
        return np.broadcast_to(np.zeros((), dtype), shape)
    return _meta.outline(shape, dtype)


def _dimensions(value: Any) -> int:
    """Return the number of axes; 0 for what is no array, which is not touched at all."""
    return int(value.ndim) if type(value) is np.ndarray or _meta.is_tensor(value) else 0


def shape_of(value: Any) -> Shape | None:
    """Return the shape of an array or a tensor; None for anything else."""
    if type(value) is np.ndarray or _meta.is_tensor(value):
        return tuple(value.shape)
    return None


def _kind_of(function: Any) -> str:
    if isinstance(function, FUNCTIONS):
        name = function.__name__
    elif _meta.is_module(function):
        name = type(function).__name__
    else:
        return ""
    if name == "cross_entropy" and not str(getattr(function, "__module__", "")).startswith("torch"):
        return ""  # a learner's own takes probabilities as often as scores
    if name in LOGITS:
        return "logits"
    if name in SIGMOIDS:
        return "sigmoid"
    if name not in DIFFERENCES:
        return ""
    is_torch = str(getattr(function, "__module__", "")).startswith("torch")
    return TORCH_DIFFERENCE if is_torch else OWN_DIFFERENCE


watch = Watch(lambda diagnosis: print(diagnosis.text))
