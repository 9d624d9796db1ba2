"""Put back what a learner has patched where tests look, and say what it was."""

import contextlib
import gc
import os
import re
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterator
from typing import Any, Final

from aiclass.grading._sandbox._learners import Origins

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


class Pristine:
    """Names of watched modules, as they were before any learner's code."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins
        self._modules = {name: module for name, module in sys.modules.items() if _is_watched(name)}
        self._names: list[tuple[str, str, Any, dict[str, Any]]] = []
        self._codes: list[tuple[str, str, Any, Any, Any, Any]] = []
        seen: set[int] = set()
        for name, module in sorted(
            self._modules.items(), key=lambda item: len(item[0])
        ):  # public names first
            if type(module) is types.ModuleType:
                self._top = name.partition(".")[0] if name in WHERE_NAMED else ""
                self._remember(name, module, seen)

    def restore(self, text: str) -> list[str]:
        """Undo patches that could matter to a test; return a flag for each, by the full name of what was patched.

        A patch by a library's function (``nest_asyncio`` patches ``asyncio.run``) is undone too, and only noted.

        Args:
            text: of the test and of what its names stand for; modules that it does not name are left alone.
        """
        wanted = {"", *WORD.findall(text)}
        return [*self._restore_modules(), *self._restore_names(wanted), *self._restore_codes(wanted)]

    def _restore_modules(self) -> Iterator[str]:
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module:
                sys.modules[name] = module
                yield f"patched-judge:{name}"

    def _restore_names(self, wanted: set[str]) -> Iterator[str]:
        for top, place, holder, names in self._names:
            current = vars(holder) if top in wanted else {}
            for name, value in names.items() if current else ():
                patch = current.get(name)
                if patch is not value:
                    _set(holder, name, value)
                    is_librarys = type(patch) is types.FunctionType and not self._origins.is_learners_work(
                        patch
                    )
                    yield f"{'note:' if is_librarys else ''}patched-judge:{place}.{name}"

    def _restore_codes(self, wanted: set[str]) -> Iterator[str]:
        for top, place, function, code, defaults, keywords in self._codes:
            if top not in wanted:
                continue
            if function.__code__ is not code:
                function.__code__ = code
                yield f"patched-judge:{place}"
            if function.__defaults__ is not defaults or function.__kwdefaults__ is not keywords:
                function.__defaults__, function.__kwdefaults__ = defaults, keywords
                yield f"patched-judge:{place}"

    def _remember(self, place: str, holder: Any, seen: set[int]) -> None:
        names = {name: value for name, value in vars(holder).items() if _can_be_replaced(value)}
        self._names.append((self._top, place, holder, names))
        for name, value in names.items():
            function = getattr(value, "__func__", value)
            if id(function) in seen:
                continue
            if type(function) is types.FunctionType:
                seen.add(id(function))
                kept = (function.__code__, function.__defaults__, function.__kwdefaults__)
                self._codes.append((self._top, f"{place}.{name}", function, *kept))
            elif (
                isinstance(value, type)
                and value.__module__ == place
                and f"{place}.{name}".startswith(WITH_CLASSES)
            ):
                seen.add(id(value))
                self._remember(f"{place}.{name}", value, seen)


def quieter() -> Callable[[], list[str]]:
    """Return what ends everything that could run beside a test in this process, and tells the flags that it raises."""
    trace, profile, set_trace, set_profile = sys.gettrace, sys.getprofile, sys.settrace, sys.setprofile
    set_thread_trace, set_thread_profile = threading.settrace, threading.setprofile
    handlers, set_timer, list_folder = signal.signal, signal.setitimer, os.listdir
    monitoring: Any = getattr(sys, "monitoring", None)  # Python 3.12

    def quiet() -> list[str]:
        flags = []
        if trace() is not None or profile() is not None:
            flags.append("trace-function")
        for clear in (set_trace, set_profile, set_thread_trace, set_thread_profile):
            clear(None)
        for tool in range(6) if monitoring else ():
            if monitoring.get_tool(tool) is not None:
                monitoring.set_events(tool, 0)
                monitoring.free_tool_id(tool)
                flags.append("trace-function")
        gc.callbacks.clear()
        set_timer(signal.ITIMER_REAL, 0)
        for number in (signal.SIGALRM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM, signal.SIGCHLD):
            handlers(number, signal.SIG_DFL)
        with contextlib.suppress(OSError):  # macOS has no /proc
            flags += ["thread-beside-test"] if len(list_folder("/proc/self/task")) > 1 else []
        return flags

    return quiet


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
