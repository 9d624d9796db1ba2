"""From bytes that came from somewhere to a content that is known to be right."""

import gzip
import hashlib
import zlib
from io import BytesIO
from typing import Any

from aiclass.data._recipe import DataFile, Place
from aiclass.data._size import megabytes
from aiclass.data.errors import BadFileError

GZIP = b"\x1f\x8b"
SLACK_BYTES = 1 << 16  # beyond the exact size: enough to say what is wrong, too little to fill a memory
SHOWN_DIGITS = 12  # of a SHA-256 in a message


def size_limit(file: DataFile) -> int:
    """Return the most bytes that are read for a file, packed or unpacked."""
    return file.size_bytes + SLACK_BYTES


def unpack(payload: bytes, file: DataFile, place: Place) -> bytes:
    """Return the content of a file, never more than ``size_limit``.

    A server or proxy may have unpacked the file on its way, so bare content of the right size passes too.

    Raises:
        BadFileError: a web page, cut off, corrupt, too large, or no gzip where it should be.
    """
    if not payload:
        raise BadFileError("DA-11", file=place.shown, todo=place.todo)
    if not file.is_packed:
        if _is_web_page(payload):
            raise BadFileError("DA-27", file=place.shown, todo=place.todo)
        return payload
    if not payload.startswith(GZIP):
        if len(payload) == file.size_bytes:
            return payload
        if _is_web_page(payload):
            raise BadFileError("DA-10", file=place.shown, todo=place.todo)
        raise BadFileError("DA-15", file=place.shown, got=payload[:2].hex(" "), todo=place.todo)
    limit = size_limit(file)
    try:
        with gzip.GzipFile(fileobj=BytesIO(payload)) as stream:
            content = stream.read(limit + 1)
    except EOFError:
        raise BadFileError("DA-11", file=place.shown, todo=place.todo) from None
    except (gzip.BadGzipFile, zlib.error):
        raise BadFileError("DA-12", file=place.shown, todo=place.todo) from None
    if len(content) > limit:
        raise too_large(file, place)
    return content


def parse_checked(content: bytes, file: DataFile, place: Place) -> Any:
    """Return the parsed content, which is the one that the recipe names.

    Raises:
        BadFileError: another content; the parser's own reason where it finds one.
    """
    got = hashlib.sha256(content).hexdigest()
    value = file.parse(content, place)
    if got != file.sha256:
        expected = file.sha256[:SHOWN_DIGITS]
        raise BadFileError(
            "DA-13", file=place.shown, expected=expected, got=got[:SHOWN_DIGITS], todo=place.todo
        )
    return value


def too_large(file: DataFile, place: Place) -> BadFileError:
    """Return the error of a file that goes beyond its limit."""
    return BadFileError("DA-14", file=place.shown, limit=megabytes(file.size_bytes), todo=place.todo)


def _is_web_page(payload: bytes) -> bool:
    start = payload[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<!--", b"<?xml", b"<script"))
