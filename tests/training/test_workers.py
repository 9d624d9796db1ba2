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

SCRIPT = Path(__file__).with_name("two_workers.py")
SAME = {"rel": 1e-4, "abs": 1e-6}  # float32 sums in another order


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """The folder that two processes filled, and what they printed; the script checks what each must see."""
    folder = tmp_path_factory.mktemp("together")
    launch = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    done = subprocess.run(
        [sys.executable, *launch, str(SCRIPT), str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_two_processes_give_the_curve_of_one_although_203_examples_cannot_be_shared_evenly(together):
    """Batches of 16 and, at the end of each epoch, of 11: six rows for one process, five for the other."""
    outcome = json.loads((together[0] / "curve.json").read_text(encoding="utf-8"))
    alone = train_exactly()
    assert outcome["kept"] == pytest.approx(alone["kept"], **SAME)
    for ours, theirs in zip(outcome["curve"], alone["curve"], strict=True):
        assert ours == pytest.approx(theirs, **SAME)


def test_one_process_goes_on_from_what_two_have_written(together):
    outcome = json.loads((together[0] / "curve.json").read_text(encoding="utf-8"))
    assert train_exactly(together[0] / "run") == outcome


def test_both_processes_do_all_that_the_script_asks_and_only_one_speaks(together):
    assert together[1].count("all is well") == 2
    assert together[1].count("훈련하는 장치") == 1


def test_shares_leave_no_row_out_and_none_twice():
    shares = [Workers(rank=rank, size=3).share(torch.arange(7)).tolist() for rank in range(3)]
    assert sorted(row for share in shares for row in share) == list(range(7))
