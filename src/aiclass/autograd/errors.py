"""What can go wrong on the tape.

::

    AutogradError
    ├── DataError       a tensor cannot be made of this, or not with a gradient
    ├── GradientError   backward cannot be called here, or a rule of an operation is wrong
    ├── InPlaceError    numbers would change, or have changed, under a recorded computation
    ├── OperationError  the inputs of an operation do not fit
    ├── SettingError    a learning rate or the like cannot be used
    ├── DrawingError    a graph is too large for a picture
    └── ParityError     there is nothing to compare, or the other side returned something else

The texts are Korean and lie in the catalogue, which is read only when something goes wrong.
"""

from typing import Self

from aiclass.errors import AiclassError


class AutogradError(AiclassError):
    """The root of every error that the engine raises on purpose."""

    @classmethod
    def of(cls, code: str, **values: object) -> Self:
        """Return the error with the text of this code."""
        from aiclass.messages import message

        return cls(message(code, **values))


class DataError(AutogradError):
    """What was given holds no numbers, or not of a kind that has gradients."""


class GradientError(AutogradError):
    """Backward has no place to start, or an operation's rule returned something of the wrong shape."""


class InPlaceError(AutogradError):
    """Numbers that a recorded computation relies on would change, or have."""


class OperationError(AutogradError):
    """The inputs of an operation do not fit each other or its settings."""


class SettingError(AutogradError):
    """A learning rate, a list of parameters or the like cannot be used."""


class DrawingError(AutogradError):
    """A graph has more tensors than a picture can show."""


class ParityError(AutogradError):
    """A comparison has nothing to compare."""
