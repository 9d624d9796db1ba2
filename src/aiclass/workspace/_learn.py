"""Start JupyterLab as a child on a leash, wait for it, stop it."""

import importlib.util
import json
import os
import queue
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from aiclass.messages import message
from aiclass.workspace._folder import WORKSPACE_VARIABLE, Workspace, refusing
from aiclass.workspace._leash import HOST, START_PAGE, Order, Ready
from aiclass.workspace.errors import LabFailed

MODULE = "aiclass.workspace._lab"
DEFAULT_PORT = 8888
START_TIMEOUT_S = 180  # a cold disk and a virus scanner
STOP_TIMEOUT_S = 5  # a kernel that is just starting can keep the server for much longer
POLL_S = 0.2
LOG_LINES_SHOWN = 15
LOG_LIMIT_BYTES = 5_000_000


@dataclass(slots=True, kw_only=True)
class Lab:
    """A running JupyterLab.

    Attributes:
        port: where it listens.
        token: what a browser must show.
    """

    port: int
    token: str
    _log: Path
    _process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Return the address of the start page, with the token."""
        return f"http://{HOST}:{self.port}/{START_PAGE}?token={self.token}"

    def wait(self) -> None:
        """Return when JupyterLab has been shut down from its own menu.

        Raises:
            LabFailed: it ended in another way.
        """
        while (exit_code := self._process.poll()) is None:
            time.sleep(POLL_S)  # wait() cannot be interrupted on Windows
        if exit_code != 0:
            raise LabFailed(message("WS-29", exit_code=exit_code, log=self._log))

    def stop(self) -> None:
        """Let go of the leash; return when the server and its kernels have ended."""
        _end(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_lab(workspace: Workspace, *, port: int, waiting: Callable[[float], None] = lambda _: None) -> Lab:
    """Start JupyterLab on the folder and return when it listens.

    Args:
        port: the first port to try; 0 lets the system choose.
        waiting: called again and again with the seconds since the start.

    Raises:
        LabFailed: JupyterLab is missing, ended early or did not answer; shows the end of its log.
        FolderUnusable: the log cannot be written.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise LabFailed(message("WS-20", python=sys.executable))
    token = secrets.token_hex(24)
    with refusing(workspace.root):
        log = _open_log(workspace.log)
        begin = log.tell()
    with log:
        process = _child(workspace, log)
    try:
        order = Order(root=str(workspace.root), port=port, token=token)
        answer = _first_answer(process, order, waiting)
    except BaseException:
        _end(process)
        raise
    if answer is None:
        _end(process)
        raise LabFailed(message("WS-21", log=workspace.log, tail=_tail(workspace.log, begin)))
    return Lab(port=answer.port, token=token, _log=workspace.log, _process=process)


def _child(workspace: Workspace, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the process in a group of its own, so that Ctrl-C reaches only this one."""
    apart = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    command = [sys.executable, "-P", "-m", MODULE]  # -P: no file of the learner's shadows a module
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env={**os.environ, WORKSPACE_VARIABLE: str(workspace.root)},
        **apart,
    )


def _first_answer(
    process: subprocess.Popen[bytes], order: Order, waiting: Callable[[float], None]
) -> Ready | None:
    """Give the order and return the answer; None where the process ends without one, or takes too long."""
    assert process.stdin is not None
    assert process.stdout is not None
    lines: queue.Queue[bytes] = queue.Queue()
    stdout = process.stdout
    threading.Thread(target=lambda: lines.put(stdout.readline()), daemon=True).start()
    try:
        process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        process.stdin.flush()
    except OSError:  # it has ended already
        return None
    begin = time.monotonic()
    while (elapsed_s := time.monotonic() - begin) < START_TIMEOUT_S:
        waiting(elapsed_s)
        try:
            line = lines.get(timeout=POLL_S)
        except queue.Empty:
            continue
        return Ready(**json.loads(line)) if line else None
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process: the leash first, force if it does not listen."""
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    try:
        process.wait(timeout=STOP_TIMEOUT_S)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):  # a second Ctrl-C means now
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _open_log(path: Path) -> IO[bytes]:
    """Open the log for more; an old one that has grown large begins anew."""
    if path.is_file() and path.stat().st_size > LOG_LIMIT_BYTES:
        path.unlink()
    return path.open("ab")


def _tail(path: Path, begin: int) -> str:
    with path.open("rb") as stream:
        stream.seek(begin)
        lines = stream.read().decode("utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-LOG_LINES_SHOWN:]) or "    (기록 없음)"
