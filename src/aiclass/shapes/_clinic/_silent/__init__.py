"""Shapes that go wrong without an error: places where they may are found in the source, and looked at while it runs."""

from aiclass.shapes._clinic._silent._instrument import Instrument
from aiclass.shapes._clinic._silent._modules import ProbedImports, probed_imports
from aiclass.shapes._clinic._silent._watch import Watch, watch

__all__ = ["Instrument", "ProbedImports", "Watch", "probed_imports", "watch"]
