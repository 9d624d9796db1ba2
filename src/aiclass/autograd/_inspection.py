"""What one can ask a tensor: its shape, its numbers, how they compare."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from aiclass.autograd._operands import as_numbers, misfit
from aiclass.autograd.errors import DataError

if TYPE_CHECKING:
    from aiclass.autograd._tensor import Record, Tensor

DIGITS = 4  # as PyTorch shows
USUAL_DTYPES = (np.float64, np.int64, np.bool_)  # need not be said


class Inspection:
    """The questions; no answer takes part in a gradient."""

    __slots__ = ()
    __hash__ = object.__hash__  # a tensor is itself, whatever its numbers

    if TYPE_CHECKING:  # what Tensor brings
        data: NDArray[Any]
        record: Record | None
        requires_grad: bool

        def __getitem__(self, key: Any) -> Tensor: ...

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the length of each axis."""
        return self.data.shape

    @property
    def ndim(self) -> int:
        """Return the number of axes."""
        return self.data.ndim

    @property
    def dtype(self) -> np.dtype[Any]:
        """Return the kind of its numbers."""
        return self.data.dtype

    @property
    def is_leaf(self) -> bool:
        """Return whether it was given, not computed."""
        return self.record is None

    def numel(self) -> int:
        """Return how many numbers there are."""
        return self.data.size

    def item(self) -> float:
        """Return the one number as a Python number.

        Raises:
            DataError: there are more, or none.
        """
        if self.data.size != 1:
            raise DataError.of("AG-09", shape=self.shape)
        number: float = self.data.item()
        return number

    def numpy(self) -> NDArray[Any]:
        """Return the array of numbers, the same memory.

        Raises:
            DataError: the tensor requires a gradient, which an array could not carry on; `detach` it first.
        """
        if self.requires_grad:
            raise DataError.of("AG-10")
        return self.data

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        array = self.numpy()
        return array.astype(dtype or array.dtype, copy=bool(copy))

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator["Tensor"]:
        return (self[position] for position in range(len(self)))

    def __float__(self) -> float:
        return float(self.item())

    def __bool__(self) -> bool:
        return bool(self.item())

    def __format__(self, specification: str) -> str:
        """Return the one number as ``f"{loss:.3f}"`` asks for it; without a specification all there is to see."""
        return format(self.item(), specification) if specification else str(self)

    def __eq__(self, other: object) -> "Tensor":  # type: ignore[override]  # element by element, as arrays do
        return self._compared(np.equal, other)

    def __ne__(self, other: object) -> "Tensor":  # type: ignore[override]  # element by element, as arrays do
        return self._compared(np.not_equal, other)

    def __lt__(self, other: object) -> "Tensor":
        return self._compared(np.less, other)

    def __le__(self, other: object) -> "Tensor":
        return self._compared(np.less_equal, other)

    def __gt__(self, other: object) -> "Tensor":
        return self._compared(np.greater, other)

    def __ge__(self, other: object) -> "Tensor":
        return self._compared(np.greater_equal, other)

    def __repr__(self) -> str:
        numbers = np.array2string(self.data, separator=", ", precision=DIGITS, prefix="tensor(")
        facts = [numbers]
        if self.dtype not in USUAL_DTYPES:
            facts.append(f"dtype={self.dtype}")
        if self.record is not None:
            facts.append(f"from={self.record.operation}")
        elif self.requires_grad:
            facts.append("requires_grad=True")
        return f"tensor({', '.join(facts)})"

    def _compared(self, comparison: np.ufunc, other: object) -> "Tensor":
        from aiclass.autograd._tensor import Tensor

        against = other.data if isinstance(other, Inspection) else as_numbers(other)
        try:
            return Tensor(np.asarray(comparison(self.data, against)))
        except ValueError as error:
            raise misfit(comparison.__name__, (self, against), error) from error
