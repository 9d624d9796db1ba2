"""Grading 20 submissions: ours beside ``nbgrader autograde`` 0.9.6 on the same, start of both commands counted.

A submission's time is what the ones beyond the first cost: (time of 20 - time of 1) / 19. nbgrader runs in an
environment of its own (``make build/nbgrader/.ready``) with kernels of this one, which has PyTorch. nbgrader grades one
submission after the other; ours uses every core, as each does by default. The two take turns, and of each command the
quickest run counts: whatever else the machine does can only slow one down.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from benchmarks.comparison import Row

SUBMISSIONS: Final = 20
QUICK_SUBMISSIONS: Final = 3
REPEATS: Final = 3
QUICK_REPEATS: Final = 1
TARGET: Final = 30.0
MANY: Final = 1000
FEW: Final = 100
LINEAR: Final = 0.9  # at least: time of one among FEW / time of one among MANY
MEMORY_LIMIT_MIB: Final = 400
NBGRADER: Final = Path(os.environ.get("AICLASS_NBGRADER", Path("build", "nbgrader")))
KERNEL: Final = "aiclass-bench"
CONFIG: Final = 'c = get_config()\nc.CourseDirectory.course_id = "bench"\n'
SCORES: Final = """\
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps({
        submission.student.id: {
            grade.cell.name: grade.auto_score for notebook in submission.notebooks for grade in notebook.grades
        }
        for submission in book.assignment_submissions("hw")
    }))
"""

STANDARDIZE: Final = """\
def standardize(x):
    ### BEGIN SOLUTION
    return (x - x.mean(0)) / x.std(0)
    ### END SOLUTION"""
STANDARDIZE_TEST: Final = """\
z = standardize(np.arange(12.0).reshape(4, 3))
assert z.shape == (4, 3)
assert np.allclose(z.std(0), 1)"""
MSE: Final = """\
def mse(p, y):
    ### BEGIN SOLUTION
    return ((p - y) ** 2).mean()
    ### END SOLUTION"""
MSE_TEST: Final = """\
assert mse(np.ones(4), np.zeros(4)) == 1
### BEGIN HIDDEN TESTS
assert mse(np.zeros(3), np.full(3, 2.0)) == 4
### END HIDDEN TESTS"""
TRAIN: Final = """\
def train(x, y, steps=50):
    ### BEGIN SOLUTION
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return model, loss.item()
    ### END SOLUTION"""
TRAIN_TEST: Final = """\
torch.manual_seed(0)
x = torch.randn(64, 3)
y = x @ torch.tensor([[1.0], [2.0], [3.0]])
model, loss = train(x, y)
assert loss < 5
assert model(x).shape == (64, 1)"""
Homework = tuple[tuple[str, str], ...]
"""What stands for a cell's metadata (grade_id, and points of a test) and its text."""
NUMPY_HOMEWORK: Final[Homework] = (
    ("", "import numpy as np"),
    ("standardize", STANDARDIZE),
    ("standardize-test 2", STANDARDIZE_TEST),
    ("mse", MSE),
    ("mse-test 3", MSE_TEST),
)
TORCH_HOMEWORK: Final[Homework] = (("", "import torch"), ("train", TRAIN), ("train-test 5", TRAIN_TEST))


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds of a whole command on one submission and on several."""

    one_s: float
    all_s: float
    count: int

    @property
    def each_s(self) -> float:
        """Return the time of a submission beyond the first."""
        return (self.all_s - self.one_s) / (self.count - 1)


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Return the measured rows; none, with a sentence on stderr, where nbgrader's environment is missing.

    Raises:
        RuntimeError: the two graders disagree on a score, so that their times would not be comparable.
    """
    program = NBGRADER.absolute() / "bin" / "nbgrader"
    if not program.is_file():
        print(
            f"no nbgrader in {NBGRADER}: run 'make build/nbgrader/.ready' for the grading rows",
            file=sys.stderr,
        )
        return {}
    count = QUICK_SUBMISSIONS if quick else SUBMISSIONS
    measured: dict[str, Row] = {}
    for name, homework in (("numpy", NUMPY_HOMEWORK), ("torch", TORCH_HOMEWORK)):
        ours, theirs = _both(homework, count, program, QUICK_REPEATS if quick else REPEATS)
        measured[f"grading-{name}"] = _row(ours.each_s, theirs.each_s, TARGET)
        measured[f"grading-{name}-whole-command"] = _row(ours.all_s, theirs.all_s, 1.0)
    if not quick:
        measured["grading-1000-linear"] = _many()
    return measured


def _both(homework: Homework, count: int, program: Path, repeats: int) -> tuple[Times, Times]:
    with _course(homework, count) as course:
        one = course / "submitted" / "learner-0000" / "hw" / "hw.ipynb"
        runs: dict[str, Callable[[], float]] = {
            "theirs one": lambda: _autograde(course, program, "--student=learner-0000"),
            "ours one": lambda: _grade(course, one, "one", "--force"),
            "theirs all": lambda: _autograde(course, program),
            "ours all": lambda: _grade(course, course / "submitted", "all", "--force"),
        }
        taken = [{name: run() for name, run in runs.items()} for _ in range(repeats)]
        _require_agreement(course, program)
    quickest = {name: min(times[name] for times in taken) for name in runs}
    ours, theirs = (
        Times(one_s=quickest[f"{side} one"], all_s=quickest[f"{side} all"], count=count)
        for side in ("ours", "theirs")
    )
    return ours, theirs


