"""Traces: what a program does to shapes, as a table and as a picture."""

from aiclass.shapes._trace._record import Group, Step, Value
from aiclass.shapes._trace._trace import Trace, trace

__all__ = ["Group", "Step", "Trace", "Value", "trace"]
