"""Run a script as ``python script.py`` would, and look at what it raises."""

import sys
import tokenize
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType, TracebackType

from aiclass.shapes._clinic._diagnosis import Diagnosis
from aiclass.shapes._clinic._explain import explain


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What came of running a script.

    Attributes:
        findings: mistakes over shapes, dtypes or devices; the error that ended the script first.
        original: Python's own traceback of the error that ended the script, "" where none did.
        is_explained: the error that ended the script, if any, is among the findings.
        line: on which the script failed; None where it did not.
    """

    findings: tuple[Diagnosis, ...]
    original: str = ""
    is_explained: bool = True
    line: int | None = None


def examine(script: Path) -> Examination:
    """Run a script and return what was wrong with its shapes.

    The script runs once, in this process, with ``__name__`` being ``"__main__"``; what it prints goes to stdout.

    Raises:
        OSError: the file cannot be read.
    """
    path = str(script.resolve())
    try:
        with tokenize.open(path) as file:
            code = compile(file.read(), path, "exec")
    except (SyntaxError, ValueError, UnicodeDecodeError) as error:
        return _failed(error, None, path)
    try:
        _run(code, path)
    except SystemExit as error:
        return Examination(findings=()) if error.code in (None, 0) else _failed(error, error.__traceback__, path)
    except Exception as error:
        diagnosis = explain(error)
        return _failed(error, error.__traceback__, path, diagnosis)
    return Examination(findings=())


def _run(code: CodeType, path: str) -> None:
    module = ModuleType("__main__")
    module.__file__ = path
    module.__dict__["__builtins__"] = __builtins__
    with _as_main(module, path):
        exec(code, module.__dict__)


@contextmanager
def _as_main(module: ModuleType, path: str) -> Iterator[None]:
    """Make the module the program that runs, with its own folder first on the path."""
    kept_main, kept_argv, kept_path = sys.modules["__main__"], sys.argv[:], sys.path[:]
    sys.modules["__main__"], sys.argv[:] = module, [path]
    sys.path.insert(0, str(Path(path).parent))
    try:
        yield
    finally:
        sys.modules["__main__"], sys.argv[:], sys.path[:] = kept_main, kept_argv, kept_path


def _failed(
    error: BaseException, trace: TracebackType | None, path: str, diagnosis: Diagnosis | None = None
) -> Examination:
    own = [entry.lineno for entry in traceback.extract_tb(trace) if entry.filename == path]
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return Examination(
        findings=(diagnosis,) if diagnosis else (),
        original="".join(traceback.format_exception(type(error), error, trace)),
        is_explained=diagnosis is not None,
        line=own[-1] if own else getattr(error, "lineno", None),
    )
