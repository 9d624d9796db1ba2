"""Get the files of a set: cache, then mirror, then public addresses; only checked bytes get any further."""

import contextlib
import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from aiclass.data import _environment
from aiclass.data._cache import Cache
from aiclass.data._content import GZIP, parse_checked, unpack
from aiclass.data._decoded import kept_file, seal, unseal
from aiclass.data._listener import Listener
from aiclass.data._recipe import DataFile, Decoding, Place, Recipe
from aiclass.data._sources import Source, sources_of
from aiclass.data.errors import (
    CacheError,
    DataError,
    MissingFileError,
    SourceError,
    UnreachableError,
    phrase,
)

CACHE = "캐시"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file of a set, checked and parsed.

    Attributes:
        file: which one it is, where others could stand in for it.
        content: its unpacked bytes.
        value: what the file's parser, or its decoding, made of it.
        label: where it came from, such as "캐시".
    """

    file: DataFile
    content: bytes
    value: Any
    label: str


def source_of(recipe: Recipe, fetched: Sequence[Fetched]) -> str:
    """Return which set and which bytes were used, such as "mnist (캐시, 미러)" or "cifar10 (캐시, JPEG 사본)"."""
    said = [got.label for got in fetched] + [got.file.variant for got in fetched]
    origin = ", ".join(dict.fromkeys(filter(None, said))) or recipe.origin
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
        """Return one file, or one that can stand in for it; of several processes one downloads it."""
        got = self._fetch(file)
        if got.file.decoding is None:
            return got
        return replace(got, value=self._decoded(got.file, got.file.decoding, got.content))

    def _fetch(self, file: DataFile) -> Fetched:
        try:
            return self._from_cache(file, at_fault=_raise)
        except (FileNotFoundError, DataError):
            pass  # looked at again under the lock, which another process may hold to mend it
        with self.cache.lock(file, on_wait=lambda: self.listener.waiting(file)):
            faults: list[DataError] = []
            try:
                got = self._from_cache(file, at_fault=faults.append)
            except FileNotFoundError:
                return self._from_sources(file, faults)
            self._tell(faults)
            return got

    def _from_cache(self, file: DataFile, *, at_fault: Callable[[DataError], None]) -> Fetched:
        """Return the best variant that the cache has right; one that is wrong goes to ``at_fault`` and is removed.

        Raises:
            FileNotFoundError: there is none.
        """
        for variant in file.variants:
            place = self.cache.place(variant, todo=phrase("DA-21", name=self.recipe.name))
            try:
                return _checked(self.cache.read(variant, place), variant, place, CACHE)
            except FileNotFoundError:
                continue
            except DataError as fault:
                at_fault(fault)
                self.cache.discard(variant)
        raise FileNotFoundError(file.path)

    def _from_sources(self, file: DataFile, faults: list[DataError]) -> Fetched:
        """Return the file from the first source that has it right.

        Args:
            faults: what was wrong so far; the listener hears of them, save one that ends up being raised.
        """
        silent: list[UnreachableError] = []
        for source in tuple(self.sources):
            try:
                got = self._from_source(source, file, faults)
            except UnreachableError as error:
                self.sources.remove(source)
                silent.append(error)
            except SourceError as fault:
                self.sources.remove(source)
                faults.append(fault)
            else:
                if got is not None:
                    self._tell(faults)
                    return got
        if not faults:
            raise self._nobody(file, silent)
        self._tell(faults[:-1])
        raise faults[-1]

    def _from_source(self, source: Source, file: DataFile, faults: list[DataError]) -> Fetched | None:
        """Return the best variant that a source has right, or None; what was wrong is added to ``faults``.

        A variant that it lacks is no fault where it has another.
        """
        missing: list[DataError] = []
        for variant in filter(source.offers, file.variants):
            place = source.place(variant)
            try:
                payload = source.read(variant, self.listener)
                got = _checked(payload, variant, place, source.label)
            except SourceError:
                raise
            except MissingFileError as fault:
                missing.append(fault)
            except DataError as fault:
                faults.append(fault)
            else:
                is_as_kept = payload.startswith(GZIP) or not variant.is_packed
                self._store(variant, payload if is_as_kept else gzip.compress(got.content, mtime=0))
                return got
        faults.extend(missing)
        return None

    def _decoded(self, file: DataFile, decoding: Decoding, content: bytes) -> bytes | memoryview:
        """Return what the decoding makes of a checked content; the cache keeps it."""
        kept = kept_file(file, decoding)
        with contextlib.suppress(FileNotFoundError, DataError):
            return self._kept(kept, file)
        with self.cache.lock(kept, on_wait=lambda: self.listener.waiting(file)):
            with contextlib.suppress(FileNotFoundError, DataError):
                return self._kept(kept, file)
            decoded = decoding.decode(content, partial(self.listener.decoding, file))
            self._store(kept, seal(decoded, file))
            return decoded

    def _kept(self, kept: DataFile, file: DataFile) -> memoryview:
        return unseal(self.cache.read(kept, self.cache.place(kept, todo="")), file)

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


def _checked(payload: bytes, file: DataFile, place: Place, label: str) -> Fetched:
    content = unpack(payload, file, place)
    return Fetched(file=file, content=content, value=parse_checked(content, file, place), label=label)


def _raise(fault: DataError) -> None:
    raise fault
