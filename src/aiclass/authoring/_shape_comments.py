"""Shape comments that are true: ``x = f(y)  # (N, 784)`` is checked while the lesson runs.

A comment that begins with ``(`` on the last line of an assignment, or of ``print(x.shape)``, claims a shape.
Numbers must match; a letter stands for the same length throughout a cell, or throughout one call of a function.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

CHECKER_NAME: Final = "__aiclass_shapes__"
LETTERS_NAME: Final = "__aiclass_letters__"
CLAIM: Final = re.compile(r"#\s*(?P<first>\([^()]*\))(?P<more>(?:\s*,\s*\([^()]*\))*)")
ONE: Final = re.compile(r"\([^()]*\)")

Length = int | ast.expr
Claim = tuple[str, tuple[Length, ...] | None]
"""A shape as written, and its lengths; None where the text is no shape."""

Report = Callable[[int, str], None]
"""Told the line within a cell and what is untrue there."""


def ignore(_line: int, _text: str) -> None:
    """Report nothing."""


def shape_claims(source: str) -> dict[int, tuple[Claim, ...]]:
    """Return the shapes that comments claim, by 1-based line.

    Args:
        source: Python, without IPython's own syntax.
    """
    claims = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        match = CLAIM.match(token.string) if token.type == tokenize.COMMENT else None
        if match:
            texts = [match["first"], *ONE.findall(match["more"])]
            claims[token.start[0]] = tuple((text, _lengths(text)) for text in texts)
    return claims


class ShapeChecker(ast.NodeTransformer):
    """Plants a check behind every statement whose comment claims a shape, and collects what is untrue.

    Attributes:
        is_on: off while a wrong answer is tried.
    """

    def __init__(self) -> None:
        self.is_on = True
        self._claims: Mapping[int, tuple[Claim, ...]] = {}
        self._report: Report = ignore
        self._cells: list[tuple[Mapping[int, tuple[Claim, ...]], Report]] = []

    def open_cell(self, source: str, report: Report) -> None:
        """Take up the next cell.

        Args:
            report: told the line within the cell and what is untrue.
        """
        self._cells.append((shape_claims(source) if self.is_on else {}, report))
        self._claims, self._report = self._cells[-1]

    def visit(self, node: ast.AST) -> Any:
        """Plant checks in every list of statements of the tree."""
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                setattr(node, name, list(self._planted(value)))
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.AST):
                        self.visit(item)
            elif isinstance(value, ast.AST):
                self.visit(value)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._open_call(node)
        return node

    def check(self, cell: int, line: int, letters: dict[str, int], values: Sequence[Any]) -> None:
        """Compare values with the claims of one line; called by the planted code."""
        claims, report = self._cells[cell]
        if not self.is_on:
            return
        for (text, lengths), value in zip(claims[line], values, strict=True):
            problem = _problem(text, lengths, value, letters)
            if problem:
                report(line, problem)

    def _planted(self, statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
        for statement in statements:
            self.visit(statement)
            claims = self._claims.get(statement.end_lineno or 0)
            values = list(_claimed_values(statement, claims or ()))
            if not claims or not values:
                yield statement
                continue
            if len(values) != len(claims):
                text = f"the comment claims {len(claims)} shapes for {len(values)} values. Give each value its shape."
                self._report(statement.end_lineno or 0, text)
                yield statement
                continue
            planted = self._check_call(statement, values)
            yield from (planted, statement) if isinstance(statement, ast.Expr) else (statement, planted)

    def _check_call(self, statement: ast.stmt, values: list[ast.expr]) -> ast.stmt:
        call = ast.Call(
            func=ast.Attribute(value=_name(CHECKER_NAME), attr="check", ctx=ast.Load()),
            args=[
                ast.Constant(len(self._cells) - 1),
                ast.Constant(statement.end_lineno),
                _name(LETTERS_NAME),
                ast.Tuple(elts=values, ctx=ast.Load()),
            ],
            keywords=[],
        )
        return ast.fix_missing_locations(ast.copy_location(ast.Expr(value=call), statement))

    def _open_call(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        fresh = ast.Assign(
            targets=[ast.Name(id=LETTERS_NAME, ctx=ast.Store())], value=ast.Dict(keys=[], values=[])
        )
        has_docstring = ast.get_docstring(function, clean=False) is not None
        first = function.body[1 if has_docstring and len(function.body) > 1 else 0]
        ast.fix_missing_locations(ast.copy_location(fresh, first))
        function.body.insert(1 if has_docstring else 0, fresh)


def _claimed_values(statement: ast.stmt, claims: Sequence[Claim]) -> Iterator[ast.expr]:
    """Yield an expression for every value that the comment at the end of this statement speaks of."""
    if isinstance(statement, ast.Expr):
        yield from _printed_shapes(statement.value)
        return
    if isinstance(statement, ast.Assign):
        target: ast.expr = statement.targets[0]
    elif isinstance(statement, ast.AugAssign) or (isinstance(statement, ast.AnnAssign) and statement.value):
        target = statement.target
    else:
        return
    if isinstance(target, ast.Tuple | ast.List) and not any(isinstance(e, ast.Starred) for e in target.elts):
        yield from map(_loaded, target.elts)
    elif len(claims) > 1:
        for position in range(len(claims)):
            index = ast.Subscript(value=_loaded(target), slice=ast.Constant(position), ctx=ast.Load())
            yield index
    else:
        yield _loaded(target)


def _printed_shapes(value: ast.expr) -> Iterator[ast.expr]:
    """Yield ``x`` for every ``x.shape`` that ``print(...)`` shows."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print":
        for argument in value.args:
            if isinstance(argument, ast.Attribute) and argument.attr == "shape":
                yield _loaded(argument.value)


