"""The examples in the docstrings of the plots hold."""

import doctest
import importlib
import pkgutil

import pytest

from aiclass import plots


@pytest.mark.parametrize("name", sorted(module.name for module in pkgutil.iter_modules(plots.__path__)))
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"aiclass.plots.{name}")).failed == 0
