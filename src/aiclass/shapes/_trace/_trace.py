"""``shapes.trace``: each operation with the shapes that go in and come out."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from aiclass.autograd._recording import observed
from aiclass.messages import message
from aiclass.shapes._trace._body import Body, SkipBodyError, Tracing, readable_body
from aiclass.shapes._trace._functions import Functions
from aiclass.shapes._trace._operations import canonical
from aiclass.shapes._trace._record import Group, Record, Step, Value
from aiclass.shapes._trace._recorder import Recorder
from aiclass.shapes._trace._table import Table
from aiclass.shapes._trace._watcher import Watcher
from aiclass.shapes.errors import ShapesError

if TYPE_CHECKING:
    from aiclass.shapes._trace._drawing import TraceDrawing

OURS: Final = {"transpose": "swapaxes"}
BODY_UNSEEN: Final = (
    "이 자리에서는 NumPy의 연산을 볼 수 없었습니다. return이나 break가 있는 본문은 함수로 만들어 "
    "shapes.trace(함수, 값, ...)로 적어 보세요."
)


class Trace:
    """What a program computed, as shapes. It holds no array.

    ``with shapes.trace() as t:`` or ``t = shapes.trace(function, *args)``.
    """

    def __init__(self) -> None:
        self._record = Record()
        self._recorder: Recorder | None = None
        self._watcher: Watcher | None = None
        self._listening = ExitStack()
        self._body: Body | None = None
        self._tracing: Tracing | None = None

    @property
    def values(self) -> tuple[Value, ...]:
        """Return every array that was seen, in the order in which it was."""
        return self._record.values

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return every operation, in order."""
        return self._record.steps

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return the modules and functions; the first is the trace as a whole."""
        return self._record.groups

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what could not be seen, in Korean."""
        return self._record.notes

    def table(self, *, depth: int | None = None) -> Table:
        """Return the operations as a table; ``print`` writes it, a notebook shows it with modules to open.

        Args:
            depth: levels of modules that the text opens; None for all of a short trace, one of a long one.
        """
        return Table(self._record, depth=depth)

    def draw(self) -> "TraceDrawing":
        """Return a picture from left to right: boxes as large as their axes are long, modules folded."""
        from aiclass.shapes._trace._drawing import TraceDrawing

        return TraceDrawing(self._record)

    def __enter__(self) -> Self:
        if self._recorder is not None:
            raise ShapesError(message("AX-04"))
        body = readable_body(sys._getframe(1))
        self._begin()
        if body is None:
            assert self._recorder is not None
            self._recorder.note(BODY_UNSEEN)
        else:
            self._body, self._tracing = body, body.skip()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        body, self._body = self._body, None
        if self._tracing is not None:
            self._tracing.restore()
            self._tracing = None
        try:
            if body is None or kind is not SkipBodyError:
                return False
            assert self._watcher is not None
            body.run(self._watcher)
        except BaseException as raised:
            _forget(raised, error)
            raise
        finally:
            self._end()
        return True

    def __repr__(self) -> str:
        return f"{len(self.steps)}개의 연산을 적었습니다. t.table()과 t.draw()로 볼 수 있습니다."

    def run(self, function: Callable[..., Any], args: tuple[Any, ...], settings: dict[str, Any]) -> None:
        """Call a function and write down what it does; what it returns is not kept."""
        self._begin()
        assert self._watcher is not None
        try:
            self._watcher.run(function, args, settings)
        finally:
            self._end()

    def _begin(self) -> None:
        recorder = Recorder()
        self._recorder, self._watcher = recorder, Watcher(recorder, Functions().traced)
        self._listening.enter_context(observed(lambda *told: _tell_ours(recorder, *told)))
        if "torch" in sys.modules:
            from aiclass.shapes._trace._torch_mode import listening

            self._listening.enter_context(listening(recorder))

    def _end(self) -> None:
        assert self._recorder is not None
        self._listening.close()
        self._record, self._watcher = self._recorder.finish(), None
        self._recorder = None


def trace(function: Callable[..., Any] | None = None, /, *args: Any, **settings: Any) -> Trace:
    """Return a trace: of a call at once, or of the body of a ``with`` statement.

    Operations of NumPy, of our autograd and of PyTorch are written down as they happen; the program computes what it
    computes without a trace. Arrays are not kept.

    Args:
        function: what to call: a function, a model; None to trace a ``with`` body.
        args: what to call it with.

    >>> import numpy as np
    >>> t = trace(lambda x: x, np.zeros(3))
    >>> len(t.steps)
    0
    """
    made = Trace()
    if function is not None:
        made.run(function, args, settings)
    return made


def _tell_ours(
    recorder: Recorder, operation: str, inputs: tuple[Any, ...], settings: dict[str, Any], output: Any
) -> None:
    if not recorder.is_active:
        return
    if operation == "getitem":
        inputs, settings = (*inputs, settings["key"]), {}
    word = operation if operation in OURS else ""
    recorder.step(canonical(OURS.get(operation, operation)), inputs, settings, output, word=word)


def _forget(raised: BaseException, skip: BaseException | None) -> None:
    """Take the exception that skipped the body out of what led to an error."""
    link: BaseException | None = raised
    while link is not None:
        if link.__context__ is skip:
            link.__context__ = None
        link = link.__context__
