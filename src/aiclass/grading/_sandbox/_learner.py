"""The process that runs a learner's cells, and the snapshots that it forks: one loop serves for both.

Whatever runs here shares an interpreter with the learner. The trusted side believes none of its messages about
anything but the learner's own work.
"""

import ast
import base64
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from aiclass.grading._sandbox._audit import watch
from aiclass.grading._sandbox._learners import Origins
from aiclass.grading._sandbox._shell import (
    LearnerShell,
    OutputFlood,
    Recorder,
    open_streams,
    take_raw_output,
)
from aiclass.grading._sandbox._wire import Channel, message_of
from aiclass.grading._sandbox.errors import ConversationBroken

WAIT_S = 86_400.0  # the trusted side keeps the time


def serving(
    shell: LearnerShell, run_test: Callable[..., None], origins: Origins
) -> Callable[[socket.socket], None]:
    """Return what a learner's process does with its end of the channel."""

    def serve(end: socket.socket) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raw = open_streams(shell)
        given: dict[str, Any] = {}
        _hello(end)
        watch(origins, lambda: end.fileno())  # noqa: PLW0108  # a fork serves another end
        while True:
            channel = Channel(end)
            try:
                frame = channel.receive(timeout_s=WAIT_S)
                order = message_of(frame)
            except (ConversationBroken, TimeoutError):
                os._exit(0)
            if order["do"] == "fork":
                end = _fork(end, frame.descriptors[0])
            elif order["do"] == "file":
                _lay(order["name"], base64.b64decode(order["content"]))
                channel.send({"done": True})
            elif order["do"] == "cell":
                channel.send(_run_cell(shell, order, raw))
                given |= _defined(shell, order) if order["given"] else {}
            else:
                run_test(shell, end, order, given)
                os._exit(0)

    return serve


def _fork(end: socket.socket, descriptor: int) -> socket.socket:
    """Fork a process that serves ``descriptor``; return the end that the calling process serves from now on."""
    other = socket.socket(fileno=descriptor)
    if os.fork() == 0:
        end.close()
        _hello(other)
        return other
    other.close()
    return end


def _hello(end: socket.socket) -> None:
    """Say who serves this end; the descriptor lets the trusted side stop exactly this process."""
    handles = [os.pidfd_open(os.getpid())] if hasattr(os, "pidfd_open") else []
    Channel(end).send({"hello": os.getpid()}, handles)
    for handle in handles:
        os.close(handle)


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
