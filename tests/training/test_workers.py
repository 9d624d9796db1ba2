"""Two processes train one model as a single process does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from aiclass.training._workers import Workers

from .tiny_problem import train_exactly

FOLDER = Path(__file__).parent
SAME = {"rel": 1e-4, "abs": 1e-6}  # float32 sums in another order


@pytest.fixture(scope="module")
def alone():
    return train_exactly()


def run_in_two_processes(*arguments):
    """Return what two processes print on stdout that torchrun starts."""
    launch = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *launch, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def assert_same_curve(outcome, expected):
    assert outcome["kept"] == pytest.approx(expected["kept"], **SAME)
    for ours, theirs in zip(outcome["curve"], expected["curve"], strict=True):
        assert ours == pytest.approx(theirs, **SAME)


def test_two_processes_give_the_curve_of_one_although_203_examples_cannot_be_shared_evenly(tmp_path, alone):
    """Batches of 16 and, at the end of each epoch, of 11: six rows for one process, five for the other."""
    run_in_two_processes(FOLDER / "tiny_problem.py", tmp_path / "curve.json", tmp_path / "run", "--exact")
    assert_same_curve(json.loads((tmp_path / "curve.json").read_text(encoding="utf-8")), alone)
    assert (
        train_exactly(tmp_path / "run")["curve"]
        == json.loads((tmp_path / "curve.json").read_text("utf-8"))["curve"]
    )


def test_what_two_processes_do_together(tmp_path):
    """The checks stand in the script, which both processes run; only the first one may print."""
    stdout = run_in_two_processes(FOLDER / "two_workers.py", tmp_path)
    assert stdout.count("학습하는 장치") == 1
    assert stdout.count("all is well") == 2


def test_shares_leave_no_row_out_and_none_twice():
    shares = [Workers(rank=rank, size=3).share(torch.arange(7)).tolist() for rank in range(3)]
    assert sorted(row for share in shares for row in share) == list(range(7))
