"""What of NumPy's, PyTorch's and Python's own may be asked and called on stand-ins; nothing of the learner's is."""

# ruff: noqa: SIM905  # words in a row read as words

import inspect
from types import MemberDescriptorType, ModuleType
from typing import Any, Final

import numpy as np

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic._ghost import AFFORDABLE, Ghost, Unknown, as_ghost
from aiclass.shapes._clinic._stand_ins import stand_in

BUILTINS: Final = (len, int, float, abs, min, max, range, tuple, list, round, bool, slice)
CREATORS: Final = frozenset({"zeros", "ones", "empty", "full"})
COPIERS: Final = frozenset({"array", "asarray", "ascontiguousarray"})
CHANGERS: Final = frozenset(  # read or write files, settings, random state, or their arguments
    "load save savez savez_compressed savetxt loadtxt genfromtxt fromfile memmap copyto put place putmask "
    "fill_diagonal "
    "seterr seterrcall set_printoptions errstate vectorize apply_along_axis apply_over_axes fromfunction fromiter "
    "frompyfunc piecewise frombuffer info test show_config get_include".split()
)
LIBRARIES: Final = frozenset({"builtins", "numpy", "torch", "aiclass"})


def attribute(owner: Any, name: str) -> Any:
    """Return an attribute without running the learner's code: no property, no ``__getattr__`` of theirs.

    Raises:
        Unknown: it is neither plain data nor a library's.
    """
    if isinstance(owner, Ghost | ModuleType) or _meta.is_tensor(owner):
        if name in ("real", "data_ptr") or (name == "grad" and not _meta.has_gradient(owner)):
            raise Unknown
        return getattr(owner, name)
    if isinstance(owner, type) and _is_library(owner):
        return getattr(owner, name)
    own = _own_names(owner)
    if name in own:
        return own[name]
    if _meta.is_module(owner):
        return _meta.module_part(owner, name)
    found = inspect.getattr_static(type(owner), name, None)
    if isinstance(found, MemberDescriptorType):
        return found.__get__(owner)
    if isinstance(owner, dict | str | list | tuple | np.generic | np.dtype) or _is_library(type(owner)):
        return getattr(owner, name)
    raise Unknown


def call(function: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Return what a library's function gives on stand-ins.

    Raises:
        Unknown: the function is the learner's own, or has effects beside its result.
    """
    if not (isinstance(function, type) or _meta.is_module(function) or _is_library(type(function))):
        raise Unknown
    is_ghosts = getattr(function, "__module__", "") == Ghost.__module__
    if is_ghosts or any(function is known for known in BUILTINS):
        return function(*args, **kwargs)
    if _draws(function):
        return _drawn(kwargs.get("size", args[-1] if args and isinstance(args[-1], tuple) else None))
    if _meta.is_callable(function):
        return _meta.call(function, args, kwargs)
    if isinstance(function, np.ufunc):
        return function(*args, **kwargs)
    return _call_numpy(function, args, kwargs)


def _call_numpy(function: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Return what a function of NumPy gives on stand-ins.

    Raises:
        Unknown: it is none, has effects beside its result, or would make a large array.
    """
    name = getattr(function, "__name__", "")
    if not str(getattr(function, "__module__", "")).startswith("numpy") or name in CHANGERS:
        raise Unknown
    if name in CREATORS:
        return Ghost(_as_shape(args[0] if args else kwargs["shape"]), kwargs.get("dtype", float))
    if name in COPIERS and args:
        ghost = as_ghost(args[0])
        return Ghost(ghost.shape, kwargs.get("dtype") or ghost.dtype)
    if any(isinstance(number, int | float) and abs(number) > AFFORDABLE for number in args):
        raise Unknown
    return stand_in(function(*args, **kwargs))


def _draws(function: Any) -> bool:
    """Return whether a function is a method of one of NumPy's generators of random numbers."""
    owner = getattr(function, "__self__", None)
    return type(owner).__module__.startswith("numpy.random")


def _drawn(size: Any) -> Ghost:
    if size is None:
        raise Unknown
    return Ghost(_as_shape(size), float)


def _as_shape(size: Any) -> tuple[int, ...]:
    return (size,) if isinstance(size, int) else tuple(size)


def _is_library(kind: type) -> bool:
    return kind.__module__.split(".")[0] in LIBRARIES


def _own_names(owner: Any) -> dict[str, Any]:
    """Return what lies in an object itself, past any ``__getattribute__`` of the learner's."""
    try:
        own = object.__getattribute__(owner, "__dict__")
    except AttributeError:
        return {}
    return own if type(own) is dict else {}
