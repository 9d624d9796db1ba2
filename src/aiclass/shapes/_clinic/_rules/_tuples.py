"""The results of a recurrent or an attention layer, which are two, used as if they were one tensor."""

import ast
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case, shape_of
from aiclass.shapes._clinic._diagnosis import Finding, Operand, Repair
from aiclass.shapes._clinic._guilt import statement_of

MESSAGES = (
    "must be Tensor, not tuple",
    "'tuple' object has no attribute",
    "tuple indices must be integers or slices, not tuple",
)
GIVE_TWO = frozenset({"RNN", "LSTM", "GRU", "MultiheadAttention"})


def two_results(case: Case) -> Finding | None:
    """Explain a tuple where a tensor is needed; it came out of a layer that gives its states or weights too."""
    if not any(text in case.message for text in MESSAGES):
        return None
    for name in (part for part in ast.walk(case.node) if isinstance(part, ast.Name)):
        results, made = case.value(name), case.origin(name)
        if type(results) is not tuple or not isinstance(made, ast.Call):
            continue
        if type(case.real(made.func)).__name__ in GIVE_TWO:
            first = shape_of(results[0])
            operands = (Operand(source=f"{name.id}[0]", shape=first),) if first is not None else ()
            return Finding(code="CM-17", operands=operands, repairs=tuple(_taken_apart(case, name, made)))
    return None


def _taken_apart(case: Case, name: ast.Name, made: ast.Call) -> Iterator[Repair]:
    """Yield the line that takes the results apart, then the first of them where it is used."""
    tree = case.guilt.source.tree
    written = next(
        (
            part
            for part in ast.walk(tree or ast.Module(body=[], type_ignores=[]))
            if isinstance(part, ast.Call) and (part.lineno, part.col_offset) == (made.lineno, made.col_offset)
        ),
        None,
    )
    statement = statement_of(tree, written) if tree and written else None
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        text = f"{statement.targets[0].id}, _ = {case.text(statement.value)}"
        yield Repair(code=text, place=f"{statement.lineno}번째 줄")
    yield from case.repairs([case.edit((name, f"{name.id}[0]"))])
