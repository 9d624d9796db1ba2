"""Process 1 of a submission's pid namespace: reaps what dies and obeys the trusted side."""

import contextlib
import os
import select
import signal
import time
from collections.abc import Iterable
from typing import Any

from aiclass.grading._sandbox._wire import Channel, message_of
from aiclass.grading._sandbox.errors import ConversationBroken

REAP_EVERY_S = 0.2
LEAVE_S = 5.0  # what must go has gone by then
HEADROOM_MIB = 128  # what the warm parent brought along
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def obey(orders: Channel, cell: Any) -> None:
    """Serve orders until the trusted side hangs up."""
    limit_bytes, is_over, looked = (cell.memory_mib + HEADROOM_MIB) * 1024**2, False, time.monotonic()
    while True:
        _reap()
        if cell.isolated and time.monotonic() - looked >= REAP_EVERY_S:
            is_over |= _bound_memory(limit_bytes)
            looked = time.monotonic()
        ready, _, _ = select.select([orders.fileno()], [], [], REAP_EVERY_S)
        if not ready:
            continue
        try:
            order = message_of(orders.receive(timeout_s=10))
        except (ConversationBroken, TimeoutError):
            os._exit(0)
        threads = 1
        if cell.isolated and order:
            _leave_alone(running=order["running"], stopped=order["stopped"])
            threads = max(map(_threads, order["running"]), default=1)
        orders.send({"memory": is_over, "threads": threads})
        is_over = False


def _bound_memory(limit_bytes: int) -> bool:
    """Kill the largest process where all together hold too much; tell whether one was killed.

    What each holds is a quick sum that counts shared pages more than once; only where that is too much, the kernel
    is asked for each process's share, which takes it a while.
    """
    processes = _processes()
    if sum(map(_private_bytes, processes)) <= limit_bytes:
        return False
    shares = {pid: _share_bytes(pid) for pid in processes}
    if sum(shares.values()) <= limit_bytes:
        return False
    del shares[1]
    _signal(max(shares, key=lambda pid: shares[pid]), signal.SIGKILL)
    return True


def _private_bytes(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb") as stream:  # noqa: PTH123
            _, resident, shared, *_ = map(int, stream.read().split())
    except (OSError, ValueError):
        return 0
    return (resident - shared) * PAGE_BYTES


def _share_bytes(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as stream:  # noqa: PTH123
            lines = dict(line.split(b":", 1) for line in stream.read().splitlines()[1:])
            return int(lines[b"Pss"].split()[0]) * 1024
    except (OSError, ValueError, KeyError):
        return 0


def _leave_alone(*, running: list[int], stopped: list[int]) -> None:
    """Kill every process but these; stop the second kind, let the first run."""
    for pid in stopped:
        _signal(pid, signal.SIGSTOP)
    deadline = time.monotonic() + LEAVE_S
    while others := [pid for pid in _processes() if pid not in (1, *running, *stopped)]:
        _kill(others, deadline)
        _reap()
        if time.monotonic() > deadline:
            os._exit(71)
    for pid in running:
        _signal(pid, signal.SIGCONT)


def _kill(pids: Iterable[int], deadline: float) -> None:
    """Kill processes and sleep until they have ended, or the time is over."""
    waiting = set()
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            waiting.add(os.pidfd_open(pid))
        _signal(pid, signal.SIGKILL)
    poll = select.poll()
    for handle in waiting:
        poll.register(handle, select.POLLIN)
    while waiting and (left_s := deadline - time.monotonic()) > 0:
        for handle, _ in poll.poll(left_s * 1000):
            poll.unregister(handle)
            waiting.remove(handle)
            os.close(handle)
    for handle in waiting:
        os.close(handle)


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal() and _lives(name)]  # noqa: PTH208


def _threads(pid: int) -> int:
    """Return how many threads a process has; 0 once it has ended."""
    try:
        return len(os.listdir(f"/proc/{pid}/task"))  # noqa: PTH208
    except OSError:
        return 0


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
