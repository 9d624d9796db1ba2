"""Probes in the modules of the learner's that lie beside a script or notebook; no compiled file of them is touched."""

import ast
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from aiclass.shapes._clinic._guilt import is_learners_file
from aiclass.shapes._clinic._silent._instrument import Instrument


class _Loader(SourceFileLoader):
    """Compiles a module with probes in it."""

    instrument: Instrument

    def get_code(self, fullname: str) -> CodeType:
        """Return the module's code, made anew from its source."""
        path = self.get_filename(fullname)
        tree = ast.parse(self.get_data(path), path)
        return compile(self.instrument.visit(tree), path, "exec")


class ProbedImports(MetaPathFinder):
    """Finds modules of the learner's below one folder; all others are found as ever."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._folder: Path | None = None

    def start(self, folder: Path) -> None:
        """Put probes into what is imported from a folder from now on; what is imported already stays as it is.

        Finders that others have put before Python's own, such as pytest's, keep their place.
        """
        self._folder = folder.resolve()
        if self not in sys.meta_path:
            places = [place for place, finder in enumerate(sys.meta_path) if finder is PathFinder]
            sys.meta_path.insert(places[0] if places else len(sys.meta_path), self)

    def stop(self) -> None:
        """Leave imports alone again."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec with our loader, None for what is not the learner's source."""
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or not spec.origin or type(spec.loader) is not SourceFileLoader:
            return None
        file = Path(spec.origin).resolve()
        if self._folder not in file.parents or not is_learners_file(str(file)):
            return None
        loader = _Loader(name, spec.origin)
        loader.instrument = self._instrument
        spec.loader = loader
        return spec


@contextmanager
def probed_imports(folder: Path, instrument: Instrument) -> Iterator[None]:
    """Put probes into what is imported from a folder meanwhile."""
    imports = ProbedImports(instrument)
    imports.start(folder)
    try:
        yield
    finally:
        imports.stop()
