"""The body of a ``with`` statement as a function of its own."""

import ast
import sys
from collections.abc import Iterable, Iterator
from copy import deepcopy
from types import CodeType, FrameType
from typing import Any, Final

from aiclass.shapes._clinic._silent import Instrument
from aiclass.shapes._trace._functions import code_within, rewritten_body
from aiclass.shapes._trace._rewriting import WATCHER, is_bound_to_frame
from aiclass.shapes._trace._source import tree_of
from aiclass.shapes._trace._variables import is_function, names_of

FUNCTION: Final = "_aiclass_body"
AROUND: Final = "_aiclass_around"
BEFORE: Final = "_aiclass_before"
AFTER: Final = "_aiclass_after"
OWN_SCOPE: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
LEAVING: Final = (
    ast.Return,
    ast.Yield,
    ast.YieldFrom,
    ast.Await,
    ast.AsyncFor,
    ast.AsyncWith,
    ast.Global,
    ast.Nonlocal,
    ast.Delete,
)


def statement_at(frame: FrameType) -> ast.With | None:
    """Return the innermost ``with`` statement whose head holds the line that a frame is at."""
    source = tree_of(frame.f_code.co_filename, frame.f_globals)
    if source is None:
        return None
    tree = _as_run(deepcopy(source), frame)
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        and node.lineno <= frame.f_lineno <= (node.items[-1].context_expr.end_lineno or node.lineno)
    ]
    return max(found, key=lambda node: (node.lineno, node.col_offset), default=None)


def can_move(statement: ast.With) -> bool:
    """Return whether the body does nothing that only the frame itself can do, and a trace meets it first."""
    return _is_last(statement) and not any(_cannot_move(statement.body, loops=0))


def body_code(statement: ast.With, frame: FrameType) -> CodeType:
    """Return the code of the body as a function, whose free variables are the watcher and the variables around it.

    Raises:
        SyntaxError: the body means something only where it stands.
    """
    own = names_of(frame)
    body = [_plain_assignment(each) for each in rewritten_body(statement.body)]
    for each in body:
        _drop_annotations(each)
    assigned = _assigned(statement, body, frame.f_code.co_filename)
    outside = sorted(assigned if not is_function(frame) else assigned - own)
    opening: list[ast.stmt] = [ast.Global(names=outside)] if outside else []
    if is_function(frame):
        known = [
            f"if {name!r} in {BEFORE}: {name} = {BEFORE}[{name!r}]"
            for name in sorted(own)
            if name.isidentifier()
        ]
        opening += ast.parse("\n".join(known)).body
        closing = ast.parse(f"{AFTER}.update(locals())").body
        body = [ast.Try(body=[*body, ast.Pass()], handlers=[], orelse=[], finalbody=closing)]
    return _function(statement, [*opening, *body], frame.f_code.co_filename)


def _as_run(tree: ast.Module, frame: FrameType) -> ast.Module:
    """Return the tree as IPython runs it: a notebook's own transformers have their say in a cell.

    The clinic's leaves operations where they are, which the trace could not see otherwise.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or is_function(frame) or frame.f_globals is not shell.user_global_ns:
        return tree
    for transformer in shell.ast_transformers:
        is_clinic = isinstance(transformer, Instrument)
        tree = transformer.beside_operations(tree) if is_clinic else transformer.visit(tree)
    return tree


def _is_last(statement: ast.With) -> bool:
    """Return whether the trace is the innermost context: what is raised before the body meets it first."""
    if len(statement.items) == 1:
        return True
    last = statement.items[-1].context_expr
    name = getattr(last.func, "attr", getattr(last.func, "id", "")) if isinstance(last, ast.Call) else ""
    return name == "trace"


def _cannot_move(nodes: Iterable[ast.AST], *, loops: int) -> Iterator[bool]:
    """Yield whether nodes do what only the frame itself can do: return, leave its loop, delete.

    Args:
        loops: of the body around the nodes.
    """
    for node in nodes:
        if isinstance(node, OWN_SCOPE):
            continue
        yield isinstance(node, LEAVING) or is_bound_to_frame(node)
        yield isinstance(node, ast.Break | ast.Continue) and loops == 0
        yield isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        inner = loops + isinstance(node, ast.For | ast.While)
        yield from _cannot_move(ast.iter_child_nodes(node), loops=inner)


def _assigned(statement: ast.With, body: list[ast.stmt], file: str) -> set[str]:
    """Return the variables that the body sets, as Python itself counts them."""
    code = _function(statement, body, file)
    return {*code.co_varnames, *code.co_cellvars}


def _function(statement: ast.With, body: list[ast.stmt], file: str) -> CodeType:
    source = f"def {AROUND}({WATCHER}, {BEFORE}, {AFTER}):\n def {FUNCTION}():\n  pass"
    around = ast.parse(source).body[0]
    assert isinstance(around, ast.FunctionDef)
    inner = around.body[0]
    assert isinstance(inner, ast.FunctionDef)
    inner.body = []
    for node in (around, inner):
        ast.copy_location(node, statement)
    inner.body = [ast.fix_missing_locations(_placed(each, statement)) for each in body]
    compiled = compile(ast.Module([ast.fix_missing_locations(around)], []), file, "exec")
    return code_within(code_within(compiled, AROUND), FUNCTION)


def _placed(node: ast.stmt, statement: ast.With) -> ast.stmt:
    return node if hasattr(node, "lineno") else ast.copy_location(node, statement)


def _drop_annotations(statement: ast.stmt) -> None:
    """Make ``x: int = 3`` a plain assignment: an annotated name cannot be declared global."""
    for node in ast.walk(statement):
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(node, name, [_plain_assignment(each) for each in value])


def _plain_assignment(node: Any) -> Any:
    if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
        return node
    if node.value is None:
        return ast.copy_location(ast.Pass(), node)
    return ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node)