def _require_agreement(course: Path, program: Path) -> None:
    expected = json.loads(_run([program.with_name("python"), "-c", SCORES], course))
    found = json.loads((course / "all" / "results.json").read_bytes())["submissions"]
    given = {row["learner"]: {cell["grade_id"]: cell["score"] for cell in row["cells"]} for row in found}
    if given != expected:
        raise RuntimeError(f"the graders disagree: ours {given}, nbgrader's {expected}")


def _many() -> Row:
    """Return the row of a large class: time of one among few / time of one among many, on two workers."""
    with _course(NUMPY_HOMEWORK, MANY) as course:
        few = course / "few"
        few.mkdir()
        for path in sorted((course / "submitted").iterdir())[:FEW]:
            shutil.copytree(path, few / path.name)
        few_s = _grade(course, few, "few-out", "--workers=2") / FEW
        memory: list[int] = []
        many_s = _grade(course, course / "submitted", "many-out", "--workers=2", memory_mib=memory) / MANY
    if memory[0] > MEMORY_LIMIT_MIB:
        raise RuntimeError(f"grading {MANY} submissions took {memory[0]} MiB, more than {MEMORY_LIMIT_MIB}")
    return _row(many_s, few_s, LINEAR)


@contextmanager
def _course(homework: Homework, count: int) -> Iterator[Path]:
    """Give a course folder in nbgrader's layout, its assignment released and solved by so many learners."""
    from aiclass.grading import release_notebook

    with tempfile.TemporaryDirectory(prefix="aiclass-bench-") as folder:
        course = Path(folder)
        source = _notebook([_cell(name, text) for name, text in homework])
        _write(course / "source" / "hw" / "hw.ipynb", source)
        (course / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        kernel = {
            "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "language": "python",
        }
        _write(course / "jupyter" / "kernels" / KERNEL / "kernel.json", kernel | {"display_name": KERNEL})
        for number in range(count):
            solved = json.loads(release_notebook(json.dumps(source).encode(), "hw.ipynb"))
            for cell, (_, text) in zip(solved["cells"], homework, strict=True):
                if cell["metadata"].get("nbgrader", {}).get("solution"):
                    cell["source"] = "\n".join(line for line in text.splitlines() if "###" not in line)
            solved["cells"].append(_cell("", f"learner = {number}"))
            _write(course / "submitted" / f"learner-{number:04}" / "hw" / "hw.ipynb", solved)
        yield course


def _autograde(course: Path, program: Path, *arguments: str) -> float:
    """Return the seconds of ``nbgrader autograde`` from a fresh gradebook."""
    for made in ("gradebook.db", "autograded", "release"):
        path = course / made
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    _run([program, "generate_assignment", "hw"], course)
    return _seconds(lambda: _run([program, "autograde", "hw", *arguments], course))


def _grade(
    course: Path, submitted: Path, out: str, *arguments: str, memory_mib: list[int] | None = None
) -> float:
    """Return the seconds of ``aiclass grade``; its peak memory is appended to the list."""
    start = "from aiclass.cli import main; main()"
    command = [sys.executable, "-c", start, "grade", submitted, "--source", course / "source" / "hw"]
    command += ["--out", course / out, *arguments]
    if memory_mib is None:
        return _seconds(lambda: _run(command, course))
    started = perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"aiclass grade ended with {process.returncode}")
    memory_mib.append(usage.ru_maxrss // 1024)
    return perf_counter() - started


def _run(command: list[Any], course: Path) -> str:
    places = (
        f"{NBGRADER.absolute() / 'bin'}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic by name
    )
    environment = os.environ | {"JUPYTER_PATH": str(course / "jupyter"), "PATH": places}
    done = subprocess.run(
        list(map(str, command)),
        cwd=course,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"{command[0]} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return done.stdout


def _seconds(run: Callable[[], object]) -> float:
    started = perf_counter()
    run()
    return perf_counter() - started


def _row(ours_s: float, theirs_s: float, target: float) -> Row:
    speedup = theirs_s / ours_s
    return Row(
        speedup=speedup,
        target=target,
        met=speedup >= target,
        ours_s=ours_s,
        theirs_s=theirs_s,
        spread=(speedup, speedup),
    )


def _cell(name: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    grade_id, _, points = name.partition(" ")
    if grade_id:
        is_test = bool(points)
        cell["metadata"]["nbgrader"] = {
            "schema_version": 3, "grade": is_test, "solution": not is_test, "locked": is_test, "task": False,
            "grade_id": grade_id, **({"points": float(points)} if is_test else {}),
        }  # fmt: skip
    return cell | {"source": text}


def _notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    kernelspec = {"name": KERNEL, "display_name": KERNEL, "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {"kernelspec": kernelspec}, "cells": cells}


def _write(path: Path, document: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
