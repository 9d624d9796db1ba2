"""A function of the learner's as one that tells the watcher what it computes."""

import ast
import inspect
from collections.abc import Callable
from types import CodeType, FunctionType, MethodType
from typing import Any, Final

from aiclass.shapes._clinic._guilt import is_learners_file
from aiclass.shapes._trace._rewriting import WATCHER, Rewriter, is_bound_to_frame
from aiclass.shapes._trace._source import definition_of
from aiclass.shapes._trace._watcher import Watcher

DEEPEST: Final = 12  # calls within calls that are looked into
SCRATCH: Final = "aiclass.scratch"  # formulas written out, for reading: worth looking into
NOT_PLAIN: Final = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class Functions:
    """Rewrites functions on demand, each once, and says which are worth it."""

    def __init__(self) -> None:
        self._codes: dict[CodeType, CodeType | None] = {}
        self._depth = 0

    def traced(self, watcher: Watcher, function: Any) -> Callable[..., Any] | None:
        """Return the rewritten function, or None for one that is not looked into."""
        plain, owner = _plain(function)
        if plain is None or self._depth >= DEEPEST:
            return None
        if plain.__code__ not in self._codes:
            self._codes[plain.__code__] = rewritten_code(plain) if _is_of_interest(plain) else None
        code = self._codes[plain.__code__]
        if code is None:
            return None
        rewritten = _with_code(plain, code, watcher)

        def counted(*args: Any, **settings: Any) -> Any:
            self._depth += 1
            try:
                return rewritten(*owner, *args, **settings)
            finally:
                self._depth -= 1

        return counted


def rewritten_code(function: FunctionType) -> CodeType | None:
    """Return the code of a function that tells the watcher, None where its source cannot stand for it."""
    code = function.__code__
    if code.co_flags & NOT_PLAIN:
        return None
    definition = definition_of(code, function.__globals__)
    if definition is None or any(map(is_bound_to_frame, ast.walk(definition))):
        return None
    definition.decorator_list = []
    definition.body = rewritten_body(definition.body)
    factory = _factory(definition, code.co_freevars)
    compiled = compile(ast.Module([factory], []), code.co_filename, "exec")
    return code_within(code_within(compiled, factory.name), definition.name).replace(co_name=code.co_name)


def rewritten_body(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return statements that tell the watcher; a docstring stays one."""
    rewriter = Rewriter()
    return [each if _is_text(each) else rewriter.visit(each) for each in body]


def code_within(code: CodeType, name: str) -> CodeType:
    """Return the code of a function that is defined in this code."""
    return next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)


def bound(
    code: CodeType, names: dict[str, Any], cells: dict[str, Any], module: dict[str, Any]
) -> FunctionType:
    """Return a function of this code: its free variables are these cells, or new ones with these values."""
    closure = tuple(cells[name] if name in cells else _cell(names[name]) for name in code.co_freevars)
    return FunctionType(code, module, code.co_name, None, closure)


def _with_code(function: FunctionType, code: CodeType, watcher: Watcher) -> FunctionType:
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    twin = bound(code, {WATCHER: watcher}, cells, function.__globals__)
    twin.__defaults__, twin.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
    return twin


def _factory(definition: ast.FunctionDef, free: tuple[str, ...]) -> ast.FunctionDef:
    """Return a function around the definition, whose parameters make the free variables free."""
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(name) for name in (WATCHER, *free)],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    outer = ast.FunctionDef(name="_aiclass_factory", args=arguments, body=[definition], decorator_list=[])
    definition.args.defaults = [ast.Constant(None) for _ in definition.args.defaults]
    definition.args.kw_defaults = [each and ast.Constant(None) for each in definition.args.kw_defaults]
    _without_annotations(definition)
    return ast.fix_missing_locations(ast.copy_location(outer, definition))


def _without_annotations(definition: ast.FunctionDef) -> None:
    definition.returns = None
    arguments = definition.args
    for each in (
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ):
        if each is not None:
            each.annotation = None


def _plain(function: Any) -> tuple[FunctionType | None, tuple[Any, ...]]:
    """Return the function behind a callable, and the object that it is bound to, if any."""
    if isinstance(function, FunctionType):
        return function, ()
    if isinstance(function, MethodType):
        inner = function.__func__
        return (inner, (function.__self__,)) if isinstance(inner, FunctionType) else (None, ())
    call = inspect.getattr_static(type(function), "__call__", None)
    is_own = isinstance(call, FunctionType) and not isinstance(function, type)
    return (call, (function,)) if is_own else (None, ())


def _is_of_interest(function: FunctionType) -> bool:
    """Return whether it is the learner's own, or a formula of the course; libraries stay closed."""
    module = function.__module__ or ""
    if module.partition(".")[0] == "aiclass":
        return f"{module}.".startswith(f"{SCRATCH}.")
    return is_learners_file(function.__code__.co_filename)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _cell(value: Any) -> Any:
    def inner() -> Any:
        return value

    assert inner.__closure__ is not None
    return inner.__closure__[0]
