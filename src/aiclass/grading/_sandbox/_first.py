"""Process 1 of a submission's pid namespace: reaps what dies and obeys the trusted side."""

import contextlib
import os
import select
import signal
import time
from typing import Any

from aiclass.grading._sandbox._wire import Channel, message_of
from aiclass.grading._sandbox.errors import ConversationBroken

REAP_EVERY_S = 0.2


def obey(orders: Channel, cell: Any) -> None:
    """Serve orders until the trusted side hangs up."""
    while True:
        _reap()
        ready, _, _ = select.select([orders.fileno()], [], [], REAP_EVERY_S)
        if not ready:
            continue
        try:
            order = message_of(orders.receive(timeout_s=10))
        except (ConversationBroken, TimeoutError):
            os._exit(0)
        if cell.isolated:
            _leave_alone(running=order["running"], stopped=order["stopped"])
        orders.send({"left": order["running"]})


def _leave_alone(*, running: list[int], stopped: list[int]) -> None:
    """Kill every process but these; stop the second kind, let the first run."""
    for pid in stopped:
        _signal(pid, signal.SIGSTOP)
    deadline = time.monotonic() + 5
    while others := [pid for pid in _processes() if pid not in (1, *running, *stopped)]:
        for pid in others:
            _signal(pid, signal.SIGKILL)
        _reap()
        if time.monotonic() > deadline:
            os._exit(71)
    for pid in running:
        _signal(pid, signal.SIGCONT)


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal() and _lives(name)]  # noqa: PTH208


def _lives(pid: str) -> bool:
    """Tell whether a process still runs; a zombie waits for a parent that may be stopped and does no harm."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as stream:  # noqa: PTH123
            return stream.read().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except (OSError, IndexError):
        return False


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
