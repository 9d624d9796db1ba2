"""Give modules built-ins of their own, which nobody else can rebind.

A function looks built-ins up where its module's ``__builtins__`` pointed when the function was made (Python 3.10 and
later). Code that judges a learner must not call what the learner has put in the place of ``len``.
"""

import builtins
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any, Final


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = OWN
        super().exec_module(module)


class OwnBuiltins:
    """A finder for ``sys.meta_path``.

    Args:
        prefix: of the names of the modules that get built-ins of their own.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load such a module; None leaves it to other finders."""
        if not name.startswith(self._prefix):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(name, spec.origin)
        return spec

    def install(self) -> None:
        """Go before all other finders."""
        sys.meta_path.insert(0, self)

    @staticmethod
    def remove() -> None:
        """Take every such finder away again."""
        sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, OwnBuiltins)]


OWN: Final[dict[str, Any]] = dict(vars(builtins))
