"""What the package offers, that its examples hold, and that its core stays a short read."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

from aiclass import autograd

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(autograd.__path__, prefix="aiclass.autograd.")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", autograd.__all__)
def test_everything_offered_is_documented(name):
    assert getattr(autograd, name).__doc__


def test_offer_is_sorted_and_complete():
    assert sorted(autograd.__all__, key=lambda name: (not name.isupper(), name)) == autograd.__all__
    assert set(autograd.__all__) == {name for name in vars(autograd) if not name.startswith("_")} - {"errors"}


def test_core_is_read_in_one_sitting():
    lines = Path(autograd.__path__[0], "_tensor.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 180
