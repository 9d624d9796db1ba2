"""The body of ``with shapes.trace():`` run as code that tells the watcher, in the place of the body itself.

How: on entering, a trace function is set on the caller's frame; it raises before the first line of the body, the
``with`` statement catches that, and on leaving the rewritten body is run with the frame's variables, which are then
written back. Where the body cannot be run apart (it returns, it leaves a loop, its source is not at hand), it runs as
it stands, and the trace sees our tensors and PyTorch's only, and says so.
"""

import sys
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

from aiclass.shapes._trace._body_code import AFTER, BEFORE, body_code, can_move, statement_at
from aiclass.shapes._trace._functions import bound
from aiclass.shapes._trace._rewriting import WATCHER
from aiclass.shapes._trace._variables import is_function, variables_of, write_back
from aiclass.shapes._trace._watcher import Watcher


class SkipBodyError(BaseException):
    """Raised before the first line of the body; nobody but the trace sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that can be run apart.

    Attributes:
        code: of a function whose free variables are the watcher and the variables before and after.
        first_line: of the body.
        frame: to which it belongs.
    """

    code: CodeType
    first_line: int
    frame: FrameType

    def skip(self) -> "Tracing":
        """Make Python raise `SkipBodyError` before the body begins; return what must be restored afterwards."""
        frame, first_line = self.frame, self.first_line
        before = Tracing(frame=frame, everywhere=sys.gettrace(), here=frame.f_trace)

        def stop(_frame: FrameType, event: str, _arg: Any) -> Any:
            if event == "line" and frame.f_lineno >= first_line:
                raise SkipBodyError
            return stop

        frame.f_trace = stop
        sys.settrace(lambda *_: None)
        return before

    def run(self, watcher: Watcher) -> None:
        """Run the body and write its variables back, whether it ends well or not."""
        frame = self.frame
        before = variables_of(frame) if is_function(frame) else {}
        after: dict[str, Any] = {}
        names = {WATCHER: watcher, BEFORE: before, AFTER: after}
        try:
            bound(self.code, names, {}, frame.f_globals)()
        finally:
            if is_function(frame):
                write_back(frame, after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracing:
    """The trace functions of a debugger or a coverage tool."""

    frame: FrameType
    everywhere: Any
    here: Any

    def restore(self) -> None:
        """Set them again."""
        sys.settrace(self.everywhere)
        self.frame.f_trace = self.here


def readable_body(frame: FrameType) -> Body | None:
    """Return the body of the ``with`` statement that a frame is entering, None where it cannot be run apart."""
    if not is_function(frame) and frame.f_locals is not frame.f_globals:
        return None
    statement = statement_at(frame)
    if statement is None or not can_move(statement):
        return None
    first_line = statement.body[0].lineno
    if first_line <= frame.f_lineno:
        return None
    try:
        code = body_code(statement, frame)
    except SyntaxError:
        return None
    return Body(code=code.replace(co_name=frame.f_code.co_name), first_line=first_line, frame=frame)
