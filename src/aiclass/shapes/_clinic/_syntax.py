"""What the source alone tells of an expression: reductions, axes made on purpose, where a name came from."""

# ruff: noqa: SIM905  # words in a row read as words

import ast
import copy
from collections.abc import Iterator

REDUCERS = frozenset({"sum", "mean", "average", "nansum", "nanmean"})
AXIS_MAKERS = frozenset(
    "reshape unsqueeze expand_dims view newaxis outer ix_ meshgrid atleast_2d column_stack broadcast_to expand".split()
)
PRODUCTS = frozenset({"dot", "matmul", "mm"})
LIBRARIES = frozenset({"np", "numpy", "torch", "nn", "F", "scipy", "math"})
AXIS_WORDS = frozenset({"axis", "dim"})
KEEP_WORDS = frozenset({"keepdims", "keepdim"})
Way = tuple[int, ...]


def function_name(node: ast.AST) -> str:
    """Return the last name of what a call calls: ``np.mean`` is mean."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_full_reduction(node: ast.AST) -> bool:
    """Return whether a call makes one number of a whole array."""
    if function_name(node) not in REDUCERS or not isinstance(node, ast.Call):
        return False
    if any(keyword.arg in AXIS_WORDS for keyword in node.keywords):
        return False
    return len(node.args) == (0 if is_method(node) else 1)


def is_method(node: ast.Call) -> bool:
    """Return whether a call is one of a method of an array, not of a function of NumPy or PyTorch."""
    owner = node.func
    while isinstance(owner, ast.Attribute):
        owner = owner.value
    return isinstance(node.func, ast.Attribute) and getattr(owner, "id", "") not in LIBRARIES


def subject(node: ast.Call) -> ast.expr | None:
    """Return the array that a call works on."""
    if is_method(node):
        assert isinstance(node.func, ast.Attribute)
        return node.func.value
    return node.args[0] if node.args else None


def axis_of(node: ast.Call) -> ast.expr | None:
    """Return the argument that names the axis; None where there is none."""
    for keyword in node.keywords:
        if keyword.arg in AXIS_WORDS:
            return keyword.value
    rest = node.args if is_method(node) else node.args[1:]
    return rest[0] if rest else None


def constant(node: ast.expr | None) -> object:
    """Return a number that stands in the source; None for anything else."""
    try:
        return None if node is None else ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None


def keeps_axis(node: ast.Call) -> bool:
    """Return whether a reduction keeps its axis as one of length 1."""
    return any(keyword.arg in KEEP_WORDS for keyword in node.keywords)


def makes_axis(node: ast.AST) -> bool:
    """Return whether an axis is made on purpose somewhere in an expression."""
    return any(
        (isinstance(part, ast.Subscript) and _has_none(part.slice))
        or (
            isinstance(part, ast.Call)
            and ((function_name(part) in AXIS_MAKERS and not _flattens(part)) or keeps_axis(part))
        )
        or (isinstance(part, ast.Attribute) and part.attr == "newaxis")
        for part in ast.walk(node)
    )


def _flattens(node: ast.Call) -> bool:
    """Return whether a call such as ``y.view(-1)`` leaves one axis only."""
    lengths = node.args if is_method(node) else node.args[1:]
    return len(lengths) == 1 and constant(lengths[0]) == -1 and function_name(node) in ("reshape", "view")


def is_product(node: ast.AST) -> bool:
    """Return whether an expression is a product of matrices."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.MatMult)
    return function_name(node) in PRODUCTS


def _has_none(index: ast.expr) -> bool:
    items = index.elts if isinstance(index, ast.Tuple) else [index]
    return any(isinstance(item, ast.Constant) and item.value is None for item in items)


def without_dropout(node: ast.AST) -> ast.AST:
    """Return what a dropout was taken of; the node itself where it is none."""
    is_dropout = isinstance(node, ast.Call) and "drop" in function_name(node).lower() and bool(node.args)
    return node.args[0] if is_dropout else node  # type: ignore[attr-defined]


class Origins:
    """Where names got their values, function by function."""

    def __init__(self, tree: ast.AST) -> None:
        self._assigned: dict[tuple[int, str], list[tuple[int, ast.expr, Way]]] = {}
        self._scope_of: dict[int, int] = {}
        self._collect(tree, id(tree))

    def origin(self, node: ast.AST) -> ast.AST:
        """Return the expression that a name was last assigned before this line; the node itself where there is none."""
        value, way = self._last(node)
        return node if value is None or way else value

    def unpacked(self, node: ast.AST) -> tuple[ast.expr, Way] | None:
        """Return the expression that a name was last taken out of, and the places on the way to it; None elsewhere.

        ``h`` of ``out, (h, c) = lstm(x)`` was taken out of ``lstm(x)`` by the way (1, 0).
        """
        value, way = self._last(node)
        return (value, way) if value is not None and way else None

    def _last(self, node: ast.AST) -> tuple[ast.expr | None, Way]:
        if not isinstance(node, ast.Name):
            return None, ()
        found = self._assigned.get((self._scope_of.get(id(node), 0), node.id), [])
        earlier = [(line, value, way) for line, value, way in found if line < node.lineno]
        return max(earlier, key=lambda triple: triple[0])[1:] if earlier else (None, ())

    def _collect(self, node: ast.AST, scope: int) -> None:
        for child in ast.iter_child_nodes(node):
            inner = (
                id(child) if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) else scope
            )
            if isinstance(child, ast.Name):
                self._scope_of[id(child)] = scope
            if isinstance(child, ast.Assign):
                for target in child.targets:
                    for name, value, way in _taken(target, child.value, ()):
                        self._assigned.setdefault((scope, name), []).append(
                            (child.lineno, self._copied(value, scope), way)
                        )
            self._collect(child, inner)

    def _copied(self, value: ast.expr, scope: int) -> ast.expr:
        """Return a copy, which stays as it is when the tree is changed, and whose names have origins too."""
        twin = copy.deepcopy(value)
        self._scope_of |= {id(part): scope for part in ast.walk(twin) if isinstance(part, ast.Name)}
        return twin


def _taken(target: ast.expr, value: ast.expr, way: Way) -> Iterator[tuple[str, ast.expr, Way]]:
    """Yield the names of a target, each with what it is taken out of and how."""
    if isinstance(target, ast.Name):
        yield target.id, value, way
    elif isinstance(target, ast.Tuple | ast.List):
        is_written_out = isinstance(value, ast.Tuple | ast.List) and not way
        for place, one in enumerate(target.elts):
            if not is_written_out:
                yield from _taken(one, value, (*way, place))
            elif place < len(value.elts):  # type: ignore[attr-defined]
                yield from _taken(one, value.elts[place], ())  # type: ignore[attr-defined]
