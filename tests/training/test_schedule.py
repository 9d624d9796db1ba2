"""Learning rates over a run, beside PyTorch's."""

import pytest
import torch

from aiclass.training import Recipe

STEPS = 40


def rates(schedule, steps=STEPS):
    recipe = Recipe(epochs=1, batch_size=1, learning_rate=2.0, schedule=schedule)
    return torch.tensor([recipe.learning_rate_at(step, steps) for step in range(steps)], dtype=torch.float64)


def test_constant_stays():
    assert rates("constant").unique().tolist() == [2.0]


def test_cosine_is_pytorchs_taken_in_the_middle_of_each_step():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=2.0)
    theirs = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=2 * STEPS)
    halves = []
    for _ in range(2 * STEPS):
        halves.append(theirs.get_last_lr()[0])
        optimizer.step()
        theirs.step()
    assert torch.allclose(rates("cosine"), torch.tensor(halves[1::2], dtype=torch.float64))


def test_one_cycle_rises_for_a_quarter_and_falls_to_almost_nothing():
    ours = rates("one-cycle")
    assert (ours[:10].diff() > 0).all()
    assert (ours[10:].diff() < 0).all()
    assert ours.max() == pytest.approx(2.0, rel=0.05)
    assert ours[0] < 0.4
    assert ours[-1] < 0.05


@pytest.mark.parametrize("schedule", ["constant", "cosine", "one-cycle"])
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_shortest_runs_have_a_rate_above_0(schedule, steps):
    assert (rates(schedule, steps) > 0).all()
