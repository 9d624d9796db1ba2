"""A real IPython shell inside this process, in which the gates run a lesson cell by cell."""

import contextlib
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
from IPython.utils.capture import capture_output
from traitlets.config import Config

from aiclass import course
from aiclass.authoring._run import prepare_environment
from aiclass.authoring._shape_comments import CHECKER_NAME, LETTERS_NAME, Report, ShapeChecker, ignore
from aiclass.authoring._source import LessonSource

MISSING_GLYPH: Final = re.compile(r"Glyph \d+ .*missing from")
LARGEST_COPY_BYTES: Final = 32 * 1024**2  # larger arrays come from data.load, which are read-only


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What running one cell gave.

    Attributes:
        error: what the cell raised.
        drawing_error: what IPython met while it showed the cell's figures.
        missing_glyphs: Matplotlib's warnings about signs that no font has.
    """

    error: BaseException | None
    drawing_error: str
    missing_glyphs: tuple[str, ...]


class _GateShell(InteractiveShell):
    """IPython's shell without a user in front of it; remembers which errors it showed."""

    shown_errors: list[str]

    def enable_gui(self, gui: str | None = None) -> None:
        """Need no event loop: figures are drawn inline."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.shown_errors.append(f"{etype.__name__}: {evalue}")
        super()._showtraceback(etype, evalue, stb)


class LessonShell:
    """Runs sources one after the other in one namespace, and can take a namespace back.

    Attributes:
        shapes: checks shape comments; switch it off while wrong answers are tried.
    """

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        InteractiveShell.clear_instance()  # one that a test has left would be of another class
        self._shell: Any = _GateShell.instance(config=config)  # IPython's methods carry no annotations
        self._shell.shown_errors = []
        self._shell.run_line_magic("matplotlib", "inline")
        select_figure_formats(self._shell, {"png"})
        self.shapes = ShapeChecker()
        self._shell.ast_transformers.append(self.shapes)

    def run(self, source: str, report: Report = ignore, *, is_stored: bool = True) -> Outcome:
        """Run one cell as a kernel would.

        Args:
            report: told the line within the cell and the text of every untrue shape comment.
            is_stored: whether IPython's history takes it up, which formats the traceback of every error once more.
        """
        shell = self._shell
        shell.user_ns |= {CHECKER_NAME: self.shapes, LETTERS_NAME: {}}
        self.shapes.open_cell(shell.transform_cell(source), report)
        shell.shown_errors.clear()
        with warnings.catch_warnings(record=True) as caught, capture_output():
            warnings.simplefilter("always")
            result = shell.run_cell(source, store_history=is_stored)
        error = result.error_before_exec or result.error_in_exec
        glyphs = {str(warning.message) for warning in caught if MISSING_GLYPH.match(str(warning.message))}
        drawing_error = shell.shown_errors[-1] if shell.shown_errors and error is None else ""
        return Outcome(error=error, drawing_error=drawing_error, missing_glyphs=tuple(sorted(glyphs)))

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression, numbers as Python has them."""
        value = eval(expression.strip(), self._shell.user_ns)
        return value.item() if hasattr(value, "item") else value

    @contextlib.contextmanager
    def taken_back(self) -> Iterator[None]:
        """Undo inside names, arrays, lists, dictionaries and generators of random numbers what the block did."""
        namespace = self._shell.user_ns
        names = dict(namespace)
        undo = [_saved(value) for value in names.values()]
        global_state = _global_random_state()
        try:
            yield
        finally:
            namespace.clear()
            namespace.update(names)
            for restore in undo:
                restore()
            global_state()

    def close(self) -> None:
        """Leave the process as it was."""
        import matplotlib.pyplot as plt
        from ipywidgets import Widget
        from matplotlib_inline.config import InlineBackend

        Widget.close_all()  # a quiz that outlives its shell cannot close itself when Python ends
        plt.close("all")
        self._shell.restore_sys_module_state()
        InlineBackend.clear_instance()
        _GateShell.clear_instance()


@contextlib.contextmanager
def lesson_shell(lesson: LessonSource, *, twin: bool) -> Iterator[LessonShell]:
    """Give a shell whose environment is a kernel's; put everything back afterwards.

    Args:
        twin: take the embedded twins; otherwise real data must be had.
    """
    import matplotlib as mpl

    kept_environment, kept_folder, backend = dict(os.environ), Path.cwd(), mpl.get_backend()
    with (
        tempfile.TemporaryDirectory(prefix="aiclass-gates-", ignore_cleanup_errors=True) as name,
        mpl.rc_context(),
    ):
        folder = Path(name)
        environment = prepare_environment(lesson, folder / "course", twin=twin)
        os.environ.update(environment | {"IPYTHONDIR": str(folder / "ipython")})
        os.environ.pop("AICLASS_WORKSPACE", None)
        course.lesson.cache_clear()
        course.misconceptions.cache_clear()
        os.chdir(folder)
        shell = LessonShell()
        try:
            yield shell
        finally:
            shell.close()
            os.chdir(kept_folder)
            os.environ.clear()
            os.environ.update(kept_environment)
            course.lesson.cache_clear()
            course.misconceptions.cache_clear()
            mpl.use(backend)


def _saved(value: Any) -> Any:
    """Return a function that puts a mutable value's content back in place; others need nothing."""
    import numpy as np

    if type(value) is np.ndarray and value.flags.writeable and value.nbytes <= LARGEST_COPY_BYTES:
        array = value.copy()
        return lambda: value.__setitem__(..., array)
    if type(value) is np.random.Generator:
        state = value.bit_generator.state
        return lambda: setattr(value.bit_generator, "state", state)
    if type(value) in (list, dict, set):
        content = value.copy()
        return lambda: _refill(value, content)
    return lambda: None


def _refill(value: Any, content: Any) -> None:
    value.clear()
    if isinstance(value, list):
        value.extend(content)
    else:
        value.update(content)


def _global_random_state() -> Any:
    """Return a function that puts the global generators of NumPy and, where it is loaded, PyTorch back."""
    import numpy as np

    state = np.random.get_state()  # a lesson may use it
    torch = sys.modules.get("torch")
    torch_state = torch.get_rng_state() if torch else None

    def restore() -> None:
        np.random.set_state(state)
        if torch:
            torch.set_rng_state(torch_state)

    return restore
