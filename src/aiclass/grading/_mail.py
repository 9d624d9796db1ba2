"""Saved e-mails: who sent what, and when it arrived."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO, Final

from aiclass.grading._entries import Entry

ATTACHED: Final = (".ipynb", ".zip")
NOTEBOOK_TYPE: Final = "application/x-ipynb+json"
LONGEST_SUBJECT: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One e-mail.

    Attributes:
        name: the sender's name as written; the address where there is none.
        address: lower case; "" where there is none.
        arrived_at: as the receiving server says, else as the sender says; None where nobody does.
        attachments: notebooks and archives, by base name.
    """

    name: str
    address: str
    subject: str
    arrived_at: datetime | None
    attachments: tuple[Entry, ...]


def read_mail(load: Callable[[], bytes]) -> Mail:
    """Return what an e-mail says; what cannot be read of it is left empty.

    Args:
        load: gives its bytes; called again for each attachment that is read, so that none is kept in memory.
    """
    parsed = _parsed(load())
    name, address = _sender(parsed)
    arrived = _arrived(parsed)
    return Mail(
        name=name or address,
        address=address,
        subject=_header(parsed, "subject")[:LONGEST_SUBJECT] or "(제목 없음)",
        arrived_at=arrived,
        attachments=tuple(
            Entry(
                path=PurePosixPath(file_name),
                size_bytes=len(content),
                modified=arrived,
                load=partial(_attachment, load, number),
            )
            for number, (file_name, content) in enumerate(_attachments(parsed))
        ),
    )


def read_mailbox(opened: Callable[[], BinaryIO]) -> Iterator[Mail]:
    """Yield every e-mail of an ``.mbox`` file, one at a time.

    Args:
        opened: opens the file; called again for each e-mail.
    """
    with opened() as stream:
        spans = list(_spans(stream))
    for start, stop in spans:
        yield read_mail(partial(_span, opened, start, stop))


def mails_of(entry: Entry) -> Iterator[Mail]:
    """Yield the e-mails of an ``.eml`` or ``.mbox`` file.

    Raises:
        NotebookRejected: it cannot be read.
    """
    if entry.suffix == ".eml":
        yield read_mail(entry.read)
    else:
        yield from read_mailbox(lambda: BytesIO(entry.read()))


def _spans(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield where each e-mail of an mbox file begins and ends: a line "From " after an empty one starts the next."""
    position, start, is_after_blank = 0, -1, True
    for line in stream:
        if is_after_blank and line.startswith(b"From "):
            if start >= 0:
                yield start, position
            start = position + len(line)
        is_after_blank = not line.strip()
        position += len(line)
    if start >= 0:
        yield start, position


def _span(opened: Callable[[], BinaryIO], start: int, stop: int) -> bytes:
    with opened() as stream:
        stream.seek(start)
        return stream.read(stop - start)


def _parsed(content: bytes) -> EmailMessage:
    parsed = message_from_bytes(content, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def _attachment(load: Callable[[], bytes], number: int, limit_bytes: int) -> bytes:
    _, content = list(_attachments(_parsed(load())))[number]
    return content[:limit_bytes]


def _sender(parsed: EmailMessage) -> tuple[str, str]:
    name, address = parseaddr(_header(parsed, "from"))
    return " ".join(name.split()), address.strip().lower()


def _header(parsed: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(parsed.get(name, "")).split())
    except Exception:  # the parser raises many kinds of errors on broken headers
        return ""


def _arrived(parsed: EmailMessage) -> datetime | None:
    received = [value.rpartition(";")[2] for value in _values(parsed, "received")]
    for text in [*received[:1], _header(parsed, "date")]:
        try:
            when = parsedate_to_datetime(re.sub(r"\s+", " ", text.strip()))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return when if when.tzinfo else when.astimezone()
    return None


def _values(parsed: EmailMessage, name: str) -> list[str]:
    try:
        return [str(value) for value in parsed.get_all(name, [])]
    except Exception:  # as above
        return []


def _attachments(parsed: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for part in parsed.walk():
        name = "" if part.is_multipart() else _file_name(part)
        if name.lower().endswith(ATTACHED):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield name, content


def _file_name(part: EmailMessage) -> str:
    """Return an attachment's base name, whatever path it claims."""
    try:
        name = part.get_filename() or ""
    except Exception:  # as above
        name = ""
    if not name and part.get_content_type() == NOTEBOOK_TYPE:
        name = "notebook.ipynb"
    return PurePosixPath(name.replace("\\", "/")).name
