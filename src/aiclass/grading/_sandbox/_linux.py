"""The few Linux calls that Python does not wrap; constants from the kernel's user-space headers."""

import ctypes
import errno
import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Final

CLONE_NEWNS: Final = 0x00020000
CLONE_NEWCGROUP: Final = 0x02000000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000
ALL_NAMESPACES: Final = (
    CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
)

CLONE_PIDFD: Final = 0x00001000

MS_NOSUID: Final = 0x2
MS_NODEV: Final = 0x4
MS_NOEXEC: Final = 0x8
MS_NOATIME: Final = 0x400
MS_BIND: Final = 0x1000
MS_REC: Final = 0x4000
MS_PRIVATE: Final = 0x40000
MNT_DETACH: Final = 2
MOUNT_ATTR_RDONLY: Final = 0x1
MOUNT_ATTR_NOSUID: Final = 0x2
MOUNT_ATTR_NODEV: Final = 0x4

PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_CAPBSET_DROP: Final = 24
PR_SET_SECCOMP: Final = 22
PR_SET_NO_NEW_PRIVS: Final = 38
PR_CAP_AMBIENT: Final = 47
PR_CAP_AMBIENT_CLEAR_ALL: Final = 4
SECCOMP_MODE_FILTER: Final = 2

_AT_FDCWD: Final = -100
_AT_RECURSIVE: Final = 0x8000
_SYS_CLONE3: Final = 435  # this and the next: the same number on every architecture
_SYS_MOUNT_SETATTR: Final = 442
_SYS_PIVOT_ROOT: Final = {"x86_64": 155, "aarch64": 41, "riscv64": 41, "ppc64le": 203, "s390x": 217}
_CAPABILITY_VERSION_3: Final = 0x20080522

_libc: Final = ctypes.CDLL(None, use_errno=True)
_holding_gil: Final = ctypes.PyDLL(None, use_errno=True)


def fork_into(namespaces: int) -> tuple[int, int]:
    """Fork as ``os.fork`` does, the child in new namespaces; return its process id and a pidfd, (0, -1) in the child.

    In two steps, ``unshare`` and ``fork``, a process is left over that only waits, and a fork of a warm parent is dear.
    The child must be the only thread there is. The C library goes on to know it by the parent's thread id, which
    nothing in a Python process asks for, and which the next ordinary fork puts right.

    Raises:
        OSError: the kernel refuses.
    """
    handle = ctypes.c_int(-1)
    # struct clone_args of linux/sched.h: flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls
    arguments = (ctypes.c_uint64 * 8)(
        namespaces | CLONE_PIDFD, ctypes.addressof(handle), 0, 0, signal.SIGCHLD
    )
    size = ctypes.c_size_t(ctypes.sizeof(arguments))
    _holding_gil.PyOS_BeforeFork()
    pid = _holding_gil.syscall(ctypes.c_long(_SYS_CLONE3), arguments, size)
    if pid == 0:
        _holding_gil.PyOS_AfterFork_Child()
        return 0, -1
    number = ctypes.get_errno()
    _holding_gil.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(number, f"clone3: {os.strerror(number)}")
    return pid, handle.value


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount a file system, or bind one that is there."""
    result = _libc.mount(
        source.encode(),
        target.encode(),
        kind.encode() or None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )
    _checked(f"mount {source or kind} on {target}", result)


def make_read_only(target: str, *, devices: bool = False, below: bool = True) -> None:
    """Make a mount read-only and without set-uid programs, and so what is mounted ``below`` it."""
    attributes = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | (0 if devices else MOUNT_ATTR_NODEV)
    packed = (ctypes.c_uint64 * 4)(attributes, 0, 0, 0)
    result = _libc.syscall(
        ctypes.c_long(_SYS_MOUNT_SETATTR),
        ctypes.c_int(_AT_FDCWD),
        target.encode(),
        ctypes.c_uint(_AT_RECURSIVE if below else 0),
        packed,
        ctypes.c_size_t(ctypes.sizeof(packed)),
    )
    _checked(f"mount_setattr {target}", result)


def enter_root(root: str) -> None:
    """Make a mount the root of this mount namespace and let the old root go."""
    os.chdir(root)
    number = _SYS_PIVOT_ROOT.get(os.uname().machine)
    if number is None:
        raise OSError(0, f"pivot_root on {os.uname().machine} is not known")
    _checked("pivot_root", _libc.syscall(ctypes.c_long(number), b".", b"."))
    _checked("umount the old root", _libc.umount2(b".", MNT_DETACH))
    os.chdir("/")


def prctl(option: int, argument: int = 0) -> None:
    """Set a property of this process."""
    zero = ctypes.c_ulong(0)
    result = _libc.prctl(ctypes.c_int(option), ctypes.c_ulong(argument), zero, zero, zero)
    _checked(f"prctl {option}", result)


def load_filter(program: bytes) -> None:
    """Put a seccomp filter on this process and all that it starts, for good.

    Args:
        program: instructions of classic BPF, 8 bytes each; the process must have PR_SET_NO_NEW_PRIVS.
    """
    _checked("load the filter of system calls", filter_loader(program)())


def filter_loader(program: bytes) -> Callable[[], int]:
    """Return what loads a filter: one call of C with arguments that are ready, so that no name is looked up.

    It gives 0 where the kernel has taken the filter.
    """
    code = ctypes.create_string_buffer(program, len(program))
    described = _Program(len(program) // 8, ctypes.addressof(code))
    described.kept = code
    zero, mode = ctypes.c_ulong(0), ctypes.c_ulong(SECCOMP_MODE_FILTER)
    arguments = (ctypes.c_int(PR_SET_SECCOMP), mode, ctypes.byref(described), zero, zero)
    return partial(_libc.prctl, *arguments)


class _Program(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_: ClassVar = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]
    kept: Any  # what the address leads to


def drop_bounding_set(*, keep: int = 0) -> None:
    """Make every capability impossible to get back, by any program; needs CAP_SETPCAP.

    Args:
        keep: bit mask of those that stay possible.
    """
    for number in range(64):
        if not keep >> number & 1 and _libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(number), 0, 0, 0) != 0:
            if ctypes.get_errno() == errno.EINVAL:
                return  # past the last capability that this kernel has
            _checked(f"drop capability {number}", -1)


def keep_capabilities(keep: int = 0) -> None:
    """Give up every capability but those in a bit mask."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    low, high = keep & 0xFFFFFFFF, keep >> 32
    _checked("capset", _libc.capset(header, (ctypes.c_uint32 * 6)(low, low, 0, high, high, 0)))


def set_hostname(name: str) -> None:
    """Name this UTS namespace."""
    _checked("sethostname", _libc.sethostname(name.encode(), ctypes.c_size_t(len(name))))


def _checked(what: str, result: Any) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
