"""What can be told of a cell's Python without running it."""

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

MAGIC: Final = re.compile(r"^(\s*)[%!?].*$|^(\s*)(?:\w+\s*=\s*)?[%!].*$", re.MULTILINE)
LONGEST: Final = 100_000  # characters; what is longer is not looked into
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


@lru_cache(maxsize=512)
def bound_names(source: str) -> frozenset[str]:
    r"""Return the names that a cell binds at its top level: assigned, imported, defined.

    >>> sorted(bound_names("import numpy as np\ndef f(x):\n    y = x\nz = 1"))
    ['f', 'np', 'z']
    """
    return frozenset(_bound(parsed(source)))


@lru_cache(maxsize=512)
def free_names(source: str) -> frozenset[str]:
    r"""Return the names that a cell reads before it has bound them itself.

    >>> sorted(free_names("y = f(x)\nprint(y)"))
    ['f', 'print', 'x']
    """
    free: set[str] = set()
    bound: set[str] = set()
    for statement in parsed(source).body:
        own = frozenset(_bound(ast.Module(body=[statement], type_ignores=[])))
        read = {
            node.id
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        is_compound = hasattr(statement, "body")
        free |= read - bound - (own if is_compound else set())
        if isinstance(statement, ast.AugAssign):
            free |= own - bound
        bound |= own
    return frozenset(free)


def import_lines(source: str) -> tuple[str, ...]:
    r"""Return the import statements outside functions, each on a line of its own.

    >>> import_lines("try:\n    import torch\nexcept ImportError:\n    torch = None")
    ('import torch',)
    """
    statements = (
        node for node in _outside_functions(parsed(source)) if isinstance(node, ast.Import | ast.ImportFrom)
    )
    return tuple(ast.unparse(node) for node in statements)


def imported_packages(source: str) -> frozenset[str]:
    r"""Return the top-level packages that a cell imports, in functions too.

    >>> sorted(imported_packages("import torch.nn as nn\nfrom numpy import array"))
    ['numpy', 'torch']
    """
    modules = set()
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
    return frozenset(name.partition(".")[0] for name in modules)


def parsed(source: str) -> ast.Module:
    """Return the cell's syntax tree, magics left out; an empty one where it is no Python."""
    if len(source) > LONGEST:
        return ast.Module(body=[], type_ignores=[])
    plain = MAGIC.sub(lambda match: f"{match[1] or match[2] or ''}pass", source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in a string is no fault of the reader's
            return ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])


def _bound(tree: ast.AST) -> Iterator[str]:
    for node in _outside_functions(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def _outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield nodes in order, functions and classes themselves but nothing in them."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, Scope):
            yield from _outside_functions(node)
