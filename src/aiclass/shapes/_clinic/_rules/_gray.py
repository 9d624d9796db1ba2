"""Pictures without colours, or with an opacity, among pictures of three colours."""

import ast
from collections.abc import Iterator

from aiclass.shapes._clinic._case import ATOMS, Case
from aiclass.shapes._clinic._rules._calls import CallOn

COLOURS, WITH_OPACITY, ITEM = 3, 4, "x"
Shape = tuple[int, ...]


def made_coloured(case: Case, found: CallOn, shapes: list[Shape], *, is_torch: bool) -> Iterator[str]:
    """Yield the call on a list, which has a name or is a comprehension, whose pictures all have three colours.

    Args:
        shapes: of all pictures in the list.
    """
    if isinstance(found.subject, ast.ListComp):
        loops = " ".join(ast.unparse(loop).strip() for loop in found.subject.generators)
        elt = found.subject.elt
        item = case.text(elt) if isinstance(elt, ATOMS) else f"({case.text(elt)})"
    elif isinstance(found.subject, ast.Name):
        loops, item = f"for {ITEM} in {case.text(found.subject)}", ITEM
    else:
        return
    for changed in _changed(item, set(shapes), is_torch=is_torch):
        yield case.edit((found.subject, f"[{changed} {loops}]"))


def _changed(item: str, shapes: set[Shape], *, is_torch: bool) -> Iterator[str]:
    """Yield what makes one shape of a picture's two."""
    if len(shapes) != 2:
        return
    short, long = sorted(shapes, key=lambda shape: (len(shape), shape))
    if len(short) == 2 and long == (*short, COLOURS):
        widened = f"{item}[..., None].{'repeat(1, 1, 3)' if is_torch else 'repeat(3, axis=-1)'}"
        yield f"{item} if {item}.ndim == 3 else {widened}"
    elif len(short) == 2 and long == (COLOURS, *short):
        yield f"{item} if {item}.ndim == 3 else {item}[None].{'repeat(3, 1, 1)' if is_torch else 'repeat(3, axis=0)'}"
    elif len(short) == len(long) == 3 and short[1:] == long[1:] and (short[0], long[0]) == (1, COLOURS):
        yield f"{item}.expand(3, -1, -1)" if is_torch else f"np.broadcast_to({item}, {long})"
    elif len(long) == 3 and short == (*long[:2], COLOURS) and long[2] == WITH_OPACITY:
        yield f"{item}[..., :3]"
