"""Put back what a learner has patched where tests look, and say what it was."""

import gc
import signal
import sys
import threading
import types
from typing import Any, Final

from aiclass.grading._sandbox._learners import Origins

_NAMES = """
    aiclass IPython.core.inputtransformer2 ast builtins cmath contextlib copy fractions functools gc io
    itertools json math numpy numpy._core numpy.lib numpy.linalg numpy.testing operator os pandas.testing
    pandas._testing random signal sklearn.metrics statistics sys threading torch torch.functional
    torch.nn.functional torch.testing types unittest unittest.case
"""
WATCHED: Final = frozenset(_NAMES.split())
WITH_PARTS: Final = (
    "aiclass",
    "json",
    "numpy._core",
    "numpy.lib",
    "numpy.linalg",
    "numpy.testing",
    "pandas._testing",
)
WITH_CLASSES: Final = (
    "aiclass.",
    "json.",
    "unittest.",
    "IPython.core.inputtransformer2",
    "numpy.testing",
    "ast",
)
REPLACEABLE: Final = (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, type, types.MethodType)


class Pristine:
    """Names of watched modules, as they were before any learner's code."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins
        self._modules = {name: module for name, module in sys.modules.items() if _is_watched(name)}
        self._names: list[tuple[str, Any, dict[str, Any]]] = []
        self._codes: list[tuple[str, Any, Any, Any, Any]] = []
        seen: set[int] = set()
        for name, module in sorted(
            self._modules.items(), key=lambda item: len(item[0])
        ):  # public names first
            if type(module) is types.ModuleType:
                self._remember(name, module, seen)

    def restore(self) -> list[str]:
        """Undo patches; return the full names of what was patched."""
        patched = []
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module:
                sys.modules[name] = module
                patched.append(name)
        for place, holder, names in self._names:
            current = vars(holder)
            for name, value in names.items():
                if current.get(name) is not value:
                    _set(holder, name, value)
                    patched.append(f"{place}.{name}")
        for place, function, code, defaults, keywords in self._codes:
            if function.__code__ is not code:
                function.__code__ = code
                patched.append(place)
            if function.__defaults__ is not defaults or function.__kwdefaults__ is not keywords:
                function.__defaults__, function.__kwdefaults__ = defaults, keywords
                patched.append(place)
        return patched

    def _remember(self, place: str, holder: Any, seen: set[int]) -> None:
        names = {name: value for name, value in vars(holder).items() if _can_be_replaced(value)}
        self._names.append((place, holder, names))
        for name, value in names.items():
            function = getattr(value, "__func__", value)
            if id(function) in seen:
                continue
            if type(function) is types.FunctionType:
                seen.add(id(function))
                kept = (function.__code__, function.__defaults__, function.__kwdefaults__)
                self._codes.append((f"{place}.{name}", function, *kept))
            elif (
                isinstance(value, type) and value.__module__ == place and f"{place}.".startswith(WITH_CLASSES)
            ):
                seen.add(id(value))
                self._remember(f"{place}.{name}", value, seen)


def quiet_process() -> list[str]:
    """End what could run beside a test in this process; return the flags that it raises."""
    flags = []
    if sys.gettrace() is not None or sys.getprofile() is not None:
        flags.append("trace-function")
    sys.settrace(None)
    sys.setprofile(None)
    threading.settrace(None)
    threading.setprofile(None)
    monitoring: Any = getattr(sys, "monitoring", None)  # Python 3.12
    for tool in range(6) if monitoring else ():
        if monitoring.get_tool(tool) is not None:
            monitoring.set_events(tool, 0)
            monitoring.free_tool_id(tool)
            flags.append("trace-function")
    gc.callbacks.clear()
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGINT}:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0)
    if _threads() > 1:
        flags.append("thread-beside-test")
    return flags


def _threads() -> int:
    import os

    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208
    except OSError:
        return threading.active_count()


def _is_watched(name: str) -> bool:
    return name in WATCHED or name.startswith(tuple(f"{watched}." for watched in WITH_PARTS))


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
