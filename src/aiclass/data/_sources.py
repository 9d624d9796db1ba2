"""Where files come from when the cache has none: a mirror, then public addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from aiclass.data import _environment
from aiclass.data._cache import read_limited
from aiclass.data._download import download, shown_host, without_login
from aiclass.data._listener import Listener
from aiclass.data._recipe import DataFile, Place, Recipe
from aiclass.data.errors import MissingFileError, SourceError, UnreachableError, phrase

MIRROR = "미러"
INTERNET = "인터넷"


class Source(Protocol):
    """A place that may have files of a set."""

    @property
    def label(self) -> str:
        """Return how ``ImageDataset.source`` names it."""

    def offers(self, file: DataFile) -> bool:
        """Tell whether it is worth asking for this file."""

    def place(self, file: DataFile) -> Place:
        """Return where it would have this file, as messages name it."""

    def read(self, file: DataFile, listener: Listener) -> bytes:
        """Return the bytes of a file, unchecked.

        Raises:
            DataError: it has no such file, or cannot be used at all.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorFolder:
    """A folder laid out as the cache is, on this machine or a share."""

    folder: Path
    recipe: Recipe
    label: str = MIRROR

    def offers(self, file: DataFile) -> bool:  # noqa: ARG002  (a mirror may have anything)
        """Tell that any file may be there."""
        return True

    def place(self, file: DataFile) -> Place:
        """Return the path of the file."""
        return Place(shown=str(self._path(file)), todo=phrase("DA-22"))

    def read(self, file: DataFile, listener: Listener) -> bytes:  # noqa: ARG002  (a copy is quick)
        """Return the bytes of the file."""
        if not self.folder.is_dir():
            raise SourceError("DA-34", folder=self.folder)
        place = self.place(file)
        try:
            return read_limited(self._path(file), file, place)
        except FileNotFoundError:
            code = "DA-32" if self.recipe.addresses else "DA-44"
            raise MissingFileError(code, file=place.shown, name=self.recipe.name) from None

    def _path(self, file: DataFile) -> Path:
        return self.folder.joinpath(*file.path.split("/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MirrorAddress:
    """A mirror behind an http(s) address, laid out as a mirror folder is."""

    address: str
    label: str = MIRROR

    def offers(self, file: DataFile) -> bool:  # noqa: ARG002  (a mirror may have anything)
        """Tell that any file may be there."""
        return True

    def place(self, file: DataFile) -> Place:
        """Return the address of the file, without a login."""
        return Place(shown=without_login(self._url(file)), todo=phrase("DA-23"))

    def read(self, file: DataFile, listener: Listener) -> bytes:
        """Return the bytes of the file.

        Silence is a fault here, not a missing network: somebody has set this address.
        """
        try:
            return download(self._url(file), file, self.place(file), listener)
        except UnreachableError as error:
            raise SourceError(error.code, **error.values) from error

    def _url(self, file: DataFile) -> str:
        return f"{self.address.rstrip('/')}/{quote(file.path)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusableMirror:
    """A mirror whose address is of a kind that cannot be asked, such as ftp."""

    address: str
    label: str = MIRROR

    def offers(self, file: DataFile) -> bool:  # noqa: ARG002  (a mirror may have anything)
        """Tell that any file may be there."""
        return True

    def place(self, file: DataFile) -> Place:
        """Return what was set, without a login."""
        return Place(shown=without_login(f"{self.address.rstrip('/')}/{file.path}"), todo=phrase("DA-23"))

    def read(self, file: DataFile, listener: Listener) -> bytes:  # noqa: ARG002  (there is nothing to ask)
        """Raise the error that says what may be set."""
        raise SourceError("DA-39", address=without_login(self.address))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAddress:
    """One of the places where the set is published; its files lie side by side."""

    address: str
    label: str = INTERNET

    @property
    def host(self) -> str:
        """Return scheme and host."""
        return shown_host(self.address)

    def offers(self, file: DataFile) -> bool:
        """Tell whether the file is published."""
        return file.is_public

    def place(self, file: DataFile) -> Place:
        """Return the address of the file."""
        return Place(shown=self._url(file), todo=phrase("DA-23"))

    def read(self, file: DataFile, listener: Listener) -> bytes:
        """Return the bytes of the file."""
        return download(self._url(file), file, self.place(file), listener)

    def _url(self, file: DataFile) -> str:
        return self.address + quote(file.name)


def sources_of(recipe: Recipe) -> Iterator[Source]:
    """Yield what may be asked for a set, in order; offline that is a mirror folder at most."""
    offline = _environment.is_offline()
    mirror = _environment.mirror()
    if mirror.lower().startswith(("http://", "https://")):
        if not offline:
            yield MirrorAddress(address=mirror)
    elif "://" in mirror:
        yield UnusableMirror(address=mirror)
    elif mirror:
        yield MirrorFolder(folder=Path(mirror).expanduser(), recipe=recipe)
    if not offline:
        yield from (PublicAddress(address=address) for address in recipe.addresses)
