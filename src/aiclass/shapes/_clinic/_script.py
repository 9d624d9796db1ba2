"""Run a script as ``python script.py`` would, and look at what it raises."""

import ast
import sys
import tokenize
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

from aiclass.shapes._clinic._cause import cause_first
from aiclass.shapes._clinic._diagnosis import Diagnosis
from aiclass.shapes._clinic._explain import explain
from aiclass.shapes._clinic._silent import Instrument, Watch, probed_imports
from aiclass.shapes._clinic._text import reason

NOT_PYTHON: Final = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What parsing and compiling raise, the last two over brackets within brackets within brackets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What came of running a script.

    Attributes:
        findings: mistakes over shapes, dtypes or devices; the error that ended the script first.
        original: Python's own traceback of the error that ended the script, "" where none did.
        ending: Korean, why the script ended where that is not among the findings; "" where it is, or nothing failed.
        line: on which the script failed; None where it did not.
    """

    findings: tuple[Diagnosis, ...]
    original: str = ""
    ending: str = ""
    line: int | None = None


def examine(script: Path | str, arguments: Sequence[str] = ()) -> Examination:
    """Run a script and return what was wrong with its shapes.

    The script runs once, in this process, with ``__name__`` being ``"__main__"``; what it prints goes to stdout.

    Args:
        script: a file of Python, in UTF-8 or in the encoding that it names.
        arguments: what the script finds in ``sys.argv`` behind its own name.

    Raises:
        OSError: the file cannot be read.
    """
    path = str(Path(script).resolve())
    findings: list[Diagnosis] = []
    watch = Watch(findings.append)
    try:
        text = _text_of(path)
    except (SyntaxError, UnicodeDecodeError) as error:
        return _failed(error, path, findings, reason("SR-01"))
    try:
        with _watching(watch):
            code = compile(Instrument(watch).visit(ast.parse(text, path)), path, "exec", dont_inherit=True)
    except NOT_PYTHON as error:
        return _failed(error, path, findings, reason("SR-02"))
    try:
        with _watching(watch), probed_imports(Path(path).parent, Instrument(watch)):
            _run(code, path, arguments)
    except SystemExit as error:
        if error.code not in (None, 0):
            return _failed(error, path, findings, reason("SR-05"))
    except KeyboardInterrupt as error:
        return _failed(error, path, findings, reason("SR-03"))
    except Exception as error:
        diagnosis = explain(error)
        if diagnosis is None:
            return _failed(error, path, findings, reason("SR-04"))
        return _failed(error, path, cause_first(diagnosis, findings), "")
    return Examination(findings=tuple(findings))


def _text_of(path: str) -> str:
    """Return the text of a source file.

    Raises:
        SyntaxError: its first bytes, or the encoding that it names, are none that Python reads.
        UnicodeDecodeError: later ones are not.
    """
    with tokenize.open(path) as file:
        return file.read()


@contextmanager
def _watching(watch: Watch) -> Iterator[None]:
    watch.start()
    try:
        yield
    finally:
        watch.stop()


def _run(code: CodeType, path: str, arguments: Sequence[str]) -> None:
    module = ModuleType("__main__")
    module.__file__ = path
    module.__dict__["__builtins__"] = __builtins__
    with _as_main(module, path, arguments):
        exec(code, module.__dict__)


@contextmanager
def _as_main(module: ModuleType, path: str, arguments: Sequence[str]) -> Iterator[None]:
    """Make the module the program that runs, with its own folder first on the path.

    What it puts in the place of stdout or stderr goes with it: the explanation must not end in its log.
    """
    kept_main, kept_argv, kept_path = sys.modules["__main__"], sys.argv[:], sys.path[:]
    kept_streams = sys.stdin, sys.stdout, sys.stderr
    sys.modules["__main__"], sys.argv[:] = module, [path, *arguments]
    sys.path.insert(0, str(Path(path).parent))
    try:
        yield
    finally:
        sys.modules["__main__"], sys.argv[:], sys.path[:] = kept_main, kept_argv, kept_path
        sys.stdin, sys.stdout, sys.stderr = kept_streams


def _failed(error: BaseException, path: str, findings: Sequence[Diagnosis], ending: str) -> Examination:
    """Return what came of a script that an error ended; its traceback begins with the script.

    One that ended itself, or never began, is told in its last words alone.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != path:
        trace = trace.tb_next
    own = [entry.lineno for entry in traceback.extract_tb(trace) if entry.filename == path]
    is_short = trace is None or isinstance(error, SystemExit)
    shown = traceback.format_exception(type(error), error, None if is_short else trace, chain=not is_short)
    return Examination(
        findings=tuple(findings),
        original="".join(shown),
        ending=ending,
        line=own[-1] if own else getattr(error, "lineno", None),
    )
