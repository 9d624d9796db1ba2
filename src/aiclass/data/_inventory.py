"""What is here: the list of sets, filling the cache, and checking what is in it."""

from dataclasses import dataclass
from typing import Literal

from aiclass.data import _environment
from aiclass.data._cache import Cache
from aiclass.data._content import parse_checked, unpack
from aiclass.data._fetch import Fetcher, source_of
from aiclass.data._listener import Listener
from aiclass.data._recipe import DataFile, Recipe
from aiclass.data._registry import find, names
from aiclass.data._size import megabytes
from aiclass.data.errors import DataError, phrase

State = Literal["cached", "partly", "absent", "embedded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One set in the list.

    Attributes:
        twin: name of the embedded set that stands in for it; None for an embedded set.
        size_bytes: of the unpacked files; 0 for an embedded set.
        state: whether its files are in the cache: all, some or none, or not needed. Says nothing of their content.
        licence: in a few words; the card says more.
        is_public: whether some address gives its files without a login; otherwise they come from a mirror alone.
    """

    name: str
    title: str
    twin: str | None
    size_bytes: int
    state: State
    licence: str
    is_public: bool

    @property
    def size(self) -> str:
        """Return the size as a person reads it; "-" for an embedded set."""
        return megabytes(self.size_bytes) if self.size_bytes else "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """What a verification found.

    Attributes:
        dataset: name of the set.
        file: path below the cache.
        state: "ok", "bad", or "absent" where the cache has no such file.
        problem: what is wrong and what to do; empty unless bad.
    """

    dataset: str
    file: str
    state: Literal["ok", "bad", "absent"]
    problem: str = ""


def inventory() -> tuple[Entry, ...]:
    """Return every set and whether the cache has it; no file is read."""
    return tuple(_entry(find(name)) for name in names())


def fetch(name: str, *, listener: Listener | None = None) -> str:
    """Bring every file of a set into the cache and return where they came from, such as "mnist (미러)".

    Raises:
        UnknownDataError: there is no set of this name.
        CacheError: a file cannot be stored.
        DataError: a file cannot be had.
    """
    recipe = find(name)
    fetched = Fetcher(recipe, listener or Listener(), must_store=True).fetch_all()
    return source_of(recipe, fetched)


def verify(name: str) -> tuple[FileCheck, ...]:
    """Read and hash every cached file of a set; nothing is changed or fetched.

    Raises:
        UnknownDataError: there is no set of this name.
    """
    recipe = find(name)
    return tuple(_check(recipe, variant) for file in recipe.files for variant in file.variants)


def _entry(recipe: Recipe) -> Entry:
    return Entry(
        name=recipe.name,
        title=recipe.card.title,
        twin=recipe.twin or None,
        size_bytes=recipe.size_bytes,
        state=_state(recipe),
        licence=recipe.card.licence_brief,
        is_public=bool(recipe.addresses),
    )


def _check(recipe: Recipe, file: DataFile) -> FileCheck:
    cache = Cache(folder=_environment.cache_folder())
    place = cache.place(file, todo=phrase("DA-24", name=recipe.name))
    try:
        parse_checked(unpack(cache.read(file, place), file, place), file, place)
    except FileNotFoundError:
        return FileCheck(dataset=recipe.name, file=file.path, state="absent")
    except DataError as error:
        return FileCheck(dataset=recipe.name, file=file.path, state="bad", problem=str(error))
    return FileCheck(dataset=recipe.name, file=file.path, state="ok")


def _state(recipe: Recipe) -> State:
    if not recipe.files:
        return "embedded"
    cache = Cache(folder=_environment.cache_folder())
    here = [any(map(cache.has, file.variants)) for file in recipe.files]
    if all(here):
        return "cached"
    return "partly" if any(here) else "absent"
