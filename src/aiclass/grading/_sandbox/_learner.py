"""The process that runs a learner's cells, and the snapshots that it forks: one loop serves for both.

Whatever runs here shares an interpreter with the learner. The trusted side believes none of its messages about
anything but the learner's own work.
"""

import _socket
import ast
import base64
import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from aiclass.grading._sandbox._audit import watch
from aiclass.grading._sandbox._intake import FORKED, flag_frame, greeter, taker
from aiclass.grading._sandbox._learners import Origins
from aiclass.grading._sandbox._quiet import quieter
from aiclass.grading._sandbox._shell import (
    LearnerShell,
    OutputFlood,
    Recorder,
    open_streams,
    take_raw_output,
)
from aiclass.grading._sandbox._wire import Channel


def serving(
    shell: LearnerShell, run_test: Callable[..., None], origins: Origins
) -> Callable[[socket.socket, str], None]:
    """Return what a learner's process does with its end of the channel, and the key that its verdicts carry."""
    take, greet, quiet = taker(), greeter(), quieter()
    fork, leave, write, flagged = os.fork, os._exit, os.write, flag_frame
    number_of, close = _socket.socket.fileno, _socket.socket.close

    def serve(end: socket.socket, key: str) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.path.insert(0, "")  # modules beside the notebook, as in a kernel
        raw = open_streams(shell)
        given: dict[str, Any] = {}
        greet(end)
        watch(origins, lambda: number_of(end))  # a fork serves another end
        is_snapshot = False
        while True:
            order, descriptor = take(end)
            if order["do"] == "fork":
                other = socket.socket(fileno=descriptor)
                is_child = fork() == 0
                is_snapshot |= is_child
                flags = quiet() if is_snapshot else []  # what a fork's handlers have started, too
                close(end if is_child else other)
                if is_child:
                    end = other
                    greet(end)
                else:
                    write(number_of(end), FORKED)
                for flag in flags:
                    write(number_of(end), flagged(flag))
            elif order["do"] == "file":
                _lay(order["name"], base64.b64decode(order["content"]))
                Channel(end).send({"done": True})
            elif order["do"] == "cell":
                if is_snapshot:  # taken up as the learner's
                    is_snapshot = False
                    gc.enable()
                Channel(end).send(_run_cell(shell, order, raw))
                given |= _defined(shell, order) if order["given"] else {}
            else:
                run_test(shell, end, order, given, key)
                if not order["goes_on"]:
                    leave(0)

    return serve


def _lay(name: str, content: bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _defined(shell: Any, order: dict[str, Any]) -> dict[str, Any]:
    """Return the functions and classes that a cell of the source's own has defined."""
    with contextlib.suppress(SyntaxError):
        body = ast.parse(shell.transform_cell(order["source"])).body
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        names = [node.name for node in body if isinstance(node, kinds)]
        return {name: shell.user_ns[name] for name in names if name in shell.user_ns}
    return {}


def _run_cell(shell: Any, order: dict[str, Any], raw: tuple[int, int]) -> dict[str, Any]:
    """Run one cell as a kernel would; errors are outputs."""
    recorder = shell.recorder = Recorder(order["output_bytes"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    started = perf_counter()
    error: BaseException | None = None
    try:
        result = shell.run_cell(order["source"], store_history=True)
        error = result.error_before_exec or result.error_in_exec
    except BaseException as escaped:
        error = escaped
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    seconds = perf_counter() - started
    with contextlib.suppress(OutputFlood):
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        take_raw_output(shell, raw)
    if error is not None and not any(output["output_type"] == "error" for output in recorder.outputs):
        with contextlib.suppress(OutputFlood):
            recorder.error(
                type(error).__name__, str(error)[:1000], [f"{type(error).__name__}: {error}"[:1000]]
            )
    return {
        "ok": error is None,
        "outputs": recorder.outputs,
        "stderr": recorder.wrote_stderr,
        "error_name": type(error).__name__[:200] if error is not None else "",
        "message": str(error)[:10_000] if error is not None else "",
        "limit": "output" if recorder.flooded else "memory" if isinstance(error, MemoryError) else "",
        "seconds": seconds,
    }
