"""What a slow decoding gave, kept beside its file under a checksum of its own."""

import hashlib
from dataclasses import replace

from aiclass.data._recipe import DataFile, Decoding
from aiclass.data.errors import BadFileError

SEAL_BYTES = 32  # SHA-256


def kept_file(file: DataFile, decoding: Decoding) -> DataFile:
    """Return where the decoded bytes of a file lie, and how large they are with their seal."""
    return replace(
        file, path=f"{file.path}.decoded", size_bytes=decoding.size_bytes + SEAL_BYTES, stand_ins=()
    )


def seal(decoded: bytes, file: DataFile) -> bytes:
    """Return the bytes behind a checksum of themselves and of the file that they come from."""
    return _checksum(decoded, file) + decoded


def unseal(sealed: bytes, file: DataFile) -> memoryview:
    """Return a view of what was sealed: a copy would take as much memory again.

    Raises:
        BadFileError: cut off, changed, or made from another file.
    """
    decoded = memoryview(sealed)[SEAL_BYTES:]
    if sealed[:SEAL_BYTES] != _checksum(decoded, file):
        raise BadFileError("DA-63", file=file.path)
    return decoded


def _checksum(decoded: bytes | memoryview, file: DataFile) -> bytes:
    digest = hashlib.sha256(bytes.fromhex(file.sha256))
    digest.update(decoded)
    return digest.digest()
