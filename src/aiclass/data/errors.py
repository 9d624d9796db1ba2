"""Everything that can go wrong on the way to a data set.

::

    AiclassError
    └── DataError             exit code 3
        ├── UnknownDataError  exit code 2: there is no set of this name
        ├── NoFilesError      exit code 2: an embedded set that has no form as files
        ├── BadFileError      bytes came, but they are not the file
        ├── MissingFileError  a source answered: it does not have the file
        ├── SourceError       a source cannot be used at all: no such folder, certificate, proxy
        │   └── UnreachableError  nobody answered, or nobody may be asked
        └── CacheError        the cache cannot be written, or its lock not be had
"""

from typing import ClassVar

from aiclass.errors import AiclassError
from aiclass.messages import message


class DataError(AiclassError):
    """A data set that cannot be had.

    Attributes:
        code: names the text in the catalogue.
        values: what was filled into it.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(message(code, **values))
        self.code = code
        self.values = values


class UnknownDataError(DataError):
    """There is no data set of this name; the text says which there are."""

    exit_code: ClassVar[int] = 2


class NoFilesError(DataError):
    """The set comes with a package, and there is no published format to write it in."""

    exit_code: ClassVar[int] = 2


class BadFileError(DataError):
    """Bytes came, but they are not the file: cut off, corrupt, a web page, another content."""


class MissingFileError(DataError):
    """A source answered that it does not have the file, or does not give it."""


class SourceError(DataError):
    """A source cannot be used at all, so that asking it for the next file is in vain."""


class UnreachableError(SourceError):
    """Nobody answered, or nobody may be asked: the case in which a twin steps in without a complaint."""


class CacheError(DataError):
    """The cache cannot be written: full disk, no permission, a lock that is never released."""


def phrase(code: str, **values: object) -> str:
    """Return a text of the catalogue without its code, to stand inside another one."""
    return message(code, **values).removesuffix(f" [{code}]")
