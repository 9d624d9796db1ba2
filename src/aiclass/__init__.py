"""AI Class: executable lessons, checks that teach, homework that grades itself.

Importing the package loads nothing heavy; lessons import the part that they use, as in
``from aiclass import data``.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
