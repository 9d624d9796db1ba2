"""Memory order and precision: chosen by what the device can, and without harm."""

import contextlib
from dataclasses import replace

import pytest
import torch
from torch import nn

from aiclass.models import ConvNet
from aiclass.training import Recipe, _numerics, evaluate, fit
from aiclass.training._numerics import as_stored, mixed_precision, multiplies_bfloat16, place_model

CPU = torch.device("cpu")
RECIPE = Recipe(epochs=6, batch_size=32, learning_rate=0.02)


def output_dtype(precision):
    layer = nn.Conv2d(1, 2, 3)
    with mixed_precision(precision, CPU):
        return layer(torch.zeros(1, 1, 4, 4)).dtype


def test_precision_is_what_the_recipe_says():
    assert output_dtype("float32") == torch.float32
    assert output_dtype("bfloat16") == torch.bfloat16


@pytest.mark.parametrize(("can", "expected"), [(True, torch.bfloat16), (False, torch.float32)])
def test_auto_follows_the_instructions_that_the_device_has(monkeypatch, can, expected):
    monkeypatch.setattr(_numerics, "multiplies_bfloat16", lambda device: can)
    assert output_dtype("auto") == expected


def test_processor_without_such_instructions_is_not_asked_to_emulate_them(monkeypatch):
    for probe in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"):
        monkeypatch.setattr(torch.cpu, probe, lambda: False, raising=False)
    assert not multiplies_bfloat16(CPU)
    assert not multiplies_bfloat16(torch.device("mps"))


def test_older_pytorch_without_these_questions_computes_in_float32(monkeypatch):
    for probe in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"):
        with contextlib.suppress(AttributeError):
            monkeypatch.delattr(torch.cpu, probe)
    assert not multiplies_bfloat16(CPU)


@pytest.mark.skipif(not torch.backends.mkldnn.is_available(), reason="this PyTorch has no oneDNN")
def test_images_and_filters_lie_channels_last_and_other_inputs_as_they_are():
    images = torch.rand(5, 3, 8, 8)
    model = nn.Conv2d(3, 4, 3)
    place_model(model, images, CPU)
    assert model.weight.is_contiguous(memory_format=torch.channels_last)
    assert as_stored(images).is_contiguous(memory_format=torch.channels_last)
    assert torch.equal(as_stored(images), images)
    assert as_stored(torch.rand(4, 6).T).is_contiguous()


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_model_learns_as_well_in_lower_precision_and_keeps_float32_weights(precision):
    """Stripes that stand or lie, under noise: both precisions tell them apart."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(400) % 2
    stripes = (torch.arange(8) % 2).float().expand(8, 8)
    images = torch.where(labels.view(-1, 1, 1, 1) == 1, stripes.T, stripes)
    images = images + 0.8 * torch.randn(400, 1, 8, 8, generator=generator)
    torch.manual_seed(0)
    model = ConvNet((4,), 2, image_size=8)
    recipe = replace(RECIPE, precision=precision)
    fit(model, (images[:300], labels[:300]), None, recipe, device="cpu", progress=False)
    assert evaluate(model, images[300:], labels[300:]).accuracy > 0.95
    assert all(parameter.dtype == torch.float32 for parameter in model.parameters())
