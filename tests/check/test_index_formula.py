"""A formula, evaluated cell by cell, is the tensor operation that it describes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiclass.check._index_formula import cell_text, evaluate, trials


def trial_of(declaration, seed=0):
    return next(iter(trials(declaration, np.random.default_rng(seed))))


@pytest.mark.parametrize(
    ("declaration", "formula", "operation"),
    [
        ("x[H, W]", "out[w, h] = x[h, w]", lambda x: x.T),
        ("x[N, D]", "out[n] = sum(x[n, d] for d in D)", lambda x: x.sum(axis=1)),
        ("x[N, D]", "out = max(x[n, d] for n in N for d in D)", lambda x: x.max()),
        ("x[N, D]", "out[n, 0, d] = x[n, d]", lambda x: x[:, None]),
        ("x[N, 1, D]", "out[n, d] = x[n, 0, d]", lambda x: x[:, 0]),
        ("x[N, H, W]", "out[n, h * len(W) + w] = x[n, h, w]", lambda x: x.reshape(len(x), -1)),
        ("x[H, W]", "out[w, h] = flat(x)[w * len(H) + h]", lambda x: x.reshape(x.shape[::-1])),
        ("a[N], b[M]", "out[n, m] = a[n] - b[m]", lambda a, b: a[:, None] - b),
        ("x[N, K], y[N] < K", "out[n] = x[n, y[n]]", lambda x, y: x[np.arange(len(x)), y]),
        ("x[N], m[N] bool", "out[n] = x[n] if m[n] else 0.0", lambda x, m: np.where(m, x, 0)),
        (
            "a[N, D], b[M, D], R = N + M",
            "out[r, d] = a[r, d] if r < len(N) else b[r - len(N), d]",
            lambda a, b: np.concatenate([a, b]),
        ),
        (
            "x[N, 2 * E], A = 2",
            "out[a, n, e] = x[n, a * len(E) + e]",
            lambda x: np.stack(np.split(x, 2, axis=1)),
        ),
    ],
)
def test_formula_is_the_operation(declaration, formula, operation):
    for trial in trials(declaration, np.random.default_rng(1)):
        wanted = operation(*trial.inputs.values())
        found = evaluate(formula, trial)
        assert found.shape == np.shape(wanted)
        np.testing.assert_allclose(found, wanted)


@given(seed=st.integers(0, 1000))
def test_first_draws_tell_all_axes_apart_and_later_ones_have_an_axis_of_length_one(seed):
    draws = list(trials("x[N, T, E], y[N] < T", np.random.default_rng(seed)))
    assert len(draws) == 2 + 3
    for draw in draws[:2]:
        assert len(set(draw.lengths.values())) == 3
    assert [sorted(draw.lengths.values())[0] for draw in draws[2:]] == [1, 1, 1]
    for draw in draws:
        assert draw.inputs["x"].shape == tuple(draw.lengths[letter] for letter in "NTE")
        assert draw.inputs["y"].dtype.kind == "i"
        assert draw.inputs["y"].max() < draw.lengths["T"]


def test_the_same_seed_draws_the_same_numbers():
    one, other = trial_of("x[N, D]"), trial_of("x[N, D]")
    np.testing.assert_array_equal(one.inputs["x"], other.inputs["x"])


def test_a_cell_is_told_with_its_numbers_put_in():
    trial = trial_of("x[N, H, W]")
    width = trial.lengths["W"]
    told = cell_text("out[n, h * len(W) + w] = x[n, h, w]", (1, width + 1), trial)
    assert told == f"out[1, {width + 1}] = x[1, 1, 1]"
    assert cell_text("out = x[0, 0, 0]", (), trial) == "out = x[0, 0, 0]"
    told = cell_text("out[n] = sum((x[n, 0, w] - 1) ** 2 for w in W) / len(W)", (1,), trial)
    assert told == "out[1] = sum((x[1, 0, w] - 1) ** 2 for w in W) / len(W)"
