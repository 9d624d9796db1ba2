"""What this machine can do to hold a submission, found by trying, and the exact remedy where it can not."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from aiclass.messages import message

PROBE_S: Final = 60.0
RECIPE: Final = "docs/grading-in-a-container.md"
APPARMOR: Final = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"
CLONE: Final = "/proc/sys/kernel/unprivileged_userns_clone"
HOW_MANY: Final = "/proc/sys/user/max_user_namespaces"


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """What was found.

    Attributes:
        complete: submissions can be isolated.
        refused: the first step that this machine refuses, such as "namespaces"; "" for none.
        reason: what the kernel said.
        remedy: what to do, a whole Korean sentence with its code; "" where nothing needs doing.
    """

    complete: bool
    refused: str = ""
    reason: str = ""
    remedy: str = ""


@cache
def isolation() -> Isolation:
    """Return what this machine can do; found once a process, in a process of its own."""
    if sys.platform != "linux":
        return isolation_of({"step": "platform", "reason": sys.platform})
    command = "from aiclass.grading._sandbox._probe import main; main()"
    ran = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", command],
        capture_output=True,
        encoding="utf-8",
        timeout=PROBE_S,
        check=False,
    )
    try:
        return isolation_of(json.loads(ran.stdout))
    except ValueError:
        return isolation_of(
            {"step": "probe", "reason": ran.stderr.strip().splitlines()[-1:][0] if ran.stderr else ""}
        )


def isolation_of(refusal: Mapping[str, str]) -> Isolation:
    """Return what a refused step means; an empty one means that nothing is missing."""
    if not refusal:
        return Isolation(complete=True)
    step, reason = refusal["step"], refusal["reason"]
    return Isolation(complete=False, refused=step, reason=reason, remedy=_remedy(step, reason))


def _remedy(step: str, reason: str) -> str:
    if step == "platform":
        return message("SB-20", recipe=RECIPE)
    if step == "kernel":
        return message("SB-21", version=reason)
    if step == "pyseccomp":
        return message("SB-22", command=f'{sys.executable} -m pip install "aiclass[grade]"')
    if step == "libseccomp":
        return message("SB-23")
    if _in_container():
        return message("SB-24", recipe=RECIPE, step=step, reason=reason)
    switch = _closed_switch()
    if switch:
        return message(
            "SB-25", command=f"sudo sysctl -w {switch}", file="/etc/sysctl.d/60-aiclass.conf", line=switch
        )
    return message("SB-26", recipe=RECIPE, step=step, reason=reason)


def _closed_switch() -> str:
    """Return the kernel setting that would open user namespaces to ordinary users; "" where none is closed."""
    if os.geteuid() != 0 and _reads(APPARMOR, "1"):
        return "kernel.apparmor_restrict_unprivileged_userns=0"
    if os.geteuid() != 0 and _reads(CLONE, "0"):
        return "kernel.unprivileged_userns_clone=1"
    if _reads(HOW_MANY, "0"):
        return "user.max_user_namespaces=16384"
    return ""


def _reads(path: str, value: str) -> bool:
    try:
        return Path(path).read_text(encoding="ascii").strip() == value
    except OSError:
        return False


def _in_container() -> bool:
    return (
        any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv"))
        or "container" in os.environ
    )
