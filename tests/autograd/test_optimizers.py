"""SGD and Adam take the same steps as PyTorch's."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from aiclass.autograd import SGD, Adam, SettingError, cross_entropy, tensor

STEPS = 12
RNG = np.random.default_rng(0)
X, LABELS = RNG.normal(size=(6, 3)), np.array([0, 1, 2, 2, 1, 0])
WEIGHT, BIAS = RNG.normal(size=(3, 3)), RNG.normal(size=3)

PAIRS = {
    "plain": (lambda p: SGD(p, lr=0.3), lambda p: torch.optim.SGD(p, lr=0.3)),
    "momentum": (lambda p: SGD(p, lr=0.1, momentum=0.9), lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
    "adam": (lambda p: Adam(p, lr=0.05), lambda p: torch.optim.Adam(p, lr=0.05)),
    "adam, other settings": (
        lambda p: Adam(p, lr=0.02, betas=(0.5, 0.8), eps=1e-3),
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.5, 0.8), eps=1e-3),
    ),
}


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-10), ("float32", 1e-4)])
@pytest.mark.parametrize("name", PAIRS)
def test_every_step_equals_torchs(name, dtype, tolerance):
    ours = [tensor(each.astype(dtype), requires_grad=True) for each in (WEIGHT, BIAS)]
    theirs = [torch.tensor(each.astype(dtype), requires_grad=True) for each in (WEIGHT, BIAS)]
    x, labels = X.astype(dtype), torch.tensor(LABELS)
    optimizer, torch_optimizer = (make(p) for make, p in zip(PAIRS[name], (ours, theirs), strict=True))
    for _ in range(STEPS):
        optimizer.zero_grad()
        torch_optimizer.zero_grad()
        cross_entropy(x @ ours[0] + ours[1], LABELS).backward()
        torch.nn.functional.cross_entropy(torch.tensor(x) @ theirs[0] + theirs[1], labels).backward()
        optimizer.step()
        torch_optimizer.step()
        for mine, other in zip(ours, theirs, strict=True):
            assert mine.data.dtype == dtype
            assert_allclose(mine.data, other.detach().numpy(), rtol=tolerance, atol=tolerance)


def test_parameter_without_gradient_stays_where_it_is():
    used, unused = tensor([1.0], requires_grad=True), tensor([1.0], requires_grad=True)
    for optimizer in (SGD([used, unused], lr=0.1, momentum=0.5), Adam([used, unused])):
        optimizer.zero_grad()
        (used * 2).backward()
        optimizer.step()
    assert unused.data.tolist() == [1.0]
    assert used.data[0] < 1.0


def test_gradient_that_is_kept_is_not_changed_by_momentum():
    x = tensor([1.0], requires_grad=True)
    optimizer = SGD([x], lr=0.1, momentum=0.9)
    (x * 2).backward()
    for _ in range(3):
        optimizer.step()
    assert x.grad.tolist() == [2.0]


def test_learning_rate_may_change_between_steps():
    x = tensor([1.0], requires_grad=True)
    optimizer = SGD([x], lr=0.0)
    (x * 2).backward()
    optimizer.step()
    optimizer.lr = 0.25
    optimizer.step()
    assert x.data.tolist() == [0.5]


@pytest.mark.parametrize(
    ("what", "found"),
    [
        (np.ones(2), "ndarray"),
        (tensor([1.0]), "requires_grad=False"),
        (tensor([1.0], requires_grad=True) * 2, "multiply"),
    ],
)
def test_what_cannot_be_learned_is_refused(what, found):
    with pytest.raises(SettingError) as caught:
        SGD([tensor([1.0], requires_grad=True), what], lr=0.1)
    assert "몇 번째: 1" in str(caught.value)
    assert found in str(caught.value)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda p: SGD([], lr=0.1), "parameters"),
        (lambda p: SGD(p[0], lr=0.1), "parameters"),
        (lambda p: SGD(p, lr=-0.1), "lr"),
        (lambda p: SGD(p, lr=float("nan")), "lr"),
        (lambda p: SGD(p, lr="0.1"), "lr"),
        (lambda p: SGD(p, lr=0.1, momentum=1.0), "momentum"),
        (lambda p: Adam(p, betas=(0.9, 1.0)), "betas"),
        (lambda p: Adam(p, betas=(0.9,)), "betas"),
        (lambda p: Adam(p, betas=0.9), "betas"),
        (lambda p: Adam(p, eps=-1.0), "eps"),
    ],
)
def test_setting_out_of_range_is_named(make, name):
    with pytest.raises(SettingError, match=rf"(?s)이름: {name}.*\[AG-14\]"):
        make([tensor([1.0], requires_grad=True)])
