"""What the package offers, what it imports, and that its examples hold."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

from aiclass import scratch

MODULES = sorted(module.name for module in pkgutil.iter_modules(scratch.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    result = doctest.testmod(importlib.import_module(f"aiclass.scratch.{name}"))
    assert result.failed == 0


@pytest.mark.parametrize("name", [name for name in scratch.__all__ if not name.endswith("Error")])
def test_everything_offered_is_documented(name):
    assert getattr(scratch, name).__doc__


def test_offer_is_sorted_and_complete():
    assert scratch.__all__ == sorted(scratch.__all__)
    assert set(scratch.__all__) == {name for name in vars(scratch) if not name.startswith("_")} - {"errors"}


def test_import_loads_numpy_and_the_errors_alone():
    code = "import sys, aiclass.scratch; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    loaded = done.stdout.split()
    ours = {name for name in loaded if name.startswith("aiclass.") and not name.startswith("aiclass.scratch")}
    assert ours == {"aiclass.errors"}
    assert {"matplotlib", "scipy", "sklearn", "torch"}.isdisjoint(loaded)
