"""An array's shape and dtype without its numbers: NumPy's functions work on it as they would on the array.

What a learner's expression would give is worked out on ghosts, so nothing of theirs runs a second time and no array of
the size of theirs is ever made.
"""

# ruff: noqa: SIM905  # words in a row read as words

from collections.abc import Callable, Iterator
from math import prod
from typing import Any, Final

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from aiclass.shapes._clinic._shape_rules import Shape, dot_shape, einsum_shape, matmul_shape, reduced_shape

AFFORDABLE: Final = 1_000_000  # elements; functions without a rule of ours run on zeros up to this size
MOST_ROWS: Final = 4096  # that unpacking or a list makes of an array
REDUCTIONS: Final = frozenset(
    "sum mean max min amax amin argmax argmin std var prod any all median nansum nanmean nanmax nanmin ptp".split()
)
REDUCING: Final = {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min"}  # ``np.add.reduce``
STRUCTURAL: Final = frozenset(
    "reshape ravel transpose swapaxes moveaxis squeeze expand_dims broadcast_to concatenate stack vstack hstack dstack "
    "column_stack repeat tile split array_split flip roll atleast_1d atleast_2d atleast_3d flatten copy "
    "append rot90".split()
)
METHODS: Final = (
    REDUCTIONS | STRUCTURAL | {"astype", "dot", "cumsum", "round", "clip", "argsort", "conj", "item"}
)
KEPT: Final = frozenset(
    "cumsum cumprod round around clip argsort sort conj nan_to_num zeros_like ones_like".split()
)
ALONG: Final = {
    "cumsum": None,
    "cumprod": None,
    "argsort": -1,
    "sort": -1,
}  # the axis that each takes by default


class Unknown(Exception):
    """It cannot be said what an expression gives without running the learner's code."""


class Ghost(NDArrayOperatorsMixin):
    """The shape and dtype of an array.

    Attributes:
        real: the learner's own array where this is one of theirs; read for masks and indices only.
    """

    __slots__ = ("dtype", "real", "shape")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, shape: tuple[int, ...], dtype: Any, real: np.ndarray | None = None) -> None:
        self.shape = tuple(int(length) for length in shape)
        self.dtype = np.dtype(dtype)
        self.real = real

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        return prod(self.shape)

    @property
    def T(self) -> "Ghost":  # noqa: N802  # NumPy's name
        return Ghost(self.shape[::-1], self.dtype)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of unsized object")
        return self.shape[0]

    def __bool__(self) -> bool:
        if self.size != 1:
            raise ValueError("The truth value of an array with more than one element is ambiguous.")
        raise Unknown

    def __float__(self) -> float:
        if self.ndim:
            raise TypeError("only 0-dimensional arrays can be converted to Python scalars")
        raise Unknown

    __int__ = __index__ = __float__

    def __iter__(self) -> Iterator["Ghost"]:
        if not self.shape:
            raise TypeError("iteration over a 0-d array")
        if self.shape[0] > MOST_ROWS:
            raise Unknown
        return iter([Ghost(self.shape[1:], self.dtype) for _ in range(self.shape[0])])

    def __getitem__(self, index: Any) -> "Ghost":
        table = _table(self.shape, np.dtype("V0"))
        place = _plain_index(index)
        answers = self.real if self.dtype == bool else None  # a part of a mask is one too
        return Ghost(table[place].shape, self.dtype, None if answers is None else answers[place])

    def __setitem__(self, index: Any, value: Any) -> None:
        place, given = self[index], as_ghost(value)
        np.broadcast_to(_table(given.shape, np.dtype("V0")), place.shape)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in METHODS:
            raise Unknown
        return lambda *args, **kwargs: _apply_method(name, self, args, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return _apply_function(func, args, kwargs)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method == "reduce":
            if ufunc.__name__ not in REDUCING:
                raise Unknown
            name, axis = REDUCING[ufunc.__name__], kwargs.get("axis", 0)
            return _reduced(name, as_ghost(inputs[0]), axis, kwargs.get("keepdims"))
        if method != "__call__":
            raise Unknown
        if ufunc is np.matmul:
            result = _matmul(as_ghost(inputs[0]), as_ghost(inputs[1]))
        elif ufunc.signature is not None:
            raise Unknown
        else:
            result = _elementwise(ufunc, inputs)
        for out in kwargs.get("out") or ():
            if isinstance(out, Ghost):
                _check_out(out, result)
        return result


def as_ghost(value: Any) -> Ghost:
    """Return the ghost of an array, a number or a list of numbers."""
    if isinstance(value, Ghost):
        return value
    if isinstance(value, bool | int | float | complex | np.generic):
        return Ghost((), np.asarray(value).dtype)
    if type(value) is np.ndarray:
        return Ghost(value.shape, value.dtype, value)
    if isinstance(value, list | tuple):
        rows = [as_ghost(item) for item in value]
        if not rows:
            return Ghost((0,), float)
        if len({row.shape for row in rows}) != 1:
            raise ValueError(
                "setting an array element with a sequence. The requested array has an inhomogeneous shape"
            )
        return Ghost((len(rows), *rows[0].shape), np.result_type(*(row.dtype for row in rows)))
    raise Unknown


def _table(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Return an array of zeros that takes no memory."""
    return np.broadcast_to(np.zeros((), dtype), shape)


def _elementwise(ufunc: np.ufunc, inputs: tuple[Any, ...]) -> Any:
    ghosts = [as_ghost(value) for value in inputs]
    shape = np.broadcast_shapes(*(ghost.shape for ghost in ghosts))
    singles = [
        value if isinstance(value, bool | int | float) else np.ones((1,) * max(1, ghost.ndim), ghost.dtype)
        for value, ghost in zip(inputs, ghosts, strict=True)
    ]
    with np.errstate(all="ignore"):
        outcome = ufunc(*singles)
    outcomes = outcome if isinstance(outcome, tuple) else (outcome,)
    results = tuple(Ghost(shape, one.dtype) for one in outcomes)
    return results if isinstance(outcome, tuple) else results[0]


def _check_out(out: Ghost, result: Ghost) -> None:
    if out.shape != result.shape:
        raise ValueError("non-broadcastable output operand")
    if not np.can_cast(result.dtype, out.dtype, "same_kind"):
        raise TypeError("Cannot cast ufunc output")


def _product(shape: Shape, a: Ghost, b: Ghost) -> Ghost:
    return Ghost(shape, np.result_type(a.dtype, b.dtype))


def _matmul(a: Ghost, b: Ghost) -> Ghost:
    return _product(matmul_shape(a.shape, b.shape), a, b)


def _dot(a: Ghost, b: Ghost) -> Ghost:
    return _product(dot_shape(a.shape, b.shape), a, b)


def _einsum(letters: str, *operands: Any) -> Ghost:
    if "." in letters:
        raise Unknown
    ghosts = [as_ghost(operand) for operand in operands]
    shape = einsum_shape(letters, [ghost.shape for ghost in ghosts])
    return Ghost(shape, np.result_type(*(ghost.dtype for ghost in ghosts)))


def _reduced(name: str, ghost: Ghost, axis: Any = None, keepdims: Any = False) -> Ghost:
    shape = reduced_shape(ghost.shape, axis, keepdims=keepdims is True)
    return Ghost(shape, getattr(np, name)(np.ones(1, ghost.dtype)).dtype)


def _apply_method(name: str, ghost: Ghost, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if name == "astype":
        return Ghost(ghost.shape, np.dtype(args[0] if args else kwargs["dtype"]))
    if name == "dot":
        return _dot(ghost, as_ghost(args[0]))
    if name in ("reshape", "transpose", "flatten"):
        table = getattr(_table(ghost.shape, np.dtype("V0")), name)(*args, **kwargs)
        return Ghost(table.shape, ghost.dtype)
    if name == "item":
        raise Unknown
    return _apply_function(getattr(np, name), (ghost, *args), kwargs)


def _apply_function(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    name = func.__name__
    if name in REDUCTIONS:
        return _apply_reduction(name, *args, **kwargs)
    if name == "dot":
        return _dot(as_ghost(args[0]), as_ghost(args[1]))
    if name == "einsum" and isinstance(args[0], str):
        return _einsum(*args)
    if name == "where" and len(args) == 3:
        return _where(*args)
    if name in KEPT:
        return _kept(name, *args, **kwargs)
    if name == "outer":
        one, other = as_ghost(args[0]), as_ghost(args[1])
        return _product((one.size, other.size), one, other)
    if name in STRUCTURAL:
        return _run(func, args, kwargs, lambda ghost: _table(ghost.shape, np.dtype("V0")))
    return _run(func, args, kwargs, _zeros)


def _apply_reduction(name: str, a: Any, axis: Any = None, *_: Any, keepdims: Any = False, **__: Any) -> Ghost:
    return _reduced(name, as_ghost(a), axis, keepdims)


def _kept(name: str, a: Any, *args: Any, **kwargs: Any) -> Ghost:
    """Return what a function gives that works place by place, or along one axis that stays as long as it was."""
    ghost = as_ghost(a)
    if name not in ALONG:
        return Ghost(ghost.shape, kwargs.get("dtype") or ghost.dtype)
    axis = args[0] if args else kwargs.get("axis", ALONG[name])
    dtype = getattr(np, name)(np.ones(1, ghost.dtype)).dtype
    if axis is None:
        return Ghost((ghost.size,), dtype)
    if not -ghost.ndim <= axis < ghost.ndim:
        raise np.exceptions.AxisError(axis, ghost.ndim)
    return Ghost(ghost.shape, dtype)


def _where(condition: Any, one: Any, other: Any) -> Ghost:
    ghosts = [as_ghost(value) for value in (condition, one, other)]
    shape = np.broadcast_shapes(*(ghost.shape for ghost in ghosts))
    return Ghost(shape, np.result_type(ghosts[1].dtype, ghosts[2].dtype))


def _zeros(ghost: Ghost) -> np.ndarray:
    if ghost.size > AFFORDABLE:
        raise Unknown
    return np.zeros(ghost.shape, ghost.dtype)


def _run(func: Any, args: Any, kwargs: Any, make: Callable[[Ghost], np.ndarray]) -> Any:
    """Run a function on arrays that stand in for the ghosts; return ghosts of what comes back."""
    dtypes: list[np.dtype] = []

    def solid(value: Any) -> Any:
        if isinstance(value, Ghost):
            dtypes.append(value.dtype)
            return make(value)
        if isinstance(value, list | tuple):
            are_arrays = any(isinstance(item, Ghost) for item in value)
            return type(value)(solid(as_ghost(item) if are_arrays else item) for item in value)
        return value

    outcome = func(*(solid(value) for value in args), **{key: solid(value) for key, value in kwargs.items()})

    def ghostly(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            dtype = np.result_type(*dtypes) if value.dtype.kind == "V" and dtypes else value.dtype
            return Ghost(value.shape, dtype)
        if isinstance(value, list | tuple):
            return type(value)(ghostly(item) for item in value)
        return value

    return ghostly(outcome)


def _plain_index(index: Any) -> Any:
    """Return an index whose ghosts are arrays again: their own numbers where they are the learner's, else zeros."""
    if isinstance(index, tuple):
        return tuple(_plain_index(item) for item in index)
    if not isinstance(index, Ghost):
        return index
    if index.real is not None:
        return index.real
    if index.dtype.kind == "b":
        raise Unknown
    return _zeros(index)
