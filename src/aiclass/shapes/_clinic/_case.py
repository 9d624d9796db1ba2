"""What a rule is given: the guilty expression, its operands, and a way to try another one in its place."""

import ast
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from aiclass.axes import axes_of
from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic._diagnosis import Operand, Repair
from aiclass.shapes._clinic._evaluate import Scope
from aiclass.shapes._clinic._ghost import Ghost, Unknown
from aiclass.shapes._clinic._guilt import Guilt
from aiclass.shapes._clinic._library import attribute
from aiclass.shapes._clinic._passed import passed
from aiclass.shapes._clinic._source import spliced
from aiclass.shapes._clinic._stand_ins import stand_in
from aiclass.shapes._clinic._syntax import Origins
from aiclass.shapes._clinic._trial import try_out

MOST_REPAIRS: Final = 3
RANKS: Final[dict[bool | None, int]] = {True: 0, None: 1, False: 2}  # of repairs: whether the rest then works
ATOMS: Final = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Tuple, ast.ListComp)


class Case:
    """An error and what can be found out about it without running anything of the learner's.

    Attributes:
        node: the guilty expression or statement.
        message: what NumPy or PyTorch said.
    """

    def __init__(self, guilt: Guilt) -> None:
        self.guilt, self.node = guilt, guilt.node
        self.message = str(guilt.error)
        self.scope = Scope(guilt.frame)
        self._seen: dict[int, Any] = {}
        if isinstance(self.node, ast.Call):
            self._look_into_the_called_function(self.node)

    @property
    def expression(self) -> str:
        """Return the guilty expression as the learner wrote it."""
        return self.text(self.node)

    def text(self, node: ast.AST) -> str:
        """Return a node as the learner wrote it."""
        return self.guilt.source.text(node)

    def value(self, node: ast.AST) -> Any:
        """Return a stand-in for what an expression gave; None where that is unknown."""
        if id(node) in self._seen:
            return self._seen[id(node)]
        with suppress(Exception):
            return self.scope.evaluate(node)
        return None

    def number(self, node: ast.AST) -> int | None:
        """Return the whole number that an expression gave; None where it gave anything else."""
        value = self.value(node)
        return value if type(value) is int else None

    def real(self, node: ast.AST) -> Any:
        """Return the object itself that a name or an attribute chain stands for; None where it is neither."""
        with suppress(Exception):
            if isinstance(node, ast.Name):
                return self.scope.real(node.id)
            if isinstance(node, ast.Attribute):
                return attribute(self.real(node.value), node.attr)
            if isinstance(node, ast.Subscript):
                return self.real(node.value)[self.scope.evaluate(node.slice)]
        return None

    def origin(self, node: ast.AST) -> ast.AST:
        """Return the expression that a name was last assigned; the node itself where that cannot be told."""
        tree = self.guilt.source.tree
        return node if tree is None else Origins(tree).origin(node)

    def shape(self, node: ast.AST) -> tuple[int, ...] | None:
        """Return the shape of what an expression gave; None where it is unknown or has none."""
        return shape_of(self.value(node))

    def learn(self, node: ast.AST, value: Any) -> None:
        """Note the value that an expression had; only its shape is kept."""
        found = stand_in(value)
        self._seen[id(node)] = found
        self.scope.learn(node, found)

    def learn_shape(self, node: ast.AST, shape: tuple[int, ...]) -> None:
        """Note the shape that the error message gives for an expression, unless its value is known."""
        if self.value(node) is None:
            other = next((v for v in map(self.value, self._neighbours()) if v is not None), None)
            value = (
                _meta.torch().empty(shape, device="meta")
                if _meta.is_tensor(other) or (other is None and self.speaks_torch)
                else Ghost(shape, float)
            )
            self.learn(node, value)

    @property
    def speaks_torch(self) -> bool:
        """Return whether PyTorch raised the error."""
        return _meta.torch() is not None and isinstance(self.guilt.error, RuntimeError | IndexError)

    def operand(self, node: ast.AST) -> Operand | None:
        """Return an operand for the explanation; None where its shape is unknown."""
        value = self.value(node)
        shape = shape_of(value)
        if shape is None:
            return None
        return Operand(
            source=self.text(node),
            shape=shape,
            dtype=dtype_of(value),
            device=self.device(node),
            axes=self._axes(node, len(shape)),
        )

    def operands(self, *nodes: ast.AST | None) -> tuple[Operand, ...]:
        """Return the operands among these nodes whose shapes are known."""
        found = {self.text(node): self.operand(node) for node in nodes if node is not None}
        return tuple(operand for operand in found.values() if operand is not None)

    def device(self, node: ast.AST) -> str:
        """Return the device of a tensor, "" where there is no question of one."""
        value = self.real(node)
        return str(value.device) if _meta.is_tensor(value) else ""

    def edit(self, *changes: tuple[ast.AST, str], of: ast.AST | None = None) -> str:
        """Return the guilty expression in which some nodes read otherwise."""
        return spliced(self.guilt.source, of or self.node, dict(changes))

    def with_suffix(self, node: ast.AST, suffix: str) -> str:
        """Return the text of a node with a suffix such as ``.T``, in brackets where it needs them.

        Two ``.T`` are none.
        """
        if suffix == ".T" and isinstance(node, ast.Attribute) and node.attr == "T":
            return self.text(node.value)
        text = self.text(node)
        return f"{text}{suffix}" if isinstance(node, ATOMS) else f"({text}){suffix}"

    def repairs(self, candidates: Iterable[str], *, tried: str = "", last: str = "") -> tuple[Repair, ...]:
        """Return the candidates that work on stand-ins: first those after which the rest of the statement works too.

        Args:
            tried: what is tried in their place, where only a part of them can be.
            last: a call at their end that is not tried.
        """
        kept: list[tuple[int, Repair]] = []
        for text in dict.fromkeys(candidates):
            if text == self.expression:
                continue
            try:
                value = try_out(tried or text.removesuffix(last), self.scope)
            except Exception:  # a repair that fails, or that cannot be tried, is none
                continue
            if tried or last:
                kept.append((0, Repair(code=text)))
                continue
            kept.append((RANKS[self._rest_works(text)], Repair(code=text, shape=shape_of(value))))
        kept.sort(key=lambda pair: pair[0])
        return tuple(repair for _, repair in kept[:MOST_REPAIRS])

    def _rest_works(self, text: str) -> bool | None:
        """Return whether the whole statement's value can be worked out with the candidate; None where nobody knows."""
        outer = getattr(self.guilt.statement, "value", None)
        is_written = isinstance(getattr(self.node, "ctx", None), ast.Store)
        if outer is None or outer is self.node or is_written or not isinstance(self.node, ast.expr):
            return None
        try:
            is_atom = isinstance(ast.parse(text, mode="eval").body, ast.Name | ast.Call | ast.Subscript)
            whole = self.edit((self.node, text if is_atom else f"({text})"), of=outer)
            self.scope.evaluate(ast.parse(whole, mode="eval").body)
        except Unknown:
            return None
        except Exception:
            return False
        return True

    def _neighbours(self) -> list[ast.AST]:
        return [node for node in ast.iter_child_nodes(self.node) if isinstance(node, ast.expr)]

    def _look_into_the_called_function(self, node: ast.Call) -> None:
        """Take the values of arguments from the frame of the function that they were passed to."""
        if not self.guilt.inner or any(isinstance(argument, ast.Starred) for argument in node.args):
            return
        for argument, value in passed(node, self.guilt.inner[0]):
            if self.value(argument) is None:
                with suppress(Exception):
                    self.learn(argument, value)

    def _axes(self, node: ast.AST, count: int) -> tuple[str | None, ...]:
        names = axes_of(self.real(node)) if self.real(node) is not None else ()
        if len(names) == count and any(names):
            return names
        return self._commented_axes(node, count)

    def _commented_axes(self, node: ast.AST, count: int) -> tuple[str | None, ...]:
        """Return the letters of a comment such as ``# (N, D)`` behind the last assignment of a name."""
        if not isinstance(node, ast.Name):
            return ()
        comment = re.compile(rf"^\s*{re.escape(node.id)}\s*=[^=].*#\s*\(([A-Z](?:\s*,\s*[A-Z])*),?\)")
        for number in range(self.guilt.line - 1, 0, -1):
            if found := comment.match(self.guilt.source.line(number)):
                letters = tuple(re.findall(r"[A-Z]", found[1]))
                return letters if len(letters) == count else ()
        return ()


def shape_of(value: Any) -> tuple[int, ...] | None:
    """Return the shape of a stand-in; None for anything else, a number too."""
    if isinstance(value, Ghost):
        return value.shape
    if _meta.is_tensor(value):
        return tuple(int(length) for length in value.shape)
    return None


def dtype_of(value: Any) -> str:
    """Return the name of a stand-in's dtype."""
    return str(getattr(value, "dtype", "")).removeprefix("torch.")
