"""Every example in a docstring of this package is true."""

import doctest
import importlib
import pkgutil

import pytest

from aiclass import shapes

MODULES = sorted(module.name for module in pkgutil.walk_packages(shapes.__path__, "aiclass.shapes."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
