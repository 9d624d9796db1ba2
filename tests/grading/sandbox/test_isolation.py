"""What the machine can do is found by trying; where it can not, grading is refused and the remedy is exact."""

import subprocess
import sys

import pytest

from aiclass.grading import examine_isolation
from aiclass.grading._sandbox import NotIsolated, Sandbox, _isolation, _sandbox, isolation
from aiclass.grading._sandbox._isolation import isolation_of
from aiclass.grading._sandbox._probe import first_refusal


@pytest.fixture
def bare(monkeypatch):
    """Not in a container, no switch closed."""
    monkeypatch.setattr(_isolation, "_in_container", lambda: False)
    monkeypatch.setattr(_isolation, "_reads", lambda path, value: False)
    monkeypatch.setattr(_isolation.os, "geteuid", lambda: 1000)


def refuse(monkeypatch, step="namespaces"):
    monkeypatch.setattr(
        _sandbox, "isolation", lambda: isolation_of({"step": step, "reason": "Operation not permitted"})
    )


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("platform", "docs/grading-in-a-container.md"),
        ("kernel", "5.14"),
        ("pyseccomp", f'{sys.executable} -m pip install "aiclass[grade]"'),
        ("libseccomp", "sudo apt install libseccomp2"),
        ("namespaces", "docs/grading-in-a-container.md"),
    ],
)
def test_remedy_of_each_step(bare, step, says):
    found = isolation_of({"step": step, "reason": "x"})
    assert not found.complete
    assert says in found.remedy


@pytest.mark.parametrize(
    ("path", "closed", "command"),
    [
        (_isolation.APPARMOR, "1", "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"),
        (_isolation.CLONE, "0", "sudo sysctl -w kernel.unprivileged_userns_clone=1"),
        (_isolation.HOW_MANY, "0", "sudo sysctl -w user.max_user_namespaces=16384"),
    ],
)
def test_closed_switch_is_named_with_the_command_that_opens_it(bare, monkeypatch, path, closed, command):
    monkeypatch.setattr(_isolation, "_reads", lambda asked, value: (asked, value) == (path, closed))
    assert command in isolation_of({"step": "namespaces", "reason": "x"}).remedy


def test_container_is_told_its_options(bare, monkeypatch):
    monkeypatch.setattr(_isolation, "_in_container", lambda: True)
    assert "--security-opt seccomp=unconfined" in isolation_of({"step": "namespaces", "reason": "x"}).remedy


def test_sandbox_refuses_where_nothing_isolates(monkeypatch, bare):
    refuse(monkeypatch)
    with pytest.raises(NotIsolated, match="namespaces"):
        Sandbox()


def test_windows_refuses_even_when_unsafe_is_allowed(monkeypatch, bare):
    refuse(monkeypatch, "platform")
    monkeypatch.delattr(_sandbox.os, "fork")
    with pytest.raises(NotIsolated):
        Sandbox(unsafe=True)


def test_unsafe_runs_the_same_plan_and_says_so(monkeypatch, bare, plan_of):
    refuse(monkeypatch)
    with Sandbox(unsafe=True) as sandbox:
        assert not sandbox.isolated
        run = sandbox.run(
            plan_of(
                ("run", "open('a.txt', 'w').write('a')\nx = 1"),
                ("test", "assert x == 1 and open('a.txt').read() == 'a'"),
                ("test", "assert x == 2"),
                ("run", "while True:\n    pass"),
                seconds=1,
            )
        )
    assert [cell.outcome for cell in run.cells] == ["ok", "ok", "error", "limit"]


def test_allowed_unsafe_changes_nothing_where_the_machine_isolates(sandbox):
    assert sandbox.isolated
    assert Sandbox(unsafe=True).isolated


def test_probe_names_the_missing_library(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    if first_refusal().get("step") not in {"kernel", "pyseccomp"}:
        assert first_refusal()["step"] == "libseccomp"


def test_probe_finds_the_closed_door(sandbox):
    """In a namespace that may make no other, the kernel's refusal is told as the step that it is."""
    command = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$0" -I -c "$1"'
    code = "from aiclass.grading._sandbox._probe import main; main()"
    ran = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", command, sys.executable, code],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if "Permission denied" in ran.stderr or not ran.stdout:
        pytest.skip(f"cannot close the door here: {ran.stderr.strip()}")
    assert '"step": "namespaces"' in ran.stdout


def test_doctor_tells_what_isolation_there_is(monkeypatch, bare):
    (finding,) = examine_isolation()
    assert finding.id == "isolation"
    assert finding.status == ("ok" if isolation().complete else "warn")
    monkeypatch.setattr(
        "aiclass.grading._examine_isolation.isolation",
        lambda: isolation_of({"step": "libseccomp", "reason": ""}),
    )
    (missing,) = examine_isolation()
    assert missing.status == "warn"
    assert "libseccomp2" in missing.remedy


def test_package_imports_where_the_system_has_no_fork():
    """On Windows there is neither resource nor fcntl, and no C library to load by no name."""
    code = """
import ctypes, sys
for name in ("resource", "fcntl", "pwd", "grp", "termios"):
    sys.modules[name] = None
ctypes.CDLL = None
sys.platform = "win32"
from aiclass.grading._sandbox import isolation
assert isolation().refused == "platform"
"""
    subprocess.run([sys.executable, "-c", code], check=True)
