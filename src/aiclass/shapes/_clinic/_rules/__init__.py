"""The rules, each for one kind of mistake; the first that recognises an error explains it."""

from aiclass.shapes._clinic._rules._broadcasting import broadcasting
from aiclass.shapes._clinic._rules._matmul import matmul

RULES = (matmul, broadcasting)

__all__ = ["RULES"]
