"""What cannot be drawn. The texts are Korean and lie in the catalogue."""

from aiclass.errors import AiclassError


class ShapesError(AiclassError):
    """An array is no picture's size, has too many axes, or holds no numbers."""
