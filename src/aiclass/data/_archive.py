"""Read the members of a tar.gz archive in memory: nothing is unpacked to a disk, so no name can lead anywhere."""

import tarfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from aiclass.data._content import GZIP
from aiclass.data._recipe import Place
from aiclass.data.errors import BadFileError


def check_archive(content: bytes, place: Place, *, size_bytes: int) -> bytes:
    """Return the content, which has the size and the beginning of the archive; nothing is unpacked yet.

    Raises:
        BadFileError: no gzip, or cut off.
    """
    if not content.startswith(GZIP):
        raise BadFileError("DA-15", file=place.shown, got=content[:2].hex(" "), todo=place.todo)
    if len(content) < size_bytes:
        raise BadFileError("DA-11", file=place.shown, todo=place.todo)
    return content


def read_members(archive: bytes, *, limit_bytes: int) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of every regular file, in the archive's order; links and devices are passed over.

    Args:
        limit_bytes: the most that a member may have; checked before it is read.

    Raises:
        BadFileError: corrupt, or a member is larger.
    """
    try:
        with tarfile.open(fileobj=BytesIO(archive), mode="r|gz") as tar:
            for member in tar:
                if member.isfile():
                    yield member.name, _content(tar, member, limit_bytes)
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise BadFileError("DA-60", reason=error) from error


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo, limit_bytes: int) -> bytes:
    if member.size > limit_bytes:
        raise BadFileError("DA-61", member=member.name, limit=limit_bytes, got=member.size)
    stream = tar.extractfile(member)
    return stream.read(limit_bytes) if stream else b""
