"""Run by torchrun in two processes: what they must do together.

two_workers.py FOLDER    where checkpoints go, and curve.json
"""

import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tiny_problem import RECIPE, TRAIN, VALIDATION, curve, new_model, train_exactly
from torch import distributed, nn

from aiclass.models import MLP
from aiclass.training import DivergenceError, Examples, Interrupted, Recipe, fit
from aiclass.training._plan import Plan

torch.set_num_threads(1)
folder, rank = Path(sys.argv[1]), int(os.environ["RANK"])


def interrupt_the_second_process():
    """Only one process hears Ctrl-C; both stop at the same step, and both go on."""
    steps = 0

    def press(inputs, generator):
        nonlocal steps
        steps += 1
        if steps == 3 and rank == 1:
            signal.raise_signal(signal.SIGINT)
        return inputs

    torch.manual_seed(0)
    with pytest.raises(Interrupted):
        fit(MLP((2, 4)), TRAIN, VALIDATION, RECIPE, augment=press, checkpoint=folder / "stop", progress=False)
    assert steps == 13  # the next look is at the end of the epoch
    torch.manual_seed(0)
    resumed = fit(MLP((2, 4)), TRAIN, VALIDATION, RECIPE, checkpoint=folder / "stop", progress=False)
    torch.manual_seed(0)
    assert curve(resumed) == curve(fit(MLP((2, 4)), TRAIN, VALIDATION, RECIPE, progress=False))


def diverge_in_one_process():
    """A loss that is not finite in one share stops both."""

    def explode(inputs, generator):
        return inputs * (float("nan") if rank == 1 else 1.0)

    with pytest.raises(DivergenceError):
        fit(MLP((2, 4)), TRAIN, VALIDATION, RECIPE, augment=explode, progress=False)


def leave_one_process_without_rows():
    """The last batch is a single example, which the first process alone learns from."""
    few = Examples(TRAIN.inputs[:5], TRAIN.labels[:5])
    recipe = Recipe(epochs=2, batch_size=2, learning_rate=0.1, optimizer="sgd", momentum=0.0)
    torch.manual_seed(0)
    model = nn.Linear(2, 4)
    expected = nn.Linear(2, 4)
    expected.load_state_dict(model.state_dict())
    fit(model, few, Examples(TRAIN.inputs[:1], TRAIN.labels[:1]), recipe, progress=False)
    plan = Plan(examples=5, batch_size=2, epochs=2, seed=0)
    for rows in (*plan.rows(0), *plan.rows(1)):
        loss = nn.functional.cross_entropy(expected(few.inputs[rows]), few.labels[rows])
        for parameter, gradient in zip(
            expected.parameters(), torch.autograd.grad(loss, list(expected.parameters())), strict=True
        ):
            parameter.data -= 0.1 * gradient
    assert torch.allclose(model.weight, expected.weight, atol=1e-6)


def agree_on_batch_normalisation():
    """Both processes validate with the same running means, and end with the same weights."""
    model = new_model(dropout=0.0)
    fit(model, TRAIN, VALIDATION, replace(RECIPE, patience=None), progress=False)
    mine = nn.utils.parameters_to_vector(model.parameters()).detach()
    total = mine.clone()
    distributed.all_reduce(total)
    assert torch.equal(total, 2 * mine)


outcome = train_exactly(folder / "run")
if rank == 0:
    (folder / "curve.json").write_text(json.dumps(outcome), encoding="utf-8")
fit(MLP((2, 4)), TRAIN, None, replace(RECIPE, epochs=1, patience=None))  # says where it runs
interrupt_the_second_process()
diverge_in_one_process()
leave_one_process_without_rows()
agree_on_batch_normalisation()
print("all is well", flush=True)
