"""Work out what an expression gives, on stand-ins: names are looked up, nothing of the learner's is called."""

# ruff: noqa: SIM905  # words in a row read as words

import ast
import builtins
import inspect
import operator
import re
from collections.abc import Callable, Mapping
from types import FrameType, MemberDescriptorType, ModuleType
from typing import Any, Final

import numpy as np

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic._ghost import AFFORDABLE, Ghost, Unknown, as_ghost

BINARY: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
UNARY: Final[dict[type[ast.unaryop], Callable[[Any], Any]]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
}
COMPARE: Final[dict[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
BUILTINS: Final = (len, int, float, abs, min, max, range, tuple, list, round, bool, slice)
CREATORS: Final = frozenset({"zeros", "ones", "empty", "full"})
CHANGERS: Final = frozenset(  # read or write files, settings, random state, or their arguments
    "load save savez savez_compressed savetxt loadtxt genfromtxt fromfile memmap copyto put place putmask "
    "fill_diagonal "
    "seterr seterrcall set_printoptions errstate vectorize apply_along_axis apply_over_axes fromfunction fromiter "
    "frompyfunc piecewise frombuffer info test show_config get_include".split()
)
PLAIN: Final = (bool, int, float, complex, str, bytes, type(None), type(Ellipsis), slice, range, np.generic)
LONGEST_LIST: Final = 4096
MOST_ROUNDS: Final = 256  # of a comprehension
LARGEST_NUMBER: Final = 10**12
FEW: Final = 100_000  # elements whose answers are worth working out


class Scope:
    """What names stand for in a frame, and what is known of some expressions besides.

    Args:
        known: source text, as ``ast.unparse`` writes it, to the value that it had.
    """

    def __init__(self, frame: FrameType, known: Mapping[str, Any] | None = None) -> None:
        self._names = (frame.f_locals, frame.f_globals)
        self._known = dict(known or {})

    def learn(self, node: ast.AST, value: Any) -> None:
        """Note the value that an expression had."""
        self._known[ast.unparse(node)] = value

    def real(self, name: str) -> Any:
        """Return the object itself that a name stands for.

        Raises:
            Unknown: there is no such name.
        """
        for names in self._names:
            if name in names:
                return names[name]
        try:
            return getattr(builtins, name)
        except AttributeError:
            raise Unknown from None

    def names(self) -> list[str]:
        """Return every name of the learner's."""
        return [name for names in self._names for name in names if not name.startswith("_")]

    def evaluate(self, node: ast.AST) -> Any:
        """Return a stand-in of what the expression gives.

        Raises:
            Unknown: that would take running the learner's code, or more work than is reasonable.
            Exception: whatever NumPy or PyTorch raises over the shapes.
        """
        if self._known and (text := ast.unparse(node)) in self._known:
            return stand_in(self._known[text])
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise Unknown
        return method(node)

    def _expression(self, node: ast.Expression) -> Any:
        return self.evaluate(node.body)

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name) -> Any:
        return stand_in(self.real(node.id))

    def _tuple(self, node: ast.Tuple) -> Any:
        return tuple(self._items(node.elts))

    def _list(self, node: ast.List) -> Any:
        return self._items(node.elts)

    def _items(self, nodes: list[ast.expr]) -> list[Any]:
        found: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                found.extend(self.evaluate(node.value))
            else:
                found.append(self.evaluate(node))
        return found

    def _listcomp(self, node: ast.ListComp) -> Any:
        loop, *more = node.generators
        if more or loop.ifs or loop.is_async or not isinstance(loop.target, ast.Name):
            raise Unknown
        items, name = self.evaluate(loop.iter), loop.target.id
        if not isinstance(items, list | tuple | range) or len(items) > MOST_ROUNDS:
            raise Unknown
        kept, mentioned = self._known, re.compile(rf"\b{re.escape(name)}\b")
        outside = {text: value for text, value in kept.items() if not mentioned.search(text)}
        try:
            return [self._with(outside | {name: item}, node.elt) for item in items]
        finally:
            self._known = kept

    def _with(self, known: dict[str, Any], node: ast.AST) -> Any:
        self._known = known
        return self.evaluate(node)

    def _slice(self, node: ast.Slice) -> Any:
        return slice(*(part and self.evaluate(part) for part in (node.lower, node.upper, node.step)))

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        return with_answers(UNARY[type(node.op)], self.evaluate(node.operand))

    def _binop(self, node: ast.BinOp) -> Any:
        if type(node.op) not in BINARY:
            raise Unknown
        return apply_binary(node.op, self.evaluate(node.left), self.evaluate(node.right))

    def _compare(self, node: ast.Compare) -> Any:
        if len(node.ops) != 1 or type(node.ops[0]) not in COMPARE:
            raise Unknown
        sides = self.evaluate(node.left), self.evaluate(node.comparators[0])
        return with_answers(COMPARE[type(node.ops[0])], *sides)

    def _ifexp(self, node: ast.IfExp) -> Any:
        answer = self.evaluate(node.test)
        if type(answer) is not bool:
            raise Unknown
        return self.evaluate(node.body if answer else node.orelse)

    def _subscript(self, node: ast.Subscript) -> Any:
        owner, index = self.evaluate(node.value), self.evaluate(node.slice)
        if _meta.is_tensor(owner):
            return _meta.indexed(owner, index)
        if isinstance(owner, Ghost | list | tuple | str | range | dict):
            return stand_in(owner[index])
        if _meta.is_module(owner):
            return owner[index]
        raise Unknown

    def _attribute(self, node: ast.Attribute) -> Any:
        return stand_in(attribute(self.evaluate(node.value), node.attr))

    def _call(self, node: ast.Call) -> Any:
        function = self.evaluate(node.func)
        args = self._items(node.args)
        kwargs = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                raise Unknown
            kwargs[keyword.arg] = self.evaluate(keyword.value)
        return call(function, args, kwargs)


def apply_binary(op: ast.operator, left: Any, right: Any) -> Any:
    """Return ``left op right``.

    Raises:
        Unknown: a number would become too large to be worth it.
    """
    if isinstance(op, ast.Pow | ast.Mult) and all(isinstance(side, int) for side in (left, right)):
        size = abs(left) ** min(abs(right), 64) if isinstance(op, ast.Pow) else abs(left * right)
        if size > LARGEST_NUMBER:
            raise Unknown
    if not isinstance(op, ast.Add) or type(left) is not type(right):
        left, right = _as_operand(left), _as_operand(right)
    if isinstance(op, ast.BitAnd | ast.BitOr | ast.BitXor):
        return with_answers(BINARY[type(op)], left, right)
    return BINARY[type(op)](left, right)


def with_answers(function: Callable[..., Any], *sides: Any) -> Any:
    """Return what a comparison gives on stand-ins; the answers themselves too where the arrays are small.

    A mask's shape does not tell how much it picks. Comparing the learner's own arrays changes nothing.
    """
    result = function(*sides)
    own = [_own(side) for side in sides]
    if not isinstance(result, Ghost) and not _meta.is_tensor(result):
        return result
    if all(one is not None and getattr(one, "size", 1) != 0 for one in own):
        answers = _meta.without_gradient(function, *own)
        if isinstance(result, Ghost) and isinstance(answers, np.ndarray):
            result.real = answers
        elif _meta.is_tensor(result):
            result.real_answers = answers
    return result


def _own(value: Any) -> Any:
    """Return the numbers behind a stand-in where they are at hand and few; None otherwise."""
    if isinstance(value, bool | int | float | np.generic):
        return value
    if isinstance(value, Ghost):
        return value.real if value.size <= FEW else None
    return _meta.own(value, FEW)


def _as_operand(value: Any) -> Any:
    return as_ghost(value) if isinstance(value, list | tuple) else value


def stand_in(value: Any) -> Any:
    """Return what stands for a value: shapes for arrays and tensors; numbers, functions and modules for themselves."""
    if isinstance(value, (*PLAIN, Ghost)):
        return value
    if type(value) is np.ndarray:
        return Ghost(value.shape, value.dtype, value)
    if _meta.is_tensor(value):
        return _meta.meta(value)
    if type(value) in (list, tuple):
        if len(value) > LONGEST_LIST:
            raise Unknown
        return type(value)(stand_in(item) for item in value)
    return value


def attribute(owner: Any, name: str) -> Any:
    """Return an attribute without running the learner's code: no property, no ``__getattr__`` of theirs.

    Raises:
        Unknown: it is neither plain data nor a library's.
    """
    if isinstance(owner, Ghost | ModuleType) or _meta.is_tensor(owner):
        if name in ("real", "data_ptr") or (name == "grad" and not _meta.has_gradient(owner)):
            raise Unknown
        return getattr(owner, name)
    if isinstance(owner, type) and _is_library(owner):
        return getattr(owner, name)
    own = _own_names(owner)
    if name in own:
        return own[name]
    if _meta.is_module(owner):
        return _meta.module_part(owner, name)
    found = inspect.getattr_static(type(owner), name, None)
    if isinstance(found, MemberDescriptorType):
        return found.__get__(owner)
    if isinstance(owner, dict | str | list | tuple | np.generic | np.dtype) or _is_library(type(owner)):
        return getattr(owner, name)
    raise Unknown


def call(function: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Return what a library's function gives on stand-ins.

    Raises:
        Unknown: the function is the learner's own, or has effects beside its result.
    """
    if not (isinstance(function, type) or _meta.is_module(function) or _is_library(type(function))):
        raise Unknown
    if (
        any(function is known for known in BUILTINS)
        or getattr(function, "__module__", "") == Ghost.__module__
    ):
        return function(*args, **kwargs)
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.random.Generator) or _is_random(function):
        return _drawn(kwargs.get("size", args[-1] if args and isinstance(args[-1], tuple) else None))
    if _meta.is_callable(function):
        return _meta.call(function, args, kwargs)
    name = getattr(function, "__name__", "")
    if isinstance(function, np.ufunc):
        return function(*args, **kwargs)
    if not str(getattr(function, "__module__", "")).startswith("numpy") or name in CHANGERS:
        raise Unknown
    if name in CREATORS:
        shape = args[0] if args else kwargs["shape"]
        return Ghost((shape,) if isinstance(shape, int) else shape, kwargs.get("dtype", float))
    if name in ("array", "asarray", "ascontiguousarray") and args:
        ghost = as_ghost(args[0])
        return Ghost(ghost.shape, kwargs.get("dtype") or ghost.dtype)
    if any(isinstance(number, int | float) and abs(number) > AFFORDABLE for number in args):
        raise Unknown
    return stand_in(function(*args, **kwargs))


def _is_random(function: Any) -> bool:
    owner = getattr(function, "__self__", None)
    return type(owner).__module__.startswith("numpy.random")


def _drawn(size: Any) -> Any:
    if size is None:
        raise Unknown
    return Ghost((size,) if isinstance(size, int) else tuple(size), float)


def _is_library(kind: type) -> bool:
    return kind.__module__.split(".")[0] in {"builtins", "numpy", "torch", "aiclass"}


def _own_names(owner: Any) -> dict[str, Any]:
    """Return what lies in an object itself, past any ``__getattribute__`` of the learner's."""
    try:
        own = object.__getattribute__(owner, "__dict__")
    except AttributeError:
        return {}
    return own if type(own) is dict else {}
