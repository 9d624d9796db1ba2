"""Make visible what a learner's code does to look at the code that judges it.

An audit hook cannot be taken away again. It sends a flag at once, before the call goes on. Code of a function that was
there before the learner's cannot be exchanged at all.
"""

import os
import sys
import types
from collections.abc import Callable
from typing import Any, Final

from aiclass.grading._sandbox._learners import Origins
from aiclass.grading._sandbox._wire import FLAG, HEADER

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
    write, frame_of, process_id = os.write, sys._getframe, os.getpid
    told: set[tuple[str, int]] = set()
    busy: list[str] = []
    folders = origins.trusted_folders
    passed_by = {sys.modules[name].__file__ for name in ("inspect", "ctypes")}  # they act for their caller
    events, watched_attributes, parts, frame_type = EVENTS, FRAMES, PARTS, types.FrameType

    def is_meant(event: str, details: tuple[Any, ...]) -> bool:
        if event == "object.__getattr__":
            return len(details) > 1 and details[1] in watched_attributes
        if event == "open":
            path = details[0]
            return type(path) is str and path.startswith("/proc/") and path.endswith("/mem")
        if event == "compile":
            return type(details[1]) is str and details[1].startswith(folders)
        return True

    def is_learners_call() -> bool:
        caller: types.FrameType | None = frame_of(2)  # past this function and the hook
        while isinstance(caller, frame_type) and caller.f_code.co_filename in passed_by:
            caller = caller.f_back
        return caller is not None and not origins.is_library_code(caller.f_code)

    def tell(flag: str) -> None:
        payload = flag.encode("ascii", "replace")[:100]
        write(descriptor(), HEADER.pack(FLAG, len(payload)) + payload)

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
            if not is_meant(event, details) or not (event == "open" or is_learners_call()):
                return
            told.add((event, process_id()))
            tell(flag)
        finally:
            busy.clear()
        if event == "sys.addaudithook":
            raise RuntimeError("no audit hooks here")

    sys.addaudithook(hook)
