"""Put one submission into namespaces of its own: process 1, and the learner's process below it.

Process 1 is a fork of the warm parent that is born in new namespaces. It waits for its user mapping, builds the private
root and forks the learner's process. When process 1 dies, the kernel kills everything else in its pid namespace; when
the warm parent dies, process 1 does.
"""

import contextlib
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

from aiclass.grading._sandbox import _first, _linux, _root
from aiclass.grading._sandbox._places import HOME
from aiclass.grading._sandbox._wire import Channel

NOBODY: Final = 65534
CAP_KILL: Final = 1 << 5
CAP_SYS_PTRACE: Final = 1 << 19  # to read how much memory a process uses
MIB: Final = 1024**2
READY: Final = b"r"  # users are mapped, and the trusted side knows of process 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How one submission is held; every number as in ``Limits``.

    Attributes:
        isolated: False runs it as an ordinary process of this user, for machines that cannot isolate.
        root: an empty folder outside, on which private roots are mounted.
        home: working folder of a submission that is not isolated.
        key: known to the trusted side and to the judge; every verdict carries it.
        data, course: folders that are shown read-only, or "".
    """

    isolated: bool
    root: str
    home: str
    key: str
    data: str
    course: str
    memory_mib: int
    processes: int
    file_mib: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What the processes of one cage are born with.

    Attributes:
        orders: end of the channel on which the trusted side is told of process 1, and gives it orders.
        learner: end of the channel that the learner's process serves.
        serve: what the learner's process does; it never returns.
        policy: compiled seccomp filter; b"" for a submission that is not isolated.
    """

    cell: Cell
    orders: socket.socket
    learner: socket.socket
    serve: Callable[[socket.socket, str], None]
    policy: bytes


def hold(start: Start) -> None:
    """Fork process 1 of a submission and tell the trusted side of it; returns at once after that."""
    mine, its = socket.socketpair()
    first, handle = _fork_first(isolated=start.cell.isolated)
    if first == 0:
        mine.close()
        _die_on_error(start.orders, lambda: _be_first(start, its))
    its.close()
    with mine, contextlib.suppress(OSError):  # process 1 says what it misses
        if start.cell.isolated:
            map_users(first)
        Channel(start.orders).send({"started": first}, [handle] if handle >= 0 else [])
        mine.sendall(READY)
    if handle >= 0:
        os.close(handle)


def _fork_first(*, isolated: bool) -> tuple[int, int]:
    """Return process 1's id and a pidfd, -1 where the system has none; (0, -1) in process 1."""
    if isolated:
        return _linux.fork_into(_linux.ALL_NAMESPACES)
    pid = os.fork()
    return pid, os.pidfd_open(pid) if pid and hasattr(os, "pidfd_open") else -1


def map_users(child: int) -> None:
    """Map the users of a child's new namespace; root maps itself too, so that it can build the private root."""
    if os.geteuid() == 0:
        for name in ("uid_map", "gid_map"):
            _write(f"/proc/{child}/{name}", f"0 0 1\n{NOBODY} {NOBODY} 1\n")
    else:
        _write(f"/proc/{child}/setgroups", "deny")
        _write(f"/proc/{child}/uid_map", f"{NOBODY} {os.geteuid()} 1\n")
        _write(f"/proc/{child}/gid_map", f"{NOBODY} {os.getegid()} 1\n")


def _be_first(start: Start, ready: socket.socket) -> None:
    """Be process 1: build the private root, fork the learner's process, then serve orders and reap."""
    cell = start.cell
    _end_with_parent()
    if ready.recv(1) != READY:
        raise OSError(0, "the user namespace was not mapped")
    ready.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # process 1 ignores what it does not handle
    os.setsid()
    if cell.isolated:
        _linux.set_hostname("aiclass")
        os.umask(0o022)
        _root.build(cell.root, scratch_mib=cell.file_mib, data=cell.data, course=cell.course)
    child = os.fork()
    if child == 0:
        _die_on_error(start.orders, lambda: _be_learner(start))
    start.learner.close()
    if cell.isolated:
        _linux.keep_capabilities(CAP_KILL | CAP_SYS_PTRACE)
        _linux.prctl(_linux.PR_SET_DUMPABLE, 0)
    _first.obey(Channel(start.orders), cell)


def _be_learner(start: Start) -> None:
    """Give up everything that a submission must not have, then run it."""
    cell = start.cell
    _end_with_parent()
    os.setsid()
    _set_limits(cell)
    os.chdir(HOME if cell.isolated else cell.home)
    if cell.isolated:
        _linux.drop_bounding_set()
        if os.geteuid() != NOBODY:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        _linux.keep_capabilities()
        _linux.prctl(_linux.PR_SET_DUMPABLE, 1)  # so that its own /proc/self is its own
        _linux.prctl(_linux.PR_SET_NO_NEW_PRIVS, 1)
        _linux.load_filter(start.policy)
    start.orders.close()
    _close_others(start.learner.fileno())
    start.serve(start.learner, cell.key)


def _set_limits(cell: Cell) -> None:
    """Bound what one process may use; address space counts on top of what the warm parent has mapped."""
    limits = {
        "RLIMIT_AS": _mapped_bytes() + cell.memory_mib * MIB,
        "RLIMIT_NPROC": cell.processes if cell.isolated else None,
        "RLIMIT_FSIZE": cell.file_mib * MIB,
        "RLIMIT_NOFILE": 512,
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_STACK": 64 * MIB,
        "RLIMIT_CPU": int(cell.seconds * 2)
        + 60,  # the wall clock outside is what counts; this is the net below it
    }
    for name, value in limits.items():
        number = getattr(resource, name, None)
        if number is None or value is None:
            continue
        _, hard = resource.getrlimit(number)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(OSError, ValueError):  # macOS refuses some
            resource.setrlimit(number, (bound, bound))


def _mapped_bytes() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123
            return int(stream.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _close_others(keep: int) -> None:
    """Close every descriptor but the three standard ones and ``keep``."""
    os.closerange(3, keep)
    os.closerange(keep + 1, 65536)
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.close(null)


def _end_with_parent() -> None:
    """Be killed when the parent ends, however it ends."""
    if sys.platform == "linux":
        _linux.prctl(_linux.PR_SET_PDEATHSIG, signal.SIGKILL)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as stream:  # noqa: PTH123
        stream.write(text)


def _die_on_error(orders: socket.socket, act: Callable[[], None]) -> NoReturn:
    """Run a forked process's whole life; an error in it is told to the trusted side where that still listens."""
    try:
        act()
    except BaseException as error:
        text = f"{type(error).__name__}: {error}"
        if os.environ.get("AICLASS_SANDBOX_DEBUG"):
            text = traceback.format_exc()
        with contextlib.suppress(BaseException):
            Channel(orders).send({"failed": text})
    finally:
        os._exit(70)
