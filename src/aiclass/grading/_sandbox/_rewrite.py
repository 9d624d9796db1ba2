"""Rewrite a test so that its operations go through the judge, and that nobody can rebind the names it relies on.

Trusted objects enter the compiled code as constants: no name leads to them, so none can be patched.
"""

import ast
import types
import warnings
from typing import Any, Final

MARK: Final = "\x00aiclass:"
FRAME_BOUND: Final = frozenset(
    ["super", "locals", "globals", "vars", "dir", "eval", "exec", "__import__", "breakpoint", "get_ipython"]
)


class Rewriter(ast.NodeTransformer):
    """Replaces operations and pinned names by constants that ``compiled`` fills in.

    Args:
        pinned: names that mean these objects in this test, whatever the learner has bound them to.
    """

    def __init__(self, source: str, pinned: dict[str, Any]) -> None:
        self._source, self._pinned = source, pinned
        self._stored: set[str] = set()

    def rewritten(self, tree: ast.Module, *, has_value: bool) -> tuple[ast.Module, ast.Expression | None]:
        """Return the tree with its operations watched, its last expression apart where it has a value to show."""
        self._stored = _stored_names(tree)
        ends_in_value = has_value and bool(tree.body) and isinstance(tree.body[-1], ast.Expr)
        watched: ast.Module = self.visit(tree)
        last = watched.body.pop() if ends_in_value else None
        watched.body.append(ast.Expr(_finish()))
        ast.fix_missing_locations(watched)
        if not isinstance(last, ast.Expr):
            return watched, None
        return watched, ast.fix_missing_locations(ast.Expression(_finish(last.value)))

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Pin a name that the test only reads."""
        if isinstance(node.ctx, ast.Load) and node.id in self._pinned and node.id not in self._stored:
            return ast.copy_location(ast.Constant(f"{MARK}name:{node.id}"), node)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Watch a comparison."""
        names: list[ast.expr] = [ast.Constant(type(operation).__name__) for operation in node.ops]
        sides = [self.visit(side) for side in (node.left, *node.comparators)]
        return self._judged("compare", [ast.Tuple(names, ast.Load()), *sides], node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Watch an arithmetic operation."""
        name = ast.Constant(type(node.op).__name__)
        return self._judged("calculate", [name, self.visit(node.left), self.visit(node.right)], node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Watch an operation that is assigned to a plain name; in-place stays in-place."""
        if not isinstance(node.target, ast.Name):
            return self.generic_visit(node)
        name = ast.Constant(f"i{type(node.op).__name__}")
        read = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
        return ast.copy_location(
            ast.Assign([node.target], self._judged("calculate", [name, read, self.visit(node.value)], node)),
            node,
        )

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Watch a call, except one that looks at its caller's frame."""
        arguments = [self.visit(argument) for argument in node.args]
        named = [self.visit(keyword) for keyword in node.keywords]
        if isinstance(node.func, ast.Name):
            if node.func.id in FRAME_BOUND:
                return ast.copy_location(ast.Call(node.func, arguments, named), node)
            return self._judged("call", [self.visit(node.func), *arguments], node, named)
        if isinstance(node.func, ast.Attribute):
            if isinstance(node.func.value, ast.Call) and _is_super(node.func.value):
                return ast.copy_location(ast.Call(node.func, arguments, named), node)
            owner = [self.visit(node.func.value), ast.Constant(node.func.attr)]
            return self._judged("call_method", [*owner, *arguments], node, named)
        return self._judged("call", [self.visit(node.func), *arguments], node, named)

    def visit_Assert(self, node: ast.Assert) -> list[ast.stmt]:
        """Judge an assert and give it a message."""
        text = ast.get_source_segment(self._source, node.test) or ast.unparse(node.test)
        empty = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
        note: ast.expr = ast.Lambda(empty, self.visit(node.msg)) if node.msg else ast.Constant(None)
        forget = ast.Expr(self._judged("forget", [], node))
        call = self._judged("require", [self.visit(node.test), ast.Constant(text[:500]), note], node)
        return [forget, ast.copy_location(ast.Expr(call), node)]

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        """Leave texts alone: what they show decides nothing."""
        return node

    def visit_MatchClass(self, node: ast.MatchClass) -> ast.AST:
        """Leave patterns alone: they hold names only."""
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Leave the decorators and bases of a test's class; watch its methods."""
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def _judged(
        self, name: str, arguments: list[ast.expr], at: ast.AST, named: list[ast.keyword] | None = None
    ) -> ast.Call:
        call = ast.Call(ast.Constant(f"{MARK}judge:{name}"), arguments, named or [])
        return ast.copy_location(call, at)


def _finish(*value: ast.expr) -> ast.Call:
    """Return the call that notes the end of the test, around the value of its last expression."""
    return ast.Call(ast.Constant(f"{MARK}judge:finish"), list(value), [])


def compiled(
    tree: ast.Module | ast.Expression, file: str, mode: str, objects: dict[str, Any]
) -> types.CodeType:
    """Compile a rewritten tree and put the trusted objects in.

    Args:
        objects: what stands behind each mark, such as "judge:compare" and "name:np".
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a text is not callable
        code = compile(tree, file, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return _filled(code, objects)


def loaded_names(tree: ast.AST) -> set[str]:
    """Return every name that a tree reads."""
    return {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _filled(code: types.CodeType, objects: dict[str, Any]) -> types.CodeType:
    constants = []
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            constants.append(_filled(constant, objects))
        elif type(constant) is str and constant.startswith(MARK):
            constants.append(objects[constant.removeprefix(MARK)])
        else:
            constants.append(constant)
    return code.replace(co_consts=tuple(constants))


def _stored_names(tree: ast.AST) -> set[str]:
    """Return every name that a tree binds, anywhere."""
    return {name for node in ast.walk(tree) for name in names_bound_by(node)}


def names_bound_by(node: ast.AST) -> list[str]:
    """Return the names that a node itself binds."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
            return [name]
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return [name]
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return [(alias.asname or alias.name).partition(".")[0] for alias in aliases]
    return []


def _is_super(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "super"
