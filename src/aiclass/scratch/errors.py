"""What can be wrong with the numbers given to a formula.

::

    ScratchError
    ├── ShapeError        an array has the wrong axes or lengths
    ├── LabelError        a label is no class number
    ├── SettingError      a learning rate, a batch size or the like cannot be used
    └── DivergenceError   training has left the finite numbers

The texts are Korean and lie in the catalogue, which is read only when something goes wrong.
"""

from aiclass.errors import AiclassError


class ScratchError(AiclassError):
    """The root of every error that a formula raises on purpose."""


class ShapeError(ScratchError):
    """An array has the wrong number of axes, or a length that does not fit its partner."""


class LabelError(ScratchError):
    """A label is not one of the class numbers that the formula counts with."""


class SettingError(ScratchError):
    """A learning rate, a number of steps, a batch size or the like is out of its range."""


class DivergenceError(ScratchError):
    """The loss is infinite or not a number.

    Attributes:
        step: the step whose loss it was, counted from 0.
        loss: that loss.
    """

    def __init__(self, text: str, *, step: int, loss: float) -> None:
        super().__init__(text)
        self.step = step
        self.loss = loss
