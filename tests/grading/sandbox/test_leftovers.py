"""Nothing outlives a submission, and none sees another, the warm parent's past or this process."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from aiclass.grading._sandbox import Sandbox


def descendants():
    return {process.pid for process in psutil.Process().children(recursive=True)}


def test_no_process_is_left(sandbox, plan_of):
    before = descendants()
    sandbox.run(
        plan_of(
            (
                "run",
                "import subprocess\nsubprocess.Popen('sleep 300 & sleep 300', shell=True, start_new_session=True)",
            ),
            ("run", "import os\nif os.fork() == 0:\n    os.setsid()\n    import time; time.sleep(300)"),
        )
    )
    deadline = time.monotonic() + 5
    while descendants() - before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert descendants() <= before


def test_no_descriptor_and_no_mount_is_left(sandbox, plan_of):
    plan = plan_of(("run", "x = 1"), ("test", "assert x == 1"), ("test", "assert x == 2"))
    sandbox.run(plan)
    descriptors, mounts = (
        len(list(Path("/proc/self/fd").iterdir())),
        Path("/proc/self/mountinfo").read_text("utf-8"),
    )
    for _ in range(3):
        sandbox.run(plan)
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert Path("/proc/self/mountinfo").read_text("utf-8") == mounts


def test_files_and_shared_memory_are_gone_in_the_next_submission(printed):
    places = "('here', '/tmp/there', '/dev/shm/shared')"
    write = f"for p in {places}:\n    with open(p, 'w') as file: file.write('secret of another')"
    exist = f"import os\nprint([os.path.exists(p) for p in {places}])"
    assert printed(f"{write}\n\n{exist}") == "[True, True, True]\n"
    assert printed(exist) == "[False, False, False]\n"


def test_state_of_the_interpreter_is_gone_in_the_next_submission(printed):
    printed("import builtins, sys\nbuiltins.left = sys.left = mark = 'secret of another'")
    assert printed(
        "import builtins, sys\nprint(hasattr(builtins, 'left'), hasattr(sys, 'left'), 'mark' in dir())"
    ) == ("False False False\n")


def test_submission_sees_only_its_own_processes(printed):
    source = "import os\nprint(sorted(int(p) for p in os.listdir('/proc') if p.isdigit())[-1] < 20)"
    assert printed(source) == "True\n"


def test_environment_is_made_from_nothing(monkeypatch, plan_of):
    monkeypatch.setenv("AICLASS_TEST_SECRET", "hunter2")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    with Sandbox() as sandbox:
        run = sandbox.run(plan_of(("run", "import os\nprint(dict(os.environ))")))
    text = run.cells[0].outputs[0]["text"]
    assert "hunter2" not in text
    assert "PYTHONSTARTUP" not in text
    assert "'HOME': '/home/learner'" in text


def test_test_never_enters_the_warm_parent(sandbox, plan_of):
    """The warm parent's memory holds the marker that it was asked for here, and nothing of a test that ran."""
    secret = "".join(("very", "-", "hidden", "-", "91735"))
    run = sandbox.run(plan_of(("run", "x = 1"), ("test", f"assert x == 1, '{secret}'")))
    assert run.cells[1].outcome == "ok"
    (warm,) = (process for process in psutil.Process().children() if "_warm" in " ".join(process.cmdline()))
    content = memory_of(warm.pid)
    assert b"aiclass.grading" in content
    assert secret.encode() not in content


def memory_of(pid):
    """Everything that is readable and writable in a process's memory."""
    parts = []
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="ascii").splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            start, end = (int(number, 16) for number in span.split("-"))
            if rights.startswith("rw"):
                memory.seek(start)
                try:
                    parts.append(memory.read(end - start))
                except OSError:
                    continue
    return b"".join(parts)


def test_everything_ends_with_the_grader_however_it_ends(sandbox, tmp_path):
    """A grader that is killed in the middle of a submission leaves no process and no file behind."""
    script = tmp_path / "grader.py"
    script.write_text(
        textwrap.dedent("""
            from aiclass.grading._plan import CellKind, Plan, PlannedCell
            from aiclass.grading._sandbox import Sandbox
            cell = PlannedCell(index=0, kind=CellKind.LEARNER, source="import time\\ntime.sleep(300)", seconds=300)
            with Sandbox() as sandbox:
                print("warm", flush=True)
                sandbox.run(Plan(cells=(cell,)))
        """),
        encoding="utf-8",
    )
    folder = tmp_path / "temporary"
    folder.mkdir()
    folder.chmod(0o755)
    tmp_path.chmod(0o755)
    env = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, env=env) as grader:
        assert grader.stdout.readline() == b"warm\n"
        process = psutil.Process(grader.pid)
        deadline = time.monotonic() + 10
        while len(family := process.children(recursive=True)) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(family) >= 3  # warm parent, process 1, the learner's
        grader.kill()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_hundreds_of_submissions_take_no_more_memory(sandbox, plan_of):
    plan = plan_of(("run", "import numpy as np\nx = np.ones(10**5)"), ("test", "assert x.sum() == 10**5"))
    (warm,) = (process for process in psutil.Process().children() if "_warm" in " ".join(process.cmdline()))
    for _ in range(20):
        sandbox.run(plan)
    own, its = psutil.Process().memory_info().rss, warm.memory_info().rss
    for _ in range(300):
        sandbox.run(plan)
    assert psutil.Process().memory_info().rss - own < 5e6
    assert warm.memory_info().rss - its < 5e6
    assert warm.memory_info().rss < 400e6