def _loaded(node: ast.expr) -> ast.expr:
    """Return an expression that reads what a target names.

    A deep copy would take along whole trees: IPython's tracebacks hang a parent on the one ``Load`` that all share.
    """
    return ast.parse(ast.unparse(node), mode="eval").body


def _name(name: str) -> ast.Name:
    return ast.Name(id=name, ctx=ast.Load())


def _lengths(text: str) -> tuple[Length, ...] | None:
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    if not isinstance(tree, ast.Tuple):
        return None
    lengths: list[Length] = []
    for item in tree.elts:
        if isinstance(item, ast.Constant) and type(item.value) is int:
            lengths.append(item.value)
        elif isinstance(item, ast.Name | ast.BinOp):
            lengths.append(item)
        else:
            return None
    return tuple(lengths)


def _problem(
    text: str, lengths: tuple[Length, ...] | None, value: Any, letters: dict[str, int]
) -> str | None:
    if lengths is None:
        return f"'# {text}' is no shape. Write it as in '# (N, 784)', or begin the comment with a word."
    shape = _shape_of(value)
    if shape is None:
        return f"the comment claims {text}, but the value is a {type(value).__name__}. Begin the comment with a word."
    remedy = "Correct the comment."
    if len(shape) != len(lengths):
        return f"the comment claims {text}, the shape is {shape}. {remedy}"
    for want, got in zip(lengths, shape, strict=True):
        if isinstance(want, ast.Name):
            if letters.setdefault(want.id, got) != got:
                return f"the comment claims {text}, the shape is {shape}, but {want.id} is {letters[want.id]}. {remedy}"
        elif _evaluated(want, letters) != got:
            return f"the comment claims {text}, the shape is {shape}. {remedy}"
    return None


def _evaluated(want: Length, letters: Mapping[str, int]) -> int | None:
    """Return a length such as ``2 * N - 1``; None where a letter is not known yet."""
    if isinstance(want, int):
        return want
    code = compile(ast.fix_missing_locations(ast.Expression(want)), "<shape>", "eval")
    try:
        return int(eval(code, {"__builtins__": {}}, dict(letters)))
    except (NameError, TypeError, ArithmeticError):
        return None


def _shape_of(value: Any) -> tuple[int, ...] | None:
    import numpy as np

    if hasattr(value, "shape"):
        return tuple(int(length) for length in value.shape)
    if isinstance(value, int | float | complex | list | tuple):
        try:
            return np.shape(value)
        except ValueError:
            return None
    return None
