"""The lessons' networks: sizes, shapes, errors."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from jaxtyping import TypeCheckError
from torch import nn

from aiclass.models import (
    MLP,
    ConvNet,
    InputError,
    PatchConvNet,
    ResNet,
    SettingError,
    TwoConvNet,
    count_parameters,
)
from aiclass.models._sizes import check_sizes

GREY, COLOUR = (4, 1, 28, 28), (4, 3, 32, 32)


@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        (MLP((784, 7, 7, 10)), 5631),  # the class that this one grew from, lessons 05, 06 and 07
        (ConvNet(), 9098),
        (TwoConvNet(), 62006),
        (TwoConvNet(batch_norm=True), 62006 - 6 - 16 + 2 * (6 + 16)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_parameters_are_those_of_the_lesson(model, parameters):
    assert count_parameters(model) == parameters


@pytest.mark.parametrize(
    ("model", "shape"),
    [
        (MLP((784, 16, 10)), GREY),
        (ConvNet(batch_norm=True), GREY),
        (TwoConvNet(), COLOUR),
        (PatchConvNet((4,)), GREY),
        (PatchConvNet((4, 8, 8, 8), in_channels=3, image_size=32), COLOUR),
        (ResNet((4, 8)), COLOUR),
    ],
    ids=lambda value: type(value).__name__,
)
def test_model_returns_logits_and_passes_gradients_to_every_parameter(model, shape):
    logits = model(torch.randn(shape))
    assert logits.shape == (4, 10)
    logits.logsumexp(dim=1).sum().backward()
    assert all(parameter.grad is not None for parameter in model.parameters())


def test_count_leaves_out_what_is_frozen_and_counts_shared_weights_once():
    layer = nn.Linear(3, 3)
    assert count_parameters(nn.Sequential(layer, layer)) == 12
    layer.bias.requires_grad_(False)
    assert count_parameters(layer) == 9


@pytest.mark.parametrize(
    ("model", "shape", "expected"),
    [
        (MLP((784, 10)), (2, 1, 32, 32), "(N, 784)"),
        (ConvNet(), (2, 3, 28, 28), "(N, 1, 28, 28)"),
        (TwoConvNet(), (2, 3, 28, 28), "(N, 3, 32, 32)"),
        (PatchConvNet(), (2, 1, 32, 32), "(N, 1, 28, 28)"),
        (ResNet((4, 8)), (2, 1, 32, 32), "(N, 3, 32, 32)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_input_of_another_shape_is_named(model, shape, expected):
    with pytest.raises(InputError) as caught:
        model(torch.zeros(shape))
    assert f"필요한 모양: {expected}" in str(caught.value)
    assert f"받은 모양: {shape}" in str(caught.value)
    assert str(caught.value).endswith("[MO-02]")


@pytest.mark.parametrize(
    "make",
    [
        lambda: MLP((784,)),
        lambda: MLP((784, 0, 10)),
        lambda: ConvNet(()),
        lambda: ConvNet((8,) * 5),
        lambda: ResNet((8, -1)),
        lambda: ResNet((8,) * 6),
        lambda: ResNet((8,), 0),
        lambda: TwoConvNet(0),
        lambda: check_sizes("sizes", 784),
        lambda: check_sizes("sizes", (784, 2.5, 10)),
        lambda: PatchConvNet((8,) * 5),
    ],
)
def test_impossible_sizes_are_refused(make):
    with pytest.raises(SettingError, match="MO-03"):
        make()


def test_sizes_may_be_numbers_of_numpy():
    """Such as ``labels.max() + 1``; asked apart from the models, whose type hints are narrower while tests run."""
    check_sizes("sizes", (784, np.array([0, 1, 2]).max() + 1))


def test_axes_are_checked_while_tests_run():
    with pytest.raises(TypeCheckError):
        ConvNet()(torch.zeros(28, 28))


def test_missing_package_is_named_with_the_extra_that_brings_it():
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "import importlib.util as util; find = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'torch' else find(name, *rest)\n"
        "try:\n    import aiclass.training\n"
        "except ImportError as error:\n    print(type(error).__name__, error)\n"
    )
    command = [sys.executable, "-X", "utf8", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("TorchMissing")
    assert "없는 패키지: torch" in done.stdout
    assert 'pip install "aiclass[torch]"' in done.stdout
