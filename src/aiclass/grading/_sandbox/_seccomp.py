"""The system calls that a submission may not make.

A list of what is refused, not of what is allowed: learners' NumPy, PyTorch and shell commands use hundreds of calls.
Refused is what reaches out of the namespaces, what makes new ones, what looks into other processes, and kernel
interfaces with a history of holes. Source of the starting point: Docker's documentation of its default profile,
section "Significant syscalls blocked by the default profile".
"""

import errno
import socket
import tempfile
from typing import Any, Final

from aiclass.grading._sandbox._linux import ALL_NAMESPACES

_OUT_OF_REACH = """
    ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd process_madvise
    mount umount umount2 pivot_root move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr chroot
    unshare setns
    bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register seccomp
    add_key request_key keyctl
    init_module finit_module delete_module kexec_load kexec_file_load reboot
    swapon swapoff acct quotactl quotactl_fd syslog lookup_dcookie nfsservctl vhangup fanotify_init
    settimeofday clock_settime clock_adjtime adjtimex stime
    open_by_handle_at name_to_handle_at
    iopl ioperm vm86 vm86old modify_ldt personality
    shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl semget semop semctl semtimedop
    mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify
    mbind migrate_pages move_pages set_mempolicy set_mempolicy_home_node
    sethostname setdomainname
"""
REFUSED: Final = tuple(_OUT_OF_REACH.split())
REFUSED_IN_TESTS: Final = (
    "rt_sigaction",
    "sigaction",
    "signal",
)  # a handler is given the frame that it interrupts
INT_MASK: Final = 0xFFFFFFFF
ALLOWED_FAMILIES: Final = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)


def compiled_filter() -> bytes:
    """Return the filter as instructions of classic BPF for this machine, compiled once for all submissions.

    Raises:
        ImportError, RuntimeError: pyseccomp or libseccomp is missing.
    """
    import pyseccomp as seccomp

    policy = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    refuse, absent = seccomp.ERRNO(errno.EPERM), seccomp.ERRNO(errno.ENOSYS)
    for name in REFUSED:
        if _is_known(seccomp, name):
            policy.add_rule(refuse, name)
    policy.add_rule(
        absent, "clone3"
    )  # its flags lie in memory where no filter can look; libc then uses clone
    for bit in range(32):
        if ALL_NAMESPACES >> bit & 1:
            policy.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, 1 << bit, 1 << bit))
    for family in range(socket.AF_UNIX, 64):
        if family not in ALLOWED_FAMILIES:
            argument = seccomp.Arg(
                0, seccomp.MASKED_EQ, INT_MASK, family
            )  # the kernel ignores the upper half
            policy.add_rule(refuse, "socket", argument)
    return _exported(policy)


def compiled_filter_of_tests() -> bytes:
    """Return the filter that comes on top while a test runs, when the judge stands in the same interpreter."""
    import pyseccomp as seccomp

    policy = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    for name in REFUSED_IN_TESTS:
        if _is_known(seccomp, name):
            policy.add_rule(seccomp.ERRNO(errno.EPERM), name)
    return _exported(policy)


def _exported(policy: Any) -> bytes:
    with tempfile.TemporaryFile() as file:
        policy.export_bpf(file)
        file.seek(0)
        return file.read()


def _is_known(seccomp: Any, name: str) -> bool:
    try:
        return bool(seccomp.resolve_syscall(seccomp.Arch.NATIVE, name) >= 0)
    except (OSError, ValueError):
        return False
