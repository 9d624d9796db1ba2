"""Tell on whose behalf something is done: a learner's, or a library's for purposes of its own."""

import logging
import sys
import types
from collections.abc import Callable
from typing import Any, Final

from aiclass.grading._sandbox._learners import Origins

ACT_FOR_CALLER: Final = ("asyncio.base_tasks", "bdb", "ctypes", "inspect", "IPython.utils.frame", "signal")
WALKS_STACKS: Final = "traceback"  # but an exception's own frames it reads for everybody
PANDAS_SCOPE: Final = "pandas/core/computation/scope.py"  # reads the frame that is so many levels up


def callers(origins: Origins) -> Callable[[tuple[Any, ...]], bool]:
    """Return what tells whether the call that an audit hook hears of is a learner's.

    It may be made through a function that acts for its caller. What is returned takes the event's details, and must be
    called by the hook itself.
    """
    frame_of, frame_type = sys._getframe, types.FrameType
    ours = str(sys.modules["aiclass"].__path__[0])
    files = {sys.modules[name].__file__ for name in ACT_FOR_CALLER if name in sys.modules}
    walks_stacks, current_frame = sys.modules[WALKS_STACKS].__file__, logging.currentframe.__code__

    def acts_for_caller(frame: types.FrameType, details: tuple[Any, ...]) -> bool:
        file = frame.f_code.co_filename
        is_walk = file == walks_stacks and (len(details) < 2 or details[1] != "tb_frame")
        return file in files or is_walk or frame.f_code is current_frame

    def reads_the_judge(frame: types.FrameType) -> bool:
        if not frame.f_code.co_filename.endswith(PANDAS_SCOPE) or "level" not in frame.f_locals:
            return False
        above: types.FrameType | None = frame
        for _ in range(int(frame.f_locals["level"])):
            above = above.f_back if above else None
        return above is not None and above.f_code.co_filename.startswith(ours)

    def is_learners_call(details: tuple[Any, ...]) -> bool:
        caller: types.FrameType | None = frame_of(2)  # past this function and the hook
        if caller is not None and reads_the_judge(caller):
            return True
        while isinstance(caller, frame_type) and acts_for_caller(caller, details):
            caller = caller.f_back
        return caller is not None and not origins.is_library_code(caller.f_code)

    return is_learners_call
