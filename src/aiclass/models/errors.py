"""What can go wrong with a model.

::

    ModelError
    ├── TorchMissing   PyTorch, or a package that comes with it, is not installed
    ├── InputError     the input has not the shape for which the model was built
    └── SettingError   a model cannot be built of these sizes

The texts are Korean and lie in the catalogue, which is read only when something goes wrong.
"""

from collections.abc import Sequence
from typing import Self

from aiclass.errors import AiclassError


class ModelError(AiclassError):
    """The root of every error that a model raises on purpose."""

    @classmethod
    def of(cls, code: str, **values: object) -> Self:
        """Return the error with the text of this code."""
        from aiclass.messages import message

        return cls(message(code, **values))


class TorchMissing(ModelError, ImportError):
    """PyTorch is not installed; an ImportError too, for code that tries and goes on without."""

    exit_code = 3


class InputError(ModelError):
    """The input of a model has other lengths than the model was built for.

    Attributes:
        expected: the shape that was needed, such as "(N, 784)".
    """

    expected: str = ""

    @classmethod
    def wrong_shape(cls, expected: str, actual: Sequence[int]) -> Self:
        """Return the error that names both shapes."""
        error = cls.of("MO-02", expected=expected, actual=tuple(actual))
        error.expected = expected
        return error


class SettingError(ModelError):
    """A model cannot be built of these sizes."""
