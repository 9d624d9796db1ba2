"""What one writes with tensors: signs, brackets, ``x.sum()``.

Methods and their arguments are named so that the same line does the same in PyTorch.
"""

from typing import TYPE_CHECKING, Any

from aiclass.autograd import _arithmetic, _elementwise, _reductions, _shapes
from aiclass.autograd._indexing import getitem
from aiclass.autograd._matmul import matmul
from aiclass.autograd._plain import plain
from aiclass.autograd._reductions import Axis

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from aiclass.autograd._tensor import Operation, Tensor


class Operators:
    """The signs and methods of a tensor; each is an operation from a file of its own."""

    __slots__ = ()
    __array_ufunc__ = None  # array * tensor comes to __rmul__ instead of NumPy

    if TYPE_CHECKING:  # what Tensor brings
        data: NDArray[Any]

        @property
        def ndim(self) -> int: ...

        @staticmethod
        def apply(operation: Operation, *inputs: Any, **settings: Any) -> Tensor: ...

    def __add__(self, other: Any) -> "Tensor":
        return self.apply(_arithmetic.add, self, other)

    def __radd__(self, other: Any) -> "Tensor":
        return self.apply(_arithmetic.add, other, self)

    def __sub__(self, other: Any) -> "Tensor":
        return self.apply(_arithmetic.subtract, self, other)

    def __rsub__(self, other: Any) -> "Tensor":
        return self.apply(_arithmetic.subtract, other, self)

    def __mul__(self, other: Any) -> "Tensor":
        return self.apply(_arithmetic.multiply, self, other)

    def __rmul__(self, other: Any) -> "Tensor":
        return self.apply(_arithmetic.multiply, other, self)

    def __truediv__(self, other: Any) -> "Tensor":
        return self.apply(_arithmetic.divide, self, other)

    def __rtruediv__(self, other: Any) -> "Tensor":
        return self.apply(_arithmetic.divide, other, self)

    def __pow__(self, other: Any) -> "Tensor":
        return self.apply(_arithmetic.power, self, other)

    def __rpow__(self, other: Any) -> "Tensor":
        return self.apply(_arithmetic.power, other, self)

    def __matmul__(self, other: Any) -> "Tensor":
        return self.apply(matmul, self, other)

    def __rmatmul__(self, other: Any) -> "Tensor":
        return self.apply(matmul, other, self)

    def __neg__(self) -> "Tensor":
        return self.apply(_arithmetic.negative, self)

    def __getitem__(self, key: Any) -> "Tensor":
        return self.apply(getitem, self, key=plain(key))

    def exp(self) -> "Tensor":
        """Return e to the power of each number."""
        return self.apply(_elementwise.exp, self)

    def log(self) -> "Tensor":
        """Return the natural logarithm of each number."""
        return self.apply(_elementwise.log, self)

    def relu(self) -> "Tensor":
        """Return each number where it is above 0, else 0."""
        return self.apply(_elementwise.relu, self)

    def tanh(self) -> "Tensor":
        """Return the hyperbolic tangent of each number."""
        return self.apply(_elementwise.tanh, self)

    def sigmoid(self) -> "Tensor":
        """Return 1 / (1 + exp(-x)) of each number."""
        return self.apply(_elementwise.sigmoid, self)

    def sum(self, axis: Axis = None, *, keepdims: bool = False) -> "Tensor":
        """Return the sum over all axes or some."""
        return self.apply(_reductions.sum, self, axis=axis, keepdims=keepdims)

    def mean(self, axis: Axis = None, *, keepdims: bool = False) -> "Tensor":
        """Return the mean over all axes or some."""
        return self.apply(_reductions.mean, self, axis=axis, keepdims=keepdims)

    def max(self, axis: Axis = None, *, keepdims: bool = False) -> "Tensor":
        """Return the largest number over all axes or some, as NumPy's max and PyTorch's amax."""
        return self.apply(_reductions.amax, self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape: int | tuple[int, ...]) -> "Tensor":
        """Return the numbers in the same order in another shape; one length may be -1."""
        return self.apply(_shapes.reshape, self, shape=_flat(shape))

    def transpose(self, axis0: int, axis1: int) -> "Tensor":
        """Return the tensor with two axes swapped (NumPy's swapaxes)."""
        return self.apply(_shapes.transpose, self, axis0=axis0, axis1=axis1)

    def permute(self, *axes: int | tuple[int, ...]) -> "Tensor":
        """Return the tensor with all its axes in this order (NumPy's transpose)."""
        return self.apply(_shapes.permute, self, axes=_flat(axes))

    @property
    def T(self) -> "Tensor":  # noqa: N802  # what NumPy and PyTorch call it
        """Return the matrix with rows and columns swapped."""
        return self.permute(*reversed(range(self.ndim)))


def _flat(lengths: tuple[int | tuple[int, ...], ...]) -> tuple[int, ...]:
    """Return (2, 3) for (2, 3) and for ((2, 3),): both ``reshape(2, 3)`` and ``reshape((2, 3))`` are usual."""
    first = lengths[0] if lengths else ()
    return tuple(first) if isinstance(first, tuple | list) else lengths  # type: ignore[return-value]  # then all are int
