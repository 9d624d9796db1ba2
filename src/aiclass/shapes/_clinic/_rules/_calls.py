"""Reading and rewriting calls, whether written ``x.f(...)`` or ``np.f(x, ...)``."""

import ast
from dataclasses import dataclass
from types import ModuleType

from aiclass.shapes._clinic._case import Case

AXIS_WORDS = ("axis", "dim")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOn:
    """A call of a function of arrays.

    Attributes:
        name: of the function, without its module or object.
        subject: the array that it works on.
        rest: the other positional arguments.
        is_method: the subject stands before the dot.
    """

    node: ast.Call
    name: str
    subject: ast.expr
    rest: tuple[ast.expr, ...]
    is_method: bool

    def keyword(self, *names: str) -> ast.keyword | None:
        """Return the first keyword argument of one of these names."""
        return next((keyword for keyword in self.node.keywords if keyword.arg in names), None)

    @property
    def axis(self) -> ast.expr | None:
        """Return the argument that names the axis, by its name or by its place after the subject."""
        keyword = self.keyword(*AXIS_WORDS)
        return keyword.value if keyword else self.rest[0] if self.rest else None


def call_on(case: Case) -> CallOn | None:
    """Return the guilty call read as a function of one array; None where it is none."""
    node = case.node
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name) and node.args:
        return CallOn(
            node=node, name=node.func.id, subject=node.args[0], rest=tuple(node.args[1:]), is_method=False
        )
    if not isinstance(node.func, ast.Attribute):
        return None
    owner = case.real(node.func.value)
    if isinstance(owner, ModuleType):
        if not node.args:
            return None
        subject, rest = node.args[0], node.args[1:]
    else:
        subject, rest = node.func.value, node.args
    return CallOn(
        node=node,
        name=node.func.attr,
        subject=subject,
        rest=tuple(rest),
        is_method=not isinstance(owner, ModuleType),
    )


def arguments_text(case: Case, node: ast.Call, *, without: ast.AST | None = None) -> str:
    """Return what stands between the brackets of a call, one argument left out."""
    parts = [case.text(argument) for argument in node.args if argument is not without]
    parts += [f"{k.arg}={case.text(k.value)}" for k in node.keywords if k.arg and k.value is not without]
    return ", ".join(parts)
