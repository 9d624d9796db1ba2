"""Get the files of a set: cache, then mirror, then public addresses; only checked bytes get any further."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiclass.data import _environment
from aiclass.data._cache import Cache
from aiclass.data._content import GZIP, parse_checked, unpack
from aiclass.data._listener import Listener
from aiclass.data._recipe import DataFile, Recipe
from aiclass.data._sources import sources_of
from aiclass.data.errors import CacheError, DataError, SourceError, UnreachableError, phrase

CACHE = "캐시"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file of a set, checked and parsed.

    Attributes:
        content: its unpacked bytes.
        value: what the file's parser made of it.
        label: where it came from, such as "캐시".
    """

    content: bytes
    value: Any
    label: str


def source_of(recipe: Recipe, fetched: Sequence[Fetched]) -> str:
    """Return which set and which bytes were used, such as "mnist (캐시, 미러)"."""
    origin = ", ".join(dict.fromkeys(file.label for file in fetched)) or recipe.origin
    return f"{recipe.name} ({origin})"


class Fetcher:
    """Fetches the files of one set, and remembers what has failed so that it is not tried for each file.

    Args:
        recipe: the set.
        listener: hears of progress, and of every fault that another source made up for.
        must_store: raise when a file cannot be stored, instead of going on with the bytes in memory.
    """

    def __init__(self, recipe: Recipe, listener: Listener, *, must_store: bool = False) -> None:
        self.recipe = recipe
        self.listener = listener
        self.must_store = must_store
        self.cache = Cache(folder=_environment.cache_folder())
        self.sources = list(sources_of(recipe))
        self.stores = True

    def fetch_all(self) -> list[Fetched]:
        """Return every file of the set, in the recipe's order.

        Raises:
            UnreachableError: a file is not here, and nobody answered or may be asked.
            DataError: the last of what was wrong with the sources that did answer.
        """
        return [self.fetch(file) for file in self.recipe.files]

    def fetch(self, file: DataFile) -> Fetched:
        """Return one file; of several processes one downloads it."""
        try:
            return self._from_cache(file)
        except (FileNotFoundError, DataError):
            pass  # looked at again under the lock, which another process may hold to mend it
        with self.cache.lock(file, on_wait=lambda: self.listener.waiting(file)):
            faults: list[DataError] = []
            try:
                return self._from_cache(file)
            except FileNotFoundError:
                pass
            except DataError as fault:
                self.cache.discard(file)
                faults.append(fault)
            return self._from_sources(file, faults)

    def _from_cache(self, file: DataFile) -> Fetched:
        place = self.cache.place(file, todo=phrase("DA-21", name=self.recipe.name))
        content = unpack(self.cache.read(file, place), file, place)
        return Fetched(content=content, value=parse_checked(content, file, place), label=CACHE)

    def _from_sources(self, file: DataFile, faults: list[DataError]) -> Fetched:
        """Return the file from the first source that has it right.

        Args:
            faults: what was wrong so far; the listener hears of them, save one that ends up being raised.
        """
        silent: list[UnreachableError] = []
        for source in tuple(self.sources):
            place = source.place(file)
            try:
                payload = source.read(file, self.listener)
                content = unpack(payload, file, place)
                value = parse_checked(content, file, place)
            except UnreachableError as error:
                self.sources.remove(source)
                silent.append(error)
            except DataError as fault:
                if isinstance(fault, SourceError):
                    self.sources.remove(source)
                faults.append(fault)
            else:
                self._tell(faults)
                is_as_kept = payload.startswith(GZIP) or not file.is_packed
                self._store(file, payload if is_as_kept else gzip.compress(content, mtime=0))
                return Fetched(content=content, value=value, label=source.label)
        if not faults:
            raise self._nobody(file, silent)
        self._tell(faults[:-1])
        raise faults[-1]

    def _store(self, file: DataFile, payload: bytes) -> None:
        if not self.stores:
            return
        try:
            self.cache.store(file, payload)
        except CacheError as error:
            if self.must_store:
                raise
            self.stores = False
            self.listener.fault(error)

    def _tell(self, faults: list[DataError]) -> None:
        for fault in faults:
            self.listener.fault(fault)

    def _nobody(self, file: DataFile, silent: list[UnreachableError]) -> UnreachableError:
        name = self.recipe.name
        if not self.recipe.addresses:
            return UnreachableError("DA-45", file=file.path, name=name)
        if _environment.is_offline():
            return UnreachableError("DA-31", file=file.path, name=name)
        tried = ", ".join(f"{error.values['host']} ({error.values['reason']})" for error in silent)
        return UnreachableError("DA-30", file=file.path, name=name, tried=tried)
