"""Put back what a learner has patched where tests look, and say what it was."""

import re
import sys
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from aiclass.grading._sandbox._learners import Origins
from aiclass.grading._sandbox._versions import Versions

_ALWAYS = """
    IPython.core.inputtransformer2 IPython.utils.tokenutil ast asyncio asyncio.runners builtins json json.encoder math
    numpy numpy._core._methods numpy._core.fromnumeric numpy._core.numeric numpy.lib._arraysetops_impl numpy.linalg
    numpy.linalg._linalg numpy.testing numpy.testing._private.utils operator tokenize
"""
_WHERE_NAMED = """
    cmath contextlib copy decimal fractions functools io itertools numpy.random os pandas.testing pandas._testing
    random scipy.special sklearn.metrics statistics torch torch.functional torch.nn.functional torch.testing
    types unittest unittest.case
"""
ALWAYS: Final = frozenset(_ALWAYS.split())
WHERE_NAMED: Final = frozenset(_WHERE_NAMED.split())  # looking everywhere would cost more than the tests do
_vars = vars  # as it was, whatever the name comes to mean
WORD: Final = re.compile(r"[A-Za-z_]\w*")
WITH_CLASSES: Final = (
    "IPython.core.inputtransformer2.",
    "aiclass.",
    "ast.Node",
    "asyncio.runners.",
    "json.",
    "unittest.",
)
REPLACEABLE: Final = (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, type, types.MethodType)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Names of one module or class and what they stood for.

    Attributes:
        top: top-level package that a test must name for this place to matter; "" where it always does.
    """

    top: str
    name: str
    holder: Any
    names: dict[str, Any]


class _Places:
    """Places that matter under the same condition, and whether anything in them can have changed."""

    def __init__(self, places: Iterable[_Place]) -> None:
        self._places = tuple(places)
        self._versions = Versions(vars(place.holder) for place in self._places)

    def changed(self) -> Iterator[_Place]:
        """Yield the places that must be looked at."""
        for position in self._versions.changed():
            yield self._places[position]


class Pristine:
    """Names of watched modules, as they were before any learner's code. Code inside functions is kept by ``_audit``."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins
        self._modules = {name: module for name, module in sys.modules.items() if _is_watched(name)}
        self._loaded = Versions([sys.modules])
        by_top: dict[str, list[_Place]] = {}
        for place in self._remembered():
            by_top.setdefault(place.top, []).append(place)
        self._places = {top: _Places(places) for top, places in by_top.items()}

    def restore(self, text: str) -> list[str]:
        """Undo patches that could matter to a test; return a flag for each, by the full name of what was patched.

        A patch by a library's function (``nest_asyncio`` patches ``asyncio.run``) is undone too, and only noted.

        Args:
            text: of the test and of what its names stand for; modules that it does not name are left alone.
        """
        flags = list(self._restore_modules()) if self._loaded.changed() else []
        for top in sorted({"", *WORD.findall(text)} & self._places.keys()):
            for place in self._places[top].changed():
                flags += self._restore_names(place)
        return flags

    def _restore_modules(self) -> Iterator[str]:
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module:
                sys.modules[name] = module
                yield f"patched-judge:{name}"

    def _restore_names(self, place: _Place) -> Iterator[str]:
        current = _vars(place.holder)
        for name, value in place.names.items():
            patch = current.get(name)
            if patch is not value:
                _set(place.holder, name, value)
                is_librarys = type(patch) is types.FunctionType and not self._origins.is_learners_work(patch)
                yield f"{'note:' if is_librarys else ''}patched-judge:{place.name}.{name}"

    def _remembered(self) -> Iterator[_Place]:
        """Yield every place, each class once, under its public name."""
        seen: set[int] = set()
        for name, module in sorted(self._modules.items(), key=lambda item: len(item[0])):
            if type(module) is types.ModuleType:
                yield from _places_in(
                    name.partition(".")[0] if name in WHERE_NAMED else "", name, module, seen
                )


def _places_in(top: str, place: str, holder: Any, seen: set[int]) -> Iterator[_Place]:
    """Yield a module or class and the classes that are made in it."""
    names = {name: value for name, value in vars(holder).items() if _can_be_replaced(value)}
    if names:
        yield _Place(top=top, name=place, holder=holder, names=names)
    for name, value in names.items():
        is_own = isinstance(value, type) and value.__module__ == place and id(value) not in seen
        if is_own and f"{place}.{name}".startswith(WITH_CLASSES):
            seen.add(id(value))
            yield from _places_in(top, f"{place}.{name}", value, seen)


def _is_watched(name: str) -> bool:
    return name in ALWAYS or name in WHERE_NAMED or name == "aiclass" or name.startswith("aiclass.")


def _can_be_replaced(value: object) -> bool:
    return isinstance(value, REPLACEABLE) or type(value).__name__ in (
        "ufunc",
        "_ArrayFunctionDispatcher",
        "Expect",
    )


def _set(holder: Any, name: str, value: Any) -> None:
    if isinstance(holder, type):
        type.__setattr__(holder, name, value)
    else:
        vars(holder)[name] = value
