"""``load``: the real set where it can be had, its embedded twin where it cannot."""

from dataclasses import dataclass

from aiclass.data import _environment
from aiclass.data._fetch import Fetched, Fetcher, source_of
from aiclass.data._listener import Listener
from aiclass.data._recipe import DataFile, Dataset, Recipe
from aiclass.data._registry import find
from aiclass.data._size import megabytes
from aiclass.data.errors import DataError, UnreachableError, phrase
from aiclass.messages import message

LARGE_BYTES = 50_000_000  # a download that some networks need many minutes for
REPORTS = 6  # lines between the first and the last


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRecord:
    """One load of this process.

    Attributes:
        asked: the name that was asked for.
        used: the name of the set that was really used.
        source: the same with where its bytes came from, such as "mnist (캐시)".
        twin: whether the set used stands in for the one asked for.
    """

    asked: str
    used: str
    source: str
    twin: bool


_loads: list[LoadRecord] = []


def loads() -> tuple[LoadRecord, ...]:
    """Return every load of this process so far, in order."""
    return tuple(_loads)


def load(name: str, *, twin: bool | None = None) -> Dataset:
    """Return a data set: from the cache, a mirror, the public addresses, or an embedded twin.

    Every file is checked against its SHA-256 at each load. What is printed goes to stdout, one line a matter.

    Args:
        name: one of ``names()``.
        twin: True takes the embedded twin; False never does. None takes it where ``AICLASS_TWIN`` asks for it
            or the real set cannot be had, and says so. An embedded set is its own twin.

    Raises:
        UnknownDataError: there is no set of this name.
        DataError: the real set cannot be had, and twin is False.

    >>> data = load("digits")
    >>> data.train.images.shape, data.source, data.twin
    ((1438, 28, 28), 'digits (scikit-learn)', False)
    """
    used, fetched = obtain(name, twin=twin)
    train, test = used.build([file.value for file in fetched])
    source = source_of(used, fetched)
    return used.form(train=train, test=test, card=used.card, source=source, twin=used.name != name)


def obtain(name: str, *, twin: bool | None) -> tuple[Recipe, list[Fetched]]:
    """Return the recipe of the set that is really used, with its files; an embedded set has none.

    What ``load`` says of its arguments and errors holds here: this is what every way to load has in common.
    """
    recipe = find(name)
    if not recipe.files:
        return _used(name, recipe, [])
    if twin or (twin is None and _environment.prefers_twin()):
        return _twin(recipe, "DA-03")
    try:
        fetched = Fetcher(recipe, _Printer(name)).fetch_all()
    except DataError as error:
        if twin is False:
            raise
        if isinstance(error, UnreachableError):
            return _twin(recipe, "DA-04" if recipe.addresses else "DA-29")
        print(error)
        return _twin(recipe, "DA-05")
    return _used(name, recipe, fetched)


class _Printer(Listener):
    """Says on stdout what a learner should know: nothing of ours goes to stderr inside a cell."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._has_started = False
        self._said_bytes = 0
        self._said_pictures = 0

    def fault(self, error: DataError) -> None:
        print(error, flush=True)

    def waiting(self, file: DataFile) -> None:
        print(message("DA-09", file=file.path), flush=True)

    def started(self, file: DataFile, host: str) -> None:
        if not self._has_started:
            print(message("DA-08", file=file.path, host=host), flush=True)
            if file.size_bytes >= LARGE_BYTES:
                print(message("DA-66", size=megabytes(file.size_bytes), name=self._name), flush=True)
        self._has_started = True

    def progress(self, file: DataFile, done_bytes: int, total_bytes: int | None) -> None:  # noqa: ARG002
        if file.size_bytes >= LARGE_BYTES and done_bytes - self._said_bytes >= file.size_bytes / REPORTS:
            self._said_bytes = done_bytes
            print(phrase("DA-67", done=megabytes(done_bytes), total=megabytes(file.size_bytes)), flush=True)

    def decoding(self, file: DataFile, done: int, total: int) -> None:
        if done == 0:
            print(message("DA-64", file=file.path), flush=True)
        elif done - self._said_pictures >= total / REPORTS:
            self._said_pictures = done
            print(phrase("DA-65", done=f"{done:,}", total=f"{total:,}"), flush=True)


def _twin(asked: Recipe, code: str) -> tuple[Recipe, list[Fetched]]:
    print(message(code, name=asked.name, twin=asked.twin), flush=True)
    return _used(asked.name, find(asked.twin), [])


def _used(asked: str, used: Recipe, fetched: list[Fetched]) -> tuple[Recipe, list[Fetched]]:
    source = source_of(used, fetched)
    _loads.append(LoadRecord(asked=asked, used=used.name, source=source, twin=asked != used.name))
    return used, fetched
