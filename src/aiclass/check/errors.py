"""What a check raises.

CheckFailed                 a fact about the learner's value does not hold
├── WrongShape  WrongType  WrongValue  NotFinite  WrongGradient  WrongError  ChangedInput
└── KnownSlip               the value is the one that a named misconception gives
PredictionMissing           the guess is still ``...``, or none of the choices
"""

from typing import Final

from aiclass.errors import AiclassError
from aiclass.messages import message


class CheckFailed(AiclassError, AssertionError):
    """A fact about the learner's value does not hold.

    Attributes:
        code: stable code of the text, such as "SH-01", or of the misconception.
    """

    def __init__(self, text: str, *, code: str) -> None:
        super().__init__(text)
        self.code = code

    @classmethod
    def of(cls, code: str, **values: object) -> "CheckFailed":
        """Return the error whose text stands in the catalogue under this code."""
        return _KINDS.get(code[:2], cls)(message(code, **values), code=code)


class WrongShape(CheckFailed):
    """Another number of axes, or another length."""


class WrongType(CheckFailed):
    """A type that cannot be judged, no value at all, or another dtype."""


class WrongValue(CheckFailed):
    """Another value."""


class NotFinite(CheckFailed):
    """NaN or infinity."""


class WrongGradient(CheckFailed):
    """The gradient is not the slope of the loss."""


class WrongError(CheckFailed):
    """The call should have raised, or raised something else."""


class ChangedInput(CheckFailed):
    """The call changed the array that was handed to it."""


class KnownSlip(CheckFailed):
    """The value is the one that a named misconception gives."""


class PredictionMissing(CheckFailed):
    """The guess is still ``...``, or none of the choices."""


_KINDS: Final = {
    "CI": ChangedInput,
    "FI": NotFinite,
    "GR": WrongGradient,
    "PR": PredictionMissing,
    "RA": WrongError,
    "SH": WrongShape,
    "TY": WrongType,
    "VA": WrongValue,
}
