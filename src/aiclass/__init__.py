"""AI Class: executable lessons, checks that teach, homework that grades itself.

Importing the package loads nothing heavy; lessons import the part that they use, as in
``from aiclass import data``.
"""

from typing import Any

__all__ = ["__version__", "load_ipython_extension", "unload_ipython_extension"]

__version__ = "0.1.0"


def load_ipython_extension(shell: Any) -> None:  # noqa: ARG001  # IPython's protocol
    """Have errors over shapes explained in this notebook: ``%load_ext aiclass``."""
    from aiclass import shapes

    shapes.on()


def unload_ipython_extension(shell: Any) -> None:  # noqa: ARG001  # IPython's protocol
    """Leave errors as they are: ``%unload_ext aiclass``."""
    from aiclass import shapes

    shapes.off()
