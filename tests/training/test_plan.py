"""The rows and seeds of each step follow from its position alone."""

import torch

from aiclass.training._plan import Plan

PLAN = Plan(examples=23, batch_size=5, epochs=3, seed=7)


def test_every_epoch_sees_every_example_once_in_another_order():
    orders = [torch.cat(PLAN.rows(epoch)) for epoch in range(3)]
    assert all(order.sort().values.tolist() == list(range(23)) for order in orders)
    assert len({tuple(order.tolist()) for order in orders}) == 3


def test_last_step_of_an_epoch_has_what_is_left():
    assert [len(rows) for rows in PLAN.rows(0)] == [5, 5, 5, 5, 3]
    assert (PLAN.batches, PLAN.steps) == (5, 15)


def test_every_step_of_every_epoch_and_process_has_a_seed_of_its_own():
    seeds = [seed for epoch in range(3) for rank in range(2) for seed in PLAN.step_seeds(epoch, rank)]
    assert len(set(seeds)) == 3 * 2 * 5


def test_position_is_enough_to_repeat_a_step():
    again = Plan(examples=23, batch_size=5, epochs=3, seed=7)
    assert torch.equal(torch.cat(again.rows(2)), torch.cat(PLAN.rows(2)))
    assert again.step_seeds(2, 1) == PLAN.step_seeds(2, 1)


def test_another_seed_draws_another_order_and_other_seeds():
    other = Plan(examples=23, batch_size=5, epochs=3, seed=8)
    assert not torch.equal(torch.cat(other.rows(0)), torch.cat(PLAN.rows(0)))
    assert other.step_seeds(0) != PLAN.step_seeds(0)
