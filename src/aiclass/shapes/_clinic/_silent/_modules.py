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
    """Runs the code of a module that has probes in it."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        """Return the module's code, whatever may have been compiled before."""
        return self._code


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
        """Return the spec with our loader, None for what is not the learner's source, or is no Python."""
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or not spec.origin or type(spec.loader) is not SourceFileLoader:
            return None
        file = Path(spec.origin).resolve()
        if self._folder not in file.parents or not is_learners_file(str(file)):
            return None
        code = self._probed(spec.origin)
        if code is None:  # Python's own finder raises what is wrong with it, in a traceback without us
            return None
        spec.loader = _Loader(name, spec.origin, code)
        return spec

    def _probed(self, path: str) -> CodeType | None:
        """Return a file's code with probes in it; None where it cannot be compiled."""
        try:
            tree = ast.parse(Path(path).read_bytes(), path)
            return compile(self._instrument.visit(tree), path, "exec", dont_inherit=True)
        except (OSError, SyntaxError, ValueError):
            return None


@contextmanager
def probed_imports(folder: Path, instrument: Instrument) -> Iterator[None]:
    """Put probes into what is imported from a folder meanwhile."""
    imports = ProbedImports(instrument)
    imports.start(folder)
    try:
        yield
    finally:
        imports.stop()
