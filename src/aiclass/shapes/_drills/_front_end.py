"""Who shows a drill in a notebook: packages above this one may, and this one must not know them."""

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiclass.shapes._drills._drill import Drill

FrontEnd: TypeAlias = "Callable[[Drill], Any]"
"""Returns something that a notebook can show, with a ``_repr_mimebundle_``."""

_front_ends: list[FrontEnd] = []


def show_drills_with(front_end: FrontEnd) -> None:
    """Have drills that end a cell shown by this from now on."""
    _front_ends[:] = [front_end]


def shown(drill: "Drill", **options: Any) -> dict[str, Any]:
    """Return what a notebook shows for a drill: a front end's view, else its text."""
    if not _front_ends:
        return {"text/plain": repr(drill)}
    bundle: dict[str, Any] = _front_ends[0](drill)._repr_mimebundle_(**options)
    return bundle
