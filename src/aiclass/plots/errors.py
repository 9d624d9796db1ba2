"""What can be wrong with what is to be drawn. The texts are Korean and lie in the catalogue."""

from aiclass.errors import AiclassError


class PlotError(AiclassError):
    """A figure cannot be drawn from these values, or would be shown without an alternative text."""
