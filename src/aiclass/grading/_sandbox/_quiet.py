"""End whatever could run beside the judge in a learner's process.

Only functions that a closure holds are called: names may mean something else by now.
"""

import _signal  # type: ignore[import-not-found]  # the module behind signal
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any


def quieter() -> Callable[[], list[str]]:
    """Return what ends everything that could run beside a test in this process, and tells the flags that it raises.

    Handlers, timers, trace functions, and the garbage collection with its callbacks, which ``gc.enable`` brings back.
    Threads go on; they are flagged.
    """
    trace, profile, set_trace, set_profile = sys.gettrace, sys.getprofile, sys.settrace, sys.setprofile
    set_thread_trace, set_thread_profile = threading.settrace, threading.setprofile
    get_handler, set_handler, ignore = _signal.getsignal, _signal.signal, int(signal.SIG_IGN)
    set_timer, timers = _signal.setitimer, (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
    numbers = sorted(map(int, signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}))
    callbacks, collect_nothing = gc.callbacks, gc.disable
    list_folder, has_proc = os.listdir, os.path.isdir("/proc/self/task")  # noqa: PTH112
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
        callbacks.clear()
        collect_nothing()
        for timer in timers:
            set_timer(timer, 0)
        for number in numbers:
            handler = get_handler(number)
            if handler is not None and type(handler) is not int:
                set_handler(number, ignore)
        if has_proc and len(list_folder("/proc/self/task")) > 1:
            flags.append("thread-beside-test")
        return flags

    return quiet
