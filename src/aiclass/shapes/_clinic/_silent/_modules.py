"""Probes in the modules that lie beside a script and that it imports; no compiled file of them is read or written."""

import ast
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from aiclass.shapes._clinic._silent._instrument import Instrument

PACKAGES = ("site-packages", "dist-packages")


class _Loader(SourceFileLoader):
    """Compiles a module with probes in it."""

    instrument: Instrument

    def get_code(self, fullname: str) -> CodeType:
        """Return the module's code, made anew from its source."""
        path = self.get_filename(fullname)
        tree = ast.parse(self.get_data(path), path)
        return compile(self.instrument.visit(tree), path, "exec")


class _Finder(MetaPathFinder):
    """Finds modules of the learner's below one folder; all others are found as ever."""

    def __init__(self, folder: Path, instrument: Instrument) -> None:
        self._folder, self._instrument = folder, instrument

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec with our loader, None for what is not the learner's source."""
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or not spec.origin or not isinstance(spec.loader, SourceFileLoader):
            return None
        file = Path(spec.origin)
        if self._folder not in file.parents or any(part in PACKAGES for part in file.parts):
            return None
        loader = _Loader(name, spec.origin)
        loader.instrument = self._instrument
        spec.loader = loader
        return spec


@contextmanager
def probed_imports(folder: Path, instrument: Instrument) -> Iterator[None]:
    """Put probes into what is imported from a folder meanwhile."""
    finder = _Finder(folder, instrument)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
