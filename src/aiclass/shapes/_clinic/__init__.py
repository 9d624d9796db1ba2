"""The shape clinic: why NumPy or PyTorch refused, or gave a number that nobody meant, in Korean."""

from aiclass.shapes._clinic._diagnosis import Diagnosis, Operand, Repair
from aiclass.shapes._clinic._explain import explain
from aiclass.shapes._clinic._notebook import off, on, show_folded
from aiclass.shapes._clinic._readings import Reading, read_message
from aiclass.shapes._clinic._script import Examination, examine

__all__ = [
    "Diagnosis",
    "Examination",
    "Operand",
    "Reading",
    "Repair",
    "examine",
    "explain",
    "off",
    "on",
    "read_message",
    "show_folded",
]
