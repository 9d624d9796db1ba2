"""What can go wrong while a model trains.

::

    TrainingError
    ├── DataError         the examples cannot be learned from
    ├── SettingError      a recipe, a device or an option cannot be used
    ├── DivergenceError   the loss has left the finite numbers
    ├── CheckpointError   a checkpoint is damaged, or belongs to another run
    └── Interrupted       the run was stopped by hand; a KeyboardInterrupt too

The texts are Korean and lie in the catalogue, which is read only when something goes wrong.
"""

from typing import Self

from aiclass.errors import AiclassError


class TrainingError(AiclassError):
    """The root of every error that training raises on purpose."""

    @classmethod
    def of(cls, code: str, **values: object) -> Self:
        """Return the error with the text of this code."""
        from aiclass.messages import message

        return cls(message(code, **values))


class DataError(TrainingError):
    """Inputs or labels are missing, of the wrong kind, not finite or out of range."""


class SettingError(TrainingError):
    """A recipe, a device or an option has a value that cannot be used."""


class DivergenceError(TrainingError):
    """The loss is infinite or not a number.

    Attributes:
        step: the step whose loss it was, counted from 1.
    """

    step: int = 0


class CheckpointError(TrainingError):
    """A checkpoint is damaged, or was written by another model, recipe or data."""


class Interrupted(TrainingError, KeyboardInterrupt):
    """Training was stopped by hand; its text says how to go on.

    A KeyboardInterrupt too, so that "run all cells" stops here and ``except Exception`` lets it pass.
    """
