"""What a fork does with the one test that it is given: put the judge right, run it, report, die."""

import _socket
import ast
import asyncio
import builtins
import contextlib
import gc
import inspect
import io
import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.machinery import PathFinder
from types import ModuleType
from typing import Any, Final

import numpy as np
from IPython.core.inputtransformer2 import TransformerManager

from aiclass.check import CheckFailed, lesson
from aiclass.check._session import session
from aiclass.grading._sandbox._controls import broken_controls
from aiclass.grading._sandbox._judge import Judge
from aiclass.grading._sandbox._learners import Origins
from aiclass.grading._sandbox._pristine import WORD, Pristine
from aiclass.grading._sandbox._quiet import quieter
from aiclass.grading._sandbox._rewrite import Rewriter, compiled, loaded_names, names_bound_by
from aiclass.grading._sandbox._shell import OutputFlood, Recorder, open_streams, take_raw_output
from aiclass.grading._sandbox._wire import FLAG, HEADER, VERDICT, Channel

INSTALLED: Final = tuple(sys.path)  # of the warm parent
FILE: Final = "<test>"
BUILTINS: Final = dict(vars(builtins))
NUMPY_NUMBERS: Final = frozenset(
    kind for kind in np.sctypeDict.values() if issubclass(kind, np.integer | np.floating)
)
LESSON_IMPORTS: Final = "from aiclass.check import check, expect, hint, lesson, predict, quiz, solution\n"
_name_of: Final = type.__dict__["__name__"].__get__


def tester(
    origins: Origins, pristine: Pristine, refuse_handlers: Callable[[], int] | None
) -> Callable[..., None]:
    """Return what runs a test in a quiet process; what it needs lies in its closure, where no name leads.

    Args:
        refuse_handlers: makes the kernel refuse new signal handlers, and gives 0 where it does; None without isolation.
    """
    exit_process, write, process_id, collect_again = os._exit, os.write, os.getpid, gc.enable
    number_of, quiet = _socket.socket.fileno, quieter()
    broken_controls("expect")  # so that what they load lazily is there

    def run_test(
        shell: Any, end: socket.socket, order: dict[str, Any], given: dict[str, Any], key: str
    ) -> None:
        descriptor, pid = number_of(end), process_id()
        if refuse_handlers is not None and refuse_handlers() != 0:
            exit_process(0)
        text = _text_of(order, shell)
        flags = set(pristine.restore(text))
        collect_again()
        flags |= {f"patched-judge:{name}" for name in broken_controls(text)}
        recorder = shell.recorder = Recorder(order["output_bytes"])
        raw = open_streams(shell)
        trial = _Trial(shell=shell, order=order, given=given, origins=origins, judge=Judge(origins))
        error, value = trial.run()
        if process_id() != pid:  # the learner's function has forked and this is the copy
            exit_process(0)
        patched = set(pristine.restore(text))
        patched |= {f"patched-judge:{name}" for name in broken_controls(text)}
        sound = trial.judge.finished and not patched and sys.gettrace() is None
        flags |= patched | trial.judge.flags | set(quiet() if order["goes_on"] else ())
        with contextlib.suppress(BaseException):
            _finish_output(shell, raw)
        with contextlib.suppress(BaseException):
            Channel(end).send(_words(recorder, error))
        for flag in sorted(flags):
            _send(write, descriptor, FLAG, flag)
        outcome = "passed" if error is None and sound else "failed"
        _send(write, descriptor, VERDICT, f"{key} {order['nonce']} {outcome} {_number(value)}")

    return run_test


def rehearse(shell: Any, origins: Origins) -> None:
    """Run one test as ``tester`` runs it."""
    order = {
        "source": "assert np.allclose(f(np.ones(3)), 1)",
        "imports": "import numpy as np",
        "lesson": "",
        "answers": [],
        "bound": [],
    }
    trial = _Trial(shell=shell, order=order, given={}, origins=origins, judge=Judge(origins))
    error, _ = trial.run()
    assert error is None
    broken_controls("expect")


def _text_of(order: dict[str, Any], shell: Any) -> str:
    """Return a test's text and the modules that its words stand for in the learner's namespace."""
    text = f"{order['source']}\n{order['imports']}"
    bound = (shell.user_ns.get(word) for word in set(WORD.findall(text)))
    return " ".join([text, *(value.__name__ for value in bound if type(value) is ModuleType)])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """One test on one learner's state."""

    shell: Any
    order: dict[str, Any]
    given: dict[str, Any]
    origins: Origins
    judge: Judge

    def run(self) -> tuple[BaseException | None, object]:
        """Run the test; return what it raised, and the value of its last expression."""
        try:
            source, tree = _parsed(self.order["source"])
            self.shell.user_ns["__builtins__"] = builtins
            self.judge.flags.update(_import_from_installation(tree, self.origins))
            pinned = dict(self._pinned(tree))
            if self.order["lesson"]:
                _open_lesson(self.order["lesson"])
            return None, _run(tree, source, self.shell, pinned, self.judge)
        except BaseException as error:
            return error, None

    def _pinned(self, tree: ast.Module) -> Iterator[tuple[str, Any]]:
        """Yield the names that mean here what they meant to the author, whatever the learner has bound them to."""
        wanted = loaded_names(tree)
        meant = BUILTINS | self.given | self._imported(wanted)
        for name in wanted & meant.keys() - {*self.order["answers"], *self.order["bound"]}:
            if name in BUILTINS and name not in self.given and name.startswith("_"):
                continue
            bound = self.shell.user_ns.get(name, meant[name])
            if bound is not meant[name] and self.origins.is_learners_work(bound):
                self.judge.flags.add(f"shadowed:{name}")
            yield name, meant[name]

    def _imported(self, wanted: set[str]) -> dict[str, Any]:
        """Return what the source's own imports bind, of the names that the test reads."""
        found: dict[str, Any] = {}
        for statement in ast.parse(
            (LESSON_IMPORTS if self.order["lesson"] else "") + self.order["imports"]
        ).body:
            if isinstance(statement, ast.Import | ast.ImportFrom) and wanted & set(names_bound_by(statement)):
                with contextlib.suppress(ImportError):
                    exec(compile(ast.Module([statement], []), FILE, "exec"), found)
        found.pop("__builtins__", None)
        return found


