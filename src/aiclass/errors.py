"""The root of every error that this project raises on purpose."""

from typing import ClassVar


class AiclassError(Exception):
    """An expected failure whose text tells a person what to do next.

    Each package derives one root from it. ``exit_code`` is what a command that ends in it returns:
    1 it ran and the answer is no, 2 wrong usage, 3 the environment failed.
    """

    exit_code: ClassVar[int] = 1
