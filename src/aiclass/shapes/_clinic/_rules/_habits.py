"""What NumPy does and PyTorch does otherwise: slices from the end, copies, and reductions that give a pair."""

import ast
import re
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding
from aiclass.shapes._clinic._meta import is_tensor, torch
from aiclass.shapes._clinic._rules._calls import call_on

LACKING = re.compile(r"'Tensor' object has no attribute '(copy|astype)'")
PAIR = "'torch.return_types"
PICKERS = frozenset({"gather", "scatter", "scatter_"})
GATHERED = ("Index tensor must have", "for index")


def backwards(case: Case) -> Finding | None:
    """Explain ``x[::-1]`` of a tensor."""
    node = case.node
    if "step must be greater than zero" not in case.message or not isinstance(node, ast.Subscript):
        return None
    return Finding(
        code="CT-08", operands=case.operands(node.value), repairs=case.repairs(_flipped(case, node))
    )


def _flipped(case: Case, node: ast.Subscript) -> Iterator[str]:
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    turned = []
    for place, item in enumerate(items):
        if not isinstance(item, ast.Slice) or item.lower or item.upper:
            return
        if item.step is not None and case.number(item.step) != -1:
            return
        turned += [str(place)] if item.step is not None else []
    yield case.with_suffix(node.value, f".flip({', '.join(turned)})")


def lacking(case: Case) -> Finding | None:
    """Explain a method of arrays that tensors do not have."""
    node, said = case.node, LACKING.search(case.message)
    if said is None or not isinstance(node, ast.Attribute):
        return None
    other = "clone" if said[1] == "copy" else "to"
    names = (
        [case.with_suffix(node.value, f".{other}")] if other == "clone" or _takes_dtype(case, node) else []
    )
    return Finding(code="CT-11", operands=case.operands(node.value), repairs=case.repairs(names))


def _takes_dtype(case: Case, node: ast.Attribute) -> bool:
    """Return whether what ``astype`` was given can be given to ``to``: a type of Python's or PyTorch's."""
    calls = [
        part for part in ast.walk(case.guilt.statement) if isinstance(part, ast.Call) and part.func is node
    ]
    given = case.value(calls[0].args[0]) if calls and calls[0].args else None
    return given in (float, int, bool) or isinstance(given, torch().dtype)


def pair(case: Case) -> Finding | None:
    """Explain ``max`` over an axis, which gives values and positions, used as if it were a tensor."""
    if PAIR not in case.message:
        return None
    both = next((part for part in ast.walk(case.node) if _is_pair(case, part)), None)
    if both is None:
        return None
    subject = both.func.value if isinstance(both, ast.Call) and isinstance(both.func, ast.Attribute) else None
    parts = [case.edit((both, case.with_suffix(both, suffix))) for suffix in (".values", ".indices")]
    return Finding(code="CT-10", operands=case.operands(subject), repairs=case.repairs(parts))


def _is_pair(case: Case, node: ast.AST) -> bool:
    is_value = isinstance(node, ast.Call | ast.Name)
    return is_value and type(case.value(node)).__module__ == "torch.return_types"


def gathering(case: Case) -> Finding | None:
    """Explain positions that ``gather`` and ``scatter`` cannot take."""
    found = call_on(case)
    if found is None or found.name not in PICKERS or not any(text in case.message for text in GATHERED):
        return None
    named = found.keyword("index")
    index = named.value if named else found.rest[1] if len(found.rest) > 1 else None
    if index is None or not is_tensor(case.value(index)):
        return None
    repairs = [case.edit((index, case.with_suffix(index, ".long()")))]
    if found.axis is not None:
        repairs.append(case.edit((index, case.with_suffix(index, f".unsqueeze({case.text(found.axis)})"))))
    return Finding(code="CT-12", operands=case.operands(found.subject, index), repairs=case.repairs(repairs))
