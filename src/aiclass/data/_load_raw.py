"""``load_raw``: the files of a set as they were published, for a lesson that reads them by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aiclass.data._fetch import Fetched, source_of
from aiclass.data._load import obtain
from aiclass.data._recipe import Recipe
from aiclass.data.errors import NoFilesError
from aiclass.messages import message

PACKED = ".gz"
ENCODED = "IDX로 옮겨 적음"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawDataset:
    """The files of a set, unpacked and checked, and where they really came from.

    Attributes:
        files: name, without ".gz", to content; an archive keeps its name and is not unpacked.
        source: which set and which bytes were used, such as "mnist (캐시)".
        twin: whether an embedded set stands in for the one that was asked for. Its files were never published:
            they are its pictures and labels, written anew in the same format.
    """

    files: Mapping[str, bytes]
    source: str
    twin: bool

    def __repr__(self) -> str:
        """Return names and sizes, not millions of bytes."""
        sizes = ", ".join(f"{name}: {len(content):,} bytes" for name, content in self.files.items())
        return f"RawDataset(source={self.source!r}, twin={self.twin}, files={{{sizes}}})"


def load_raw(name: str, *, twin: bool | None = None) -> RawDataset:
    """Return the unpacked files of a data set; they come, and are checked, as those of ``load``.

    An embedded set has no files of its own: its data are written in the format of the set that it stands in
    for, and a line on stdout says so.

    Args:
        name: one of ``names()``.
        twin: as for ``load``.

    Raises:
        UnknownDataError: there is no set of this name.
        NoFilesError: the set that would be used is embedded and has no such form.
        DataError: the real set cannot be had, and twin is False.

    >>> raw = load_raw("digits")
    내장 데이터에는 내려받은 파일이 없어, 그림과 레이블을 IDX 형식으로 옮겨 적었습니다: digits [DA-06]
    >>> raw.files["train-labels-idx1-ubyte"][:8].hex(" ")
    '00 00 08 01 00 00 05 9e'
    """
    used, fetched = obtain(name, twin=twin)
    source = source_of(used, fetched)
    if used.files:
        files = _published(fetched)
    else:
        files = _encoded(used)
        print(message("DA-06", name=used.name), flush=True)
        source = f"{used.name} ({used.origin}, {ENCODED})"
    return RawDataset(files=MappingProxyType(files), source=source, twin=used.name != name)


def _published(fetched: list[Fetched]) -> dict[str, bytes]:
    return {
        got.file.name.removesuffix(PACKED) if got.file.is_packed else got.file.name: got.content
        for got in fetched
    }


def _encoded(used: Recipe) -> dict[str, bytes]:
    if used.encode is None:
        raise NoFilesError("DA-07", name=used.name)
    return used.encode(*used.build([]))
