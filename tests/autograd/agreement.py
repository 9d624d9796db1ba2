"""The three ways in which every operation is checked: PyTorch, in both dtypes, and central differences."""

import numpy as np
import torch
from numpy.testing import assert_allclose

from aiclass.autograd import tensor
from aiclass.scratch import gradient_check

TOLERANCES = {"float64": 1e-10, "float32": 2e-4}

torch.set_num_threads(1)  # arrays of a few numbers


def assert_agrees(ours, theirs, *arrays, central_differences=True):
    """Value, shape, dtype and every gradient equal PyTorch's; the gradients are slopes."""
    for dtype, tolerance in TOLERANCES.items():
        assert_equals_torch(ours, theirs, [np.asarray(array, dtype) for array in arrays], tolerance)
    if central_differences:
        assert_gradients_are_slopes(ours, arrays)


def assert_equals_torch(ours, theirs, arrays, tolerance):
    mine = [tensor(array, requires_grad=True) for array in arrays]
    others = [torch.tensor(array, requires_grad=True) for array in arrays]
    out, expected = ours(*mine), theirs(*others)
    assert_same(out.data, expected, tolerance)
    d_out = weights_like(out.data)
    out.backward(d_out)
    expected.backward(torch.tensor(d_out))
    for each, other in zip(mine, others, strict=True):
        assert_same(each.grad, other.grad, tolerance)


def assert_same(array, torch_tensor, tolerance):
    expected = torch_tensor.detach().numpy()
    assert array.shape == expected.shape
    assert array.dtype == expected.dtype
    assert_allclose(array, expected, rtol=tolerance, atol=tolerance)


def assert_gradients_are_slopes(ours, arrays):
    def objective(*parameters):
        inputs = [tensor(parameter, requires_grad=True) for parameter in parameters]
        out = ours(*inputs)
        loss = (out * weights_like(out.data)).sum()
        loss.backward()
        return loss.item(), *(each.grad for each in inputs)

    report = gradient_check(
        objective, tuple(np.asarray(array, np.float64) for array in arrays), max_entries=30
    )
    assert report.ok, str(report)


def weights_like(array):
    """Return numbers in the shape and dtype of an array, so that each entry counts differently."""
    return np.asarray(np.cos(np.arange(array.size) + 1.0).reshape(array.shape), dtype=array.dtype)
