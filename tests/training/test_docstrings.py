"""Examples in docstrings are true."""

import doctest
import importlib

import numpy as np
import pytest
import torch
from torch import nn

from aiclass import models, training

MODULES = [
    *(f"aiclass.models.{name}" for name in ("_conv_net", "_count_parameters", "_mlp", "_res_net")),
    *(f"aiclass.models.{name}" for name in ("_patch_conv_net", "_two_conv_net")),
    *(f"aiclass.training.{name}" for name in ("_pixel_scaler", "_recipe")),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name):
    names = {"np": np, "torch": torch, "nn": nn}
    options = doctest.ELLIPSIS
    done = doctest.testmod(importlib.import_module(name), extraglobs=names, optionflags=options)
    assert done.attempted > 0
    assert done.failed == 0


@pytest.mark.parametrize("package", [models, training])
def test_all_that_is_offered_is_there(package):
    assert [name for name in package.__all__ if not hasattr(package, name)] == []
