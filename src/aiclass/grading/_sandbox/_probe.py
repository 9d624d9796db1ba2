"""Try what a cage needs, in a fork that changes nothing outside, and say which step the kernel refuses."""

import ctypes.util
import importlib.util
import json
import os
import platform
import re
import sys
import tempfile
from collections.abc import Callable
from typing import Final

KERNEL: Final = (5, 14)  # the first that counts processes in each user namespace
NOBODY: Final = 65534


def first_refusal() -> dict[str, str]:
    """Return the first step that this machine refuses and why; empty where it refuses none.

    Steps: "platform", "kernel", "pyseccomp", "libseccomp", "namespaces", "mounts", "proc".
    """
    if sys.platform != "linux":
        return {"step": "platform", "reason": platform.system()}
    version = re.match(r"(\d+)\.(\d+)", platform.release())
    if version is None or (int(version[1]), int(version[2])) < KERNEL:
        return {"step": "kernel", "reason": platform.release()}
    if importlib.util.find_spec("pyseccomp") is None:
        return {"step": "pyseccomp", "reason": ""}
    if ctypes.util.find_library("seccomp") is None:
        return {"step": "libseccomp", "reason": ""}
    with tempfile.TemporaryDirectory(prefix="aiclass-probe-") as root:
        return _try_cage(root)


def main() -> None:
    """Print the first refusal as JSON."""
    print(json.dumps(first_refusal()))


def _try_cage(root: str) -> dict[str, str]:
    from aiclass.grading._sandbox import _linux

    ours, its = os.pipe()
    go, went = os.pipe()
    try:
        child, handle = _linux.fork_into(_linux.ALL_NAMESPACES)
    except OSError as error:
        return {"step": "namespaces", "reason": error.strerror or ""}
    if child == 0:
        os.close(went)
        _quietly(lambda: _try_inside(root, its, go))
    os.close(its)
    _map(child)
    os.write(went, b"m")
    with os.fdopen(ours, encoding="utf-8", errors="replace") as stream:
        step, _, reason = stream.read().partition(" ")
    for descriptor in (go, went, handle):
        os.close(descriptor)
    os.waitpid(child, 0)
    return {} if step == "fine" else {"step": step or "namespaces", "reason": reason}


def _map(child: int) -> None:
    from aiclass.grading._sandbox._cage import map_users

    try:
        map_users(child)
    except OSError:
        return  # the step after it fails and is told


def _try_inside(root: str, told: int, go: int) -> None:
    from aiclass.grading._sandbox import _linux

    os.read(go, 1)
    with open("/proc/self/uid_map", encoding="ascii") as stream:  # noqa: PTH123
        if not stream.read().strip():
            os.write(told, b"namespaces uid_map stays empty")
            return
    step = "mounts"
    try:
        _linux.mount("", "/", flags=_linux.MS_REC | _linux.MS_PRIVATE)
        _linux.mount("tmpfs", root, "tmpfs")
        os.mkdir(f"{root}/usr")  # noqa: PTH102
        _linux.mount("/usr", f"{root}/usr", flags=_linux.MS_BIND | _linux.MS_REC)
        _linux.make_read_only(f"{root}/usr")
        step = "proc"
        os.mkdir(f"{root}/proc")  # noqa: PTH102
        _linux.mount("proc", f"{root}/proc", "proc", _linux.MS_NOSUID | _linux.MS_NODEV | _linux.MS_NOEXEC)
    except OSError as error:
        os.write(told, f"{step} {error.strerror}".encode())
        return
    os.write(told, b"fine")


def _quietly(act: Callable[[], None]) -> None:
    """Run a forked process's whole life."""
    try:
        act()
    finally:
        os._exit(0)
