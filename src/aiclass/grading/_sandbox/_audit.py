"""Make visible what a learner's code does to look at the code that judges it.

An audit hook cannot be taken away again. It sends a flag at once, before the call goes on. Code of a function that was
there before the learner's cannot be exchanged at all.
"""

import _signal  # type: ignore[import-not-found]  # the module behind signal
import os
import sys
from collections.abc import Callable
from typing import Any, Final

from aiclass.grading._sandbox._callers import callers, takers
from aiclass.grading._sandbox._intake import flag_frame
from aiclass.grading._sandbox._learners import Origins

FRAMES: Final = frozenset({"tb_frame", "gi_frame", "cr_frame", "ag_frame", "f_back"})
PARTS: Final = frozenset({"__code__", "__defaults__", "__kwdefaults__"})
TOLD_AT_MOST: Final = 50
EVENTS: Final = {
    "sys._getframe": "frame-inspection",
    "sys._current_frames": "frame-inspection",
    "sys._current_exceptions": "frame-inspection",
    "object.__getattr__": "frame-inspection",
    "gc.get_objects": "heap-inspection",
    "gc.get_referrers": "heap-inspection",
    "gc.get_referents": "heap-inspection",
    "ctypes.dlopen": "ctypes",
    "ctypes.dlsym": "ctypes",
    "ctypes.addressof": "ctypes",
    "ctypes.cdata": "ctypes",
    "ctypes.string_at": "ctypes",
    "ctypes.wstring_at": "ctypes",
    "ctypes.PyObj_FromPtr": "ctypes",
    "sys.settrace": "trace-function",
    "sys.setprofile": "trace-function",
    "sys.monitoring.register_callback": "trace-function",
    "sys.addaudithook": "audit-hook",
    "code.__new__": "code-forgery",
    "compile": "code-forgery",
    "open": "process-inspection",
}


def watch(origins: Origins, descriptor: Callable[[], int]) -> None:
    """Flag what learner's code does from now on, in this process and in its forks.

    Args:
        descriptor: where flags are written.
    """
    write, process_id = os.write, os.getpid
    default_handler, handler_of = _signal.default_int_handler, _signal.getsignal
    told: set[tuple[str, int]] = set()
    busy: list[str] = []
    folders, is_learners_call, is_taken_away = origins.trusted_folders, callers(origins), takers(origins)
    events, watched_attributes, parts = EVENTS, FRAMES, PARTS

    def is_meant(event: str, details: tuple[Any, ...]) -> bool:
        if event == "object.__getattr__":
            is_hidden = details[0] is set_handler and details[1] == "__kwdefaults__"
            return is_hidden or details[1] in watched_attributes
        if event == "open":
            path = details[0]
            return type(path) is str and path.startswith("/proc/") and path.endswith("/mem")
        if event == "compile":
            return type(details[1]) is str and details[1].startswith(folders)
        return event != "sys.settrace" or not is_taken_away()

    def tell(flag: str) -> None:
        write(descriptor(), flag_frame(flag))

    def set_handler(number: int, handler: Any, /, *, really: Any = _signal.signal) -> Any:
        """Set a signal handler, as ``_signal.signal`` does; a learner's is flagged, as it is given frames."""
        key = ("signal", process_id())
        is_own = not isinstance(handler, int) and handler is not default_handler
        if is_own and key not in told and is_learners_call(()):
            told.add(key)
            tell("signal-handler")
        try:
            return really(number, handler)
        except PermissionError:  # a test runs; a training loop that asks for a handler can do without
            return handler_of(number)

    def refuse_patch(function: Any, part: str) -> None:
        if part in parts and origins.existed(function):
            if len(told) < TOLD_AT_MOST:
                told.add((part, id(function)))
                tell(f"patched-judge:{function.__module__}.{function.__qualname__}")
            raise RuntimeError("a library's function cannot be changed here")

    def hook(event: str, details: tuple[Any, ...]) -> None:
        if event == "object.__setattr__":
            refuse_patch(details[0], details[1])
        flag = events.get(event)
        if not flag or busy or (event, process_id()) in told:
            return
        busy.append(event)  # looking at frames raises events of its own
        try:
            if not is_meant(event, details) or not (event == "open" or is_learners_call(details)):
                return
            told.add((event, process_id()))
            tell(flag)
        finally:
            busy.clear()
        if event == "sys.addaudithook":
            raise RuntimeError("no audit hooks here")

    sys.addaudithook(hook)
    _signal.signal = set_handler
