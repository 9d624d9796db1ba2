"""A program that says what it computes: the same code, each operation handed to a watcher.

NumPy offers no way to listen to plain arrays, and patching it would change it for everybody. So the source of what is
traced is read, and ``x @ w`` becomes ``watcher.binary("@", x, w, line)``, which computes the very same. Positions in
the source are kept, so an error still points at the learner's own line.
"""

import ast
from typing import Final, TypeVar

Node = TypeVar("Node", bound=ast.AST)

WATCHER: Final = "_aiclass_watcher"
OWN_FRAME: Final = frozenset(
    {"__class__", "__import__", "breakpoint", "dir", "eval", "exec", "globals", "locals", "super", "vars"}
)
"""What looks at the frame that it stands in: code with it is left as it is."""

BINARY: Final[dict[type[ast.operator], str]] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
    ast.BitAnd: "and_",
    ast.BitOr: "or_",
    ast.BitXor: "xor",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
}
UNARY: Final[dict[type[ast.unaryop], str]] = {ast.USub: "neg", ast.Invert: "invert"}
COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Eq: "eq",
    ast.NotEq: "ne",
}
TRANSPOSED: Final = frozenset({"T", "mT"})


class Rewriter(ast.NodeTransformer):
    """Turns operations into calls of the watcher.

    Functions, classes and lambdas that are made meanwhile are left alone: they may live on after the trace. A function
    is rewritten when the watcher is asked to call it.
    """

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        left, right = self._operand(node.left), self._operand(node.right)
        return _asked(node, "binary", _text(BINARY[type(node.op)]), left, right, _line(node))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if type(node.op) not in UNARY or isinstance(node.operand, ast.Constant):
            return self.generic_visit(node)
        return _asked(node, "unary", _text(UNARY[type(node.op)]), self._operand(node.operand), _line(node))

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        if len(node.ops) > 1 or type(node.ops[0]) not in COMPARISONS:
            return self.generic_visit(node)
        left, right = self._operand(node.left), self._operand(node.comparators[0])
        return _asked(node, "binary", _text(COMPARISONS[type(node.ops[0])]), left, right, _line(node))

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if not isinstance(node.ctx, ast.Load):
            return self.generic_visit(node)
        return _asked(node, "item", self._operand(node.value), self._key(node.slice), _line(node))

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if not isinstance(node.ctx, ast.Load) or node.attr not in TRANSPOSED:
            return self.generic_visit(node)
        return _asked(node, "attribute", self._operand(node.value), _text(node.attr), _line(node))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Attribute):
            node.func.value = self._operand(node.func.value)
        elif not isinstance(node.func, ast.Name):
            node.func = self.visit(node.func)
        args = [self._operand(each) for each in node.args]
        keywords = [
            _at(key, ast.keyword(arg=key.arg, value=self._operand(key.value))) for key in node.keywords
        ]
        call = _asked(node, "call", node.func, _line(node), *args)
        call.keywords = keywords
        return call

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        value = self.visit(node.value)
        names = _names(node.targets[0])
        node.value = _asked(node.value, "named", value, names) if names is not None else value
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        value = self._operand(node.value)
        if not isinstance(node.target, ast.Name):
            node.value = value
            return node
        read = self._operand(_at(node.target, ast.Name(id=node.target.id, ctx=ast.Load())))
        changed = _asked(
            node, "in_place", _text(f"i{BINARY[type(node.op)]}".rstrip("_")), read, value, _line(node)
        )
        return _at(node, ast.Assign(targets=[node.target], value=changed))

    def visit_For(self, node: ast.For) -> ast.AST:
        node.iter = _asked(node.iter, "rows", self._operand(node.iter), _line(node))
        node.body, node.orelse = ([self.visit(each) for each in part] for part in (node.body, node.orelse))
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        if not node.is_async:
            node.iter = _asked(node.iter, "rows", self._operand(node.iter), _line(node.iter))
        node.ifs = [self.visit(each) for each in node.ifs]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        node.guard = self.visit(node.guard) if node.guard else None
        node.body = [self.visit(each) for each in node.body]
        return node

    def _left_alone(self, node: ast.AST) -> ast.AST:
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = _left_alone  # noqa: N815

    def _operand(self, node: ast.expr) -> ast.expr:
        """Return what stands for an operand; a variable also tells its name."""
        if isinstance(node, ast.Name):
            return _asked(node, "read", node, _text(node.id))
        visited: ast.expr = self.visit(node)
        return visited

    def _key(self, node: ast.expr) -> ast.expr:
        """Return what stands for the key of ``x[key]``: colons as slices."""
        if isinstance(node, ast.Slice):
            ends = [
                self.visit(end) if end else _at(node, ast.Constant(None)) for end in (node.lower, node.upper)
            ]
            step = self.visit(node.step) if node.step else _at(node, ast.Constant(None))
            return _asked(node, "slice", *ends, step)
        if isinstance(node, ast.Tuple):
            node.elts = [self._key(each) for each in node.elts]
            return node
        return self._operand(node)


def is_bound_to_frame(node: ast.AST) -> bool:
    """Return whether a node means something else in another frame, or outside of its class, as ``self.__x`` does."""
    word = getattr(node, "attr", getattr(node, "id", ""))
    if not isinstance(word, str):
        return False
    is_private = word.startswith("__") and not word.endswith("__")
    return is_private or (isinstance(node, ast.Name) and word in OWN_FRAME)


def _asked(place: ast.AST, method: str, *args: ast.expr) -> ast.Call:
    """Return a call of the watcher at the position of what it replaces."""
    watcher = _at(place, ast.Name(id=WATCHER, ctx=ast.Load()))
    function = _at(place, ast.Attribute(value=watcher, attr=method, ctx=ast.Load()))
    call: ast.Call = _at(place, ast.Call(func=function, args=list(args), keywords=[]))
    return call


def _at(place: ast.AST, node: Node) -> Node:
    """Return a new node with the position of another."""
    return ast.fix_missing_locations(ast.copy_location(node, place))


def _text(text: str) -> ast.Constant:
    return ast.Constant(text, lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)


def _line(node: ast.expr | ast.stmt) -> ast.Constant:
    return _at(node, ast.Constant(node.lineno))


def _names(target: ast.expr) -> ast.expr | None:
    """Return the names that an assignment gives, as a constant: one, or a tuple of them."""
    if isinstance(target, ast.Name):
        return _at(target, ast.Constant(target.id))
    if isinstance(target, ast.Tuple) and all(isinstance(each, ast.Name) for each in target.elts):
        names: list[ast.expr] = [ast.Constant(each.id) for each in target.elts if isinstance(each, ast.Name)]
        return _at(target, ast.Tuple(elts=names, ctx=ast.Load()))
    return None
