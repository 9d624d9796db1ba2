"""Lists of arrays of unequal length, such as sounds or sentences: cut to the shortest, or padded to the longest."""

import ast
from collections.abc import Iterator

from aiclass.shapes._clinic._case import ATOMS, Case
from aiclass.shapes._clinic._rules._calls import CallOn

ITEM = "x"


def made_equal(case: Case, found: CallOn, shapes: list[tuple[int, ...]], *, is_torch: bool) -> Iterator[str]:
    """Yield the call on a list, which has a name or is a comprehension, whose arrays are made as long as each other.

    Args:
        shapes: of all arrays in the list.
    """
    if not all(shapes) or len({shape[1:] for shape in shapes}) != 1:
        return
    lengths = [shape[0] for shape in shapes]
    if isinstance(found.subject, ast.ListComp):
        loops = " ".join(ast.unparse(loop).strip() for loop in found.subject.generators)
        item, uncut = _bracketed(case, found.subject.elt), _bracketed(case, _uncut(found.subject.elt))
    elif isinstance(found.subject, ast.Name):
        loops = f"for {ITEM} in {case.text(found.subject)}"
        item = uncut = ITEM
    else:
        return
    yield case.edit((found.subject, f"[{uncut}[:{min(lengths)}] {loops}]"))
    if not is_torch:
        module = case.text(found.node.func).rpartition(".")[0] or "np"
        width = f"(0, {max(lengths)} - len({item}))"
        widths = f"[{', '.join([width, *['(0, 0)'] * (len(shapes[0]) - 1)])}]" if shapes[0][1:] else width
        yield case.edit((found.subject, f"[{module}.pad({item}, {widths}) {loops}]"))


def _bracketed(case: Case, node: ast.expr) -> str:
    return case.text(node) if isinstance(node, ATOMS) else f"({case.text(node)})"


def _uncut(node: ast.expr) -> ast.expr:
    """Return what a slice from the beginning was taken of; the node itself where it is none."""
    is_cut = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)
    return node.value if is_cut and not (node.slice.lower or node.slice.step) else node  # type: ignore[attr-defined]
