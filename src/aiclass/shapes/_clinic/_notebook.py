"""Explanations where a learner works: in IPython and Jupyter, or in a script that asked for them."""

import html
import os
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from aiclass.shapes._clinic._explain import explain
from aiclass.shapes._clinic._guilt import is_learners
from aiclass.shapes._clinic._silent import Instrument, ProbedImports, watch

GRADERS: Final = ("NBGRADER_EXECUTION",)  # set by nbgrader while it grades or validates
FOLDED_TITLE: Final = "파이썬이 보낸 원래 오류 모두 보기"

_instrument = Instrument(watch)
_imports = ProbedImports(_instrument)


def on() -> None:
    """Explain mistakes over shapes from now on; twice is as good as once.

    In a notebook these are errors, and what goes wrong in silence in cells that run from now on and in modules beside
    the notebook that are imported from now on. In a script, which Python has read already, these are errors, explained
    on stderr. While a notebook is graded nothing changes.
    """
    shell = _current_shell()
    if any(name in os.environ for name in GRADERS):
        return
    if shell is None:
        sys.excepthook = _explain_on_stderr
        return
    if not _has_class_hook(shell):
        shell.set_custom_exc((Exception,), _show_error)
    watch.start()
    if not any(isinstance(transformer, Instrument) for transformer in shell.ast_transformers):
        shell.ast_transformers.append(_instrument)
    _imports.start(Path.cwd())


def off() -> None:
    """Leave errors as Python and IPython show them; a class's own notebook goes on reading them in Korean."""
    shell = _current_shell()
    watch.stop()
    _imports.stop()
    if shell is None and sys.excepthook is _explain_on_stderr:
        sys.excepthook = sys.__excepthook__
    if shell is not None and not _has_class_hook(shell):
        shell.set_custom_exc((), None)


def show_folded(error: BaseException) -> None:
    """Show Python's own traceback, one click away; a terminal has no clicks, and no need to see it twice.

    It begins with the learner's first line: what IPython does to run a cell is nothing to read.
    """
    from IPython.display import display

    trace = error.__traceback__
    while trace is not None and not is_learners(trace.tb_frame.f_code):
        trace = trace.tb_next
    text = "".join(traceback.format_exception(type(error), error, trace or error.__traceback__))
    folded = f"<details><summary>{FOLDED_TITLE}</summary><pre>{html.escape(text)}</pre></details>"
    display({"text/html": folded, "text/plain": ""}, raw=True)


def _has_class_hook(shell: Any) -> bool:
    """Return whether `aiclass.check` shows the errors of this shell; it asks the clinic itself."""
    return getattr(shell, "_aiclass_session", None) is not None


def _current_shell() -> Any:
    """Return IPython's shell, None outside IPython."""
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython

    return get_ipython()


def _show_error(shell: Any, kind: type[BaseException], error: BaseException, trace: Any, **_: Any) -> None:
    diagnosis = explain(error)
    if diagnosis is None:
        shell.showtraceback((kind, error, trace), tb_offset=1)
        return
    shell._showtraceback(kind, error, [diagnosis.text])
    show_folded(error)


def _explain_on_stderr(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    sys.__excepthook__(kind, error, trace)
    diagnosis = explain(error) if isinstance(error, Exception) else None
    if diagnosis is not None:
        print(f"\n{diagnosis.text}", file=sys.stderr)
