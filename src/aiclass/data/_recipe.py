"""How a data set is described: which files it needs, where they are, and how they become arrays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiclass.data._card import DataCard
from aiclass.data._images import ImageDataset, ImageSplit
from aiclass.data._tables import TabularDataset, TabularSplit

Dataset: TypeAlias = ImageDataset | TabularDataset
Split: TypeAlias = ImageSplit | TabularSplit
Progress: TypeAlias = Callable[[int, int], None]  # is told how much is done, and of how much


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """Slow work on a checked content, done once: the cache keeps what comes of it.

    Attributes:
        decode: takes the content, and returns bytes.
        size_bytes: exact size of what it returns.
    """

    decode: Callable[[bytes, Progress], bytes]
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One file of a set, known by what is in it.

    Attributes:
        path: below the cache and the mirror, with forward slashes; the last part is its name at every address.
        size_bytes: exact size of the content, unpacked.
        sha256: of the content, unpacked: gzip wrappers of the same content differ from place to place.
        parse: turns the content into a value for ``Recipe.build``; given wrong content, raises BadFileError
            where it can say more exactly than a checksum what is wrong.
        decoding: what comes after the check; its bytes are then the value for ``Recipe.build``. None: nothing.
        variant: how ``source`` names this file where others can stand in for it.
        is_public: whether the public addresses of the set have it; otherwise it comes from a mirror alone.
        stand_ins: files with the same examples in another form, asked for where a source lacks this one.
    """

    path: str
    size_bytes: int
    sha256: str
    parse: Callable[[bytes, "Place"], Any]
    decoding: Decoding | None = None
    variant: str = ""
    is_public: bool = True
    stand_ins: tuple["DataFile", ...] = ()

    @property
    def name(self) -> str:
        """Return the bare file name."""
        return self.path.rpartition("/")[2]

    @property
    def is_packed(self) -> bool:
        """Return whether the file lies packed with gzip in the cache, the mirror and at every address.

        An archive counts as it is: it is checked before anything in it is unpacked.
        """
        return self.path.endswith(".gz") and not self.path.endswith(".tar.gz")

    @property
    def variants(self) -> tuple["DataFile", ...]:
        """Return this file and those that can stand in for it, the best first."""
        return (self, *self.stand_ins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where bytes were found, as messages say it.

    Attributes:
        shown: path or address, without user name and password.
        todo: what to do when the bytes are wrong, a whole sentence.
    """

    shown: str
    todo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A data set: its card, its files, and how their contents become arrays.

    A set without files is embedded: its bytes come with an installed package.

    Attributes:
        build: given the parsed ``files`` in their order, returns the train and the test part.
        origin: for an embedded set, the package that carries it.
        encode: for an embedded set, takes what `build` returned and writes it as files, name to content; None where
            there is no such form.
        files: what has to be fetched.
        addresses: public places that have every file under its bare name; each ends in a slash. None where no
            place gives the files without a login: then they come from a mirror alone.
        twin: name of the embedded set that stands in where the files cannot be had.
        form: takes the two parts, the card, the source and the twin flag; returns what ``load`` returns.
    """

    card: DataCard
    build: Callable[[Sequence[Any]], tuple[Split, Split]]
    origin: str = ""
    encode: Callable[..., dict[str, bytes]] | None = None
    files: tuple[DataFile, ...] = ()
    addresses: tuple[str, ...] = ()
    twin: str = ""
    form: Callable[..., Dataset]

    @property
    def name(self) -> str:
        """Return the name that ``load`` takes."""
        return self.card.name

    @property
    def size_bytes(self) -> int:
        """Return the size of all contents, unpacked; 0 for an embedded set."""
        return sum(file.size_bytes for file in self.files)
