"""Tell what the learner has made from what came with Python and its packages."""

import builtins
import gc
import sys
import sysconfig
import types
from typing import Any, Final

import numpy as np

_mro: Final = type.__dict__["__mro__"].__get__  # a metaclass cannot answer in its place
_own: Final = type.__dict__["__dict__"].__get__

_OPERATIONS = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift divmod"
_COMPARISONS = "eq ne lt le gt ge contains"
_CONVERSIONS = (
    "array array_function array_ufunc array_interface array_struct torch_function "
    "float int index complex len iter getitem abs round neg"
)
COMPARING: Final = frozenset(f"__{name}__" for name in _COMPARISONS.split())
CALCULATING: Final = frozenset(f"__{side}{name}__" for name in _OPERATIONS.split() for side in ("", "r", "i"))
CONVERTING: Final = frozenset(f"__{name}__" for name in _CONVERSIONS.split())
TRUTH: Final = frozenset({"__bool__", "__len__"})
DEPTH: Final = 6
MANY: Final = 10_000


class Origins:
    """What existed in the warm parent, before any learner's code.

    Attributes:
        trusted_folders: code from files below these came with Python or its packages.
    """

    def __init__(self) -> None:
        gc.collect()
        paths = {sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
        package = sys.modules["aiclass"].__path__[0]
        self.trusted_folders = (*(f"{path}/" for path in sorted(paths)), package, "<frozen ")
        self._modules = dict(sys.modules)
        self._classes = {id(kind): kind for kind in _all_classes()}
        functions = [item for item in gc.get_objects() if type(item) is types.FunctionType]
        self._functions = {id(function): function for function in functions}
        self._codes = {id(function.__code__): function.__code__ for function in functions}

    def existed(self, function: object) -> bool:
        """Tell whether this very function was there before any learner's code."""
        return id(function) in self._functions

    def is_library_code(self, code: types.CodeType) -> bool:
        """Tell whether a code object came with Python or its packages."""
        return id(code) in self._codes or code.co_filename.startswith(self.trusted_folders)

    def is_library_class(self, kind: type) -> bool:
        """Tell whether a class came with Python or its packages."""
        if id(kind) in self._classes:
            return True
        names = _own(kind)
        module = names.get("__module__")
        if type(module) is not str or module in self._modules:
            return False  # a module that was there already gains no classes of its own
        file = getattr(sys.modules.get(module), "__file__", None)
        return type(file) is str and file.startswith(self.trusted_folders)

    def is_learners(self, value: object) -> bool:
        """Tell whether the value is an instance of a class that the learner has made."""
        return not all(map(self.is_library_class, _mro(type(value))))

    def overrides(self, value: object, names: frozenset[str], depth: int = 0) -> bool:
        """Tell whether a learner's class decides what one of these operations gives for the value or a part of it."""
        kind = type(value)
        if depth < DEPTH and any(self.overrides(part, names, depth + 1) for part in parts_of(value)):
            return True
        for ancestor in _mro(kind):
            if not self.is_library_class(ancestor) and not names.isdisjoint(_own(ancestor)):
                return True
        return False

    def is_learners_function(self, function: object) -> bool:
        """Tell whether calling this runs the learner's own Python."""
        function = getattr(function, "__func__", function) if type(function) is types.MethodType else function
        if type(function) is types.FunctionType:
            return not self.is_library_code(function.__code__)
        return not isinstance(function, type) and self.is_learners(function)

    def is_learners_work(self, value: object) -> bool:
        """Tell whether a name bound to this stands for something that the learner has made: function, class, value."""
        if isinstance(value, type):
            return not self.is_library_class(value)
        return self.is_learners_function(value) or self.is_learners(value)


def parts_of(value: Any) -> list[Any]:
    """Return what a container of exactly a built-in type, or an array of objects, holds."""
    kind = type(value)
    if kind is dict:
        return [*value.keys(), *value.values()][:MANY]
    if kind is list or kind is tuple or kind is set or kind is frozenset:
        return list(value)[:MANY]
    if kind is np.ndarray and value.dtype.hasobject and value.dtype.names is None:
        return list(value.flat)[:MANY]
    return []


def _all_classes() -> list[type]:
    found: dict[int, type] = {id(object): object}
    waiting: list[type] = [object]
    below: Any = type.__subclasses__  # of the class asked, whatever its metaclass says
    while waiting:
        for kind in below(waiting.pop()):
            if id(kind) not in found:
                found[id(kind)] = kind
                waiting.append(kind)
    found |= {id(value): value for value in vars(builtins).values() if isinstance(value, type)}
    return list(found.values())