def _run(tree: ast.Module, source: str, shell: Any, pinned: dict[str, Any], judge: Judge) -> object:
    """Run a test and return the value of its last expression; the judge notes that the end was reached."""
    objects = {f"name:{name}": value for name, value in pinned.items()}
    objects |= {
        f"judge:{name}": getattr(judge, name)
        for name in ("compare", "calculate", "call", "call_method", "require", "forget", "finish")
    }
    body, last = Rewriter(source, pinned).rewritten(tree, has_value=not _is_silent(source))
    _evaluate(compiled(body, FILE, "exec", objects), shell.user_ns)
    if last is None or not judge.finished:
        return None
    judge.finished = False
    value = _evaluate(compiled(last, FILE, "eval", objects), shell.user_ns)
    if value is not None:
        shell.displayhook(value)
    return value


def _parsed(source: str) -> tuple[str, ast.Module]:
    """Return a test as Python; IPython's rules are asked only where it is none, as they can be led astray."""
    with contextlib.suppress(SyntaxError):
        return source, ast.parse(source, FILE)
    source = TransformerManager().transform_cell(source)
    return source, ast.parse(source, FILE)


def _evaluate(code: Any, namespace: dict[str, Any]) -> Any:
    value = eval(code, namespace)
    if code.co_flags & inspect.CO_COROUTINE:
        return asyncio.run(value)
    return value


def _import_from_installation(tree: ast.Module, origins: Origins) -> list[str]:
    """Let installed packages win over what the learner has put in their way; return the flags that it raises."""
    finders = [finder for finder in sys.meta_path if not origins.is_learners_work(finder)]
    flags = ["import-hook"] if len(finders) < len(sys.meta_path) else []
    sys.meta_path[:] = finders
    sys.path_hooks[:] = [hook for hook in sys.path_hooks if not origins.is_learners_work(hook)]
    own = [entry for entry in sys.path if entry not in INSTALLED]
    sys.path[:] = INSTALLED
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            _forget_own_module(name.partition(".")[0], origins)
    sys.path.extend(own)
    return flags


def _forget_own_module(top: str, origins: Origins) -> None:
    """Forget a module of the learner's that hides an installed one."""
    module = sys.modules.get(top)
    file = getattr(module, "__file__", None)
    if module is None or top in sys.builtin_module_names or str(file).startswith(origins.trusted_folders):
        return
    with contextlib.suppress(ImportError, ValueError):
        if PathFinder.find_spec(top) is not None:
            for name in [key for key in sys.modules if key == top or key.startswith(f"{top}.")]:
                del sys.modules[name]


def _open_lesson(lesson_id: str) -> None:
    if session.lesson is None or session.lesson.id != lesson_id:
        with contextlib.redirect_stdout(io.StringIO()):
            lesson(lesson_id)


def _is_silent(source: str) -> bool:
    """Tell whether the last line ends with a semicolon, which in IPython shows nothing."""
    lines = [line.partition("#")[0].rstrip() for line in source.splitlines()]
    return bool(lines) and next((line for line in reversed(lines) if line), "").endswith(";")


def _finish_output(shell: Any, raw: tuple[int, int]) -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    take_raw_output(shell, raw)


def _words(recorder: Recorder, error: BaseException | None) -> dict[str, Any]:
    """Return what may be told of the test, when nothing in it was hidden."""
    name = "" if error is None else str(_name_of(type(error)))[:200]
    text = "" if error is None else _text(error)
    if error is not None:
        with contextlib.suppress(OutputFlood):
            recorder.error(name, text, [f"{name}: {text}"])
    is_ours = isinstance(error, CheckFailed) or type(error).__name__ == "Untrusted"
    return {
        "outputs": recorder.outputs,
        "stderr": recorder.wrote_stderr,
        "error_name": name,
        "message": text,
        "code": str(getattr(error, "code", "")) if is_ours else "",
        "limit": "output" if recorder.flooded else "memory" if isinstance(error, MemoryError) else "",
    }


def _text(error: BaseException) -> str:
    try:
        return str(error)[:10_000]
    except BaseException as other:
        return f"({_name_of(type(other))})"


def _number(value: object) -> str:
    """Return the last expression's value where it is a number of exactly Python's or NumPy's own; "-" for none."""
    if type(value) in (int, float) or type(value) in NUMPY_NUMBERS:
        with contextlib.suppress(OverflowError):
            return repr(float(value))  # type: ignore[arg-type]
    return "-"


def _send(write: Callable[[int, bytes], int], descriptor: int, kind: bytes, text: str) -> None:
    payload = text.encode("ascii", "replace")[:1000]
    write(descriptor, HEADER.pack(kind, len(payload)) + payload)
