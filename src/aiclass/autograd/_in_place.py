"""Changing numbers where they are: refused while a computation is being recorded.

A rule of an operation may need the numbers that went in. Were they changed in between, the gradient would be wrong
and nothing would say so. Under `no_grad`, as in the update of an optimizer, they may change; what was recorded before
and relies on them is then refused by `backward`.
"""

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from aiclass.autograd._operands import misfit
from aiclass.autograd._plain import plain
from aiclass.autograd._recording import is_recording
from aiclass.autograd.errors import InPlaceError

if TYPE_CHECKING:
    from numpy.typing import NDArray


class InPlace:
    """``+= -= *= /=`` and ``x[...] = ...``."""

    __slots__ = ("version",)

    version: int

    if TYPE_CHECKING:  # what Tensor brings
        data: NDArray[Any]

    def __iadd__(self, other: Any) -> Self:
        return self._changed(np.add, other, "+=")

    def __isub__(self, other: Any) -> Self:
        return self._changed(np.subtract, other, "-=")

    def __imul__(self, other: Any) -> Self:
        return self._changed(np.multiply, other, "*=")

    def __itruediv__(self, other: Any) -> Self:
        return self._changed(np.true_divide, other, "/=")

    def __setitem__(self, key: Any, values: Any) -> None:
        _refuse_while_recording("[ ] =")
        try:
            self.data[plain(key)] = plain(values)
        except ValueError as error:
            raise misfit("[ ] =", (self, values), error) from error
        self.version += 1

    def _changed(self, function: np.ufunc, other: Any, sign: str) -> Self:
        _refuse_while_recording(sign)
        try:
            function(self.data, plain(other), out=self.data)
        except ValueError as error:
            raise misfit(sign, (self, other), error) from error
        self.version += 1
        return self


def _refuse_while_recording(sign: str) -> None:
    if is_recording():
        raise InPlaceError.of("AG-06", sign=sign)
