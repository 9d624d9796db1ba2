"""Run a script as ``python script.py`` would, and look at what it raises."""

import ast
import re
import sys
import tokenize
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import CodeType, ModuleType, TracebackType
from typing import Final

from aiclass.shapes._clinic._diagnosis import Diagnosis
from aiclass.shapes._clinic._explain import explain
from aiclass.shapes._clinic._silent import Instrument, Watch, probed_imports

GROWN: Final = ("CS-01", "CS-04")  # warnings of a value that has more axes than was meant
WORD: Final = re.compile(r"\w+")


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
    findings: list[Diagnosis] = []
    watch = Watch(findings.append)
    try:
        with tokenize.open(path) as file:
            tree = ast.parse(file.read(), path)
        with _watching(watch):
            code = compile(Instrument(watch).visit(tree), path, "exec")
    except (SyntaxError, ValueError, UnicodeDecodeError) as error:
        return _failed(error, None, path, findings)
    try:
        with _watching(watch), probed_imports(Path(path).parent, Instrument(watch)):
            _run(code, path)
    except SystemExit as error:
        if error.code not in (None, 0):
            return _failed(error, error.__traceback__, path, findings)
    except Exception as error:
        return _failed(error, error.__traceback__, path, findings, explain(error))
    return Examination(findings=tuple(findings))


@contextmanager
def _watching(watch: Watch) -> Iterator[None]:
    watch.start()
    try:
        yield
    finally:
        watch.stop()


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
    error: BaseException,
    trace: TracebackType | None,
    path: str,
    findings: list[Diagnosis],
    diagnosis: Diagnosis | None = None,
) -> Examination:
    own = [entry.lineno for entry in traceback.extract_tb(trace) if entry.filename == path]
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return Examination(
        findings=_cause_first(diagnosis, findings) if diagnosis else tuple(findings),
        original="".join(traceback.format_exception(type(error), error, trace)),
        is_explained=diagnosis is not None,
        line=own[-1] if own else getattr(error, "lineno", None),
    )


def _cause_first(error: Diagnosis, warnings: list[Diagnosis]) -> tuple[Diagnosis, ...]:
    """Return the error and the warnings, but before them the warning of a value that grew and that the error used."""
    causes = [
        warning
        for warning in warnings
        if warning.code in GROWN
        and warning.gives in WORD.findall(error.expression)
        and _place(warning) == _place(error)
    ][-1:]
    rest = [warning for warning in warnings if warning not in causes]
    return (*(replace(cause, failed_line=error.line) for cause in causes), error, *rest)


def _place(diagnosis: Diagnosis) -> tuple[str, str]:
    return diagnosis.path[-1].filename, diagnosis.path[-1].function
