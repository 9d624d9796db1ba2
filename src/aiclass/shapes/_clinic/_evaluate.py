"""Work out what an expression gives, on stand-ins: names are looked up, nothing of the learner's is called."""

import ast
import builtins
import re
from types import FrameType
from typing import Any, Final

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic._ghost import Ghost, Unknown
from aiclass.shapes._clinic._library import attribute, call
from aiclass.shapes._clinic._stand_ins import apply_binary, apply_comparison, apply_unary, stand_in

MOST_ROUNDS: Final = 256  # of a comprehension


class Scope:
    """What names stand for in a frame, and what is known of some expressions besides."""

    def __init__(self, frame: FrameType) -> None:
        self._names = (frame.f_locals, frame.f_globals)
        self._known: dict[str, Any] = {}  # source text, as ast.unparse writes it, to the value that it had

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
        return apply_unary(node.op, self.evaluate(node.operand))

    def _binop(self, node: ast.BinOp) -> Any:
        return apply_binary(node.op, self.evaluate(node.left), self.evaluate(node.right))

    def _compare(self, node: ast.Compare) -> Any:
        if len(node.ops) != 1:
            raise Unknown
        return apply_comparison(node.ops[0], self.evaluate(node.left), self.evaluate(node.comparators[0]))

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
