"""Tell which namespaces have changed without touching what they hold.

In a fork, looking at an object through Python counts a reference in it, and so copies the page that it lies in; the
namespaces that tests rely on hold thousands. PEP 509 gives every dictionary a number that no two states of any
dictionaries share. It was made for guards of this kind, is read here from the dictionary itself, and is there up to
Python 3.13. Where it is not, everything counts as changed, and whoever asks must look.
"""

import ctypes
import gc
from array import array
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

_OFFSET: Final = object.__basicsize__ + ctypes.sizeof(
    ctypes.c_ssize_t
)  # behind the header and the number of items
_Pointer: Final = ctypes.POINTER(ctypes.c_uint64)


class Versions:
    """What some namespaces are now; close together in memory, so that asking touches few pages.

    Args:
        namespaces: of modules and classes, as ``vars`` gives them; they must live as long as this does.
    """

    def __init__(self, namespaces: Iterable[Mapping[str, Any]]) -> None:
        addresses = [ctypes.c_void_p(_address_of(names)) for names in namespaces]
        self._pointers = (_Pointer * len(addresses))(*(ctypes.cast(place, _Pointer) for place in addresses))
        self._then = self._now()

    def changed(self) -> Iterable[int]:
        """Return the positions of the namespaces that are not certainly as they were."""
        if not _has_versions():
            return range(len(self._pointers))
        now = self._now()
        if now == self._then:
            return ()
        pairs = zip(array("Q", now), array("Q", self._then), strict=True)
        return [position for position, (is_now, was) in enumerate(pairs) if is_now != was]

    def _now(self) -> bytes:
        return array("Q", [pointer[0] for pointer in self._pointers]).tobytes()


def _address_of(names: Mapping[str, Any]) -> int:
    """Return where the version of a dictionary lies, or of the one behind a class's view of it."""
    if not isinstance(names, dict):
        (names,) = gc.get_referents(names)
    return id(names) + _OFFSET


@cache
def _has_versions() -> bool:
    """Tell whether each kind of change is seen, and reading is none."""
    holder = type("holder", (), {"name": 1})
    names: dict[str, Any] = {"name": 1}
    changes = (
        (names, lambda: names.update(name=2)),
        (names, lambda: names.update(other=1)),
        (names, lambda: names.pop("other")),
        (vars(holder), lambda: setattr(holder, "name", 2)),
        (vars(holder), lambda: delattr(holder, "name")),
    )
    return all(_is_seen(names, change) for names, change in changes)


def _is_seen(names: Mapping[str, Any], change: Callable[[], object]) -> bool:
    version = ctypes.c_uint64.from_address(_address_of(names))
    before = version.value
    names.get("name")
    is_steady = version.value == before
    change()
    return is_steady and version.value != before
