"""Source files read as the rules want them: there, UTF-8, no tabs; built files written whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from aiclass.authoring._faults import FaultLog


def read_text(path: Path, log: FaultLog, *, remedy: str) -> str | None:
    """Return a source file's text with LF line ends; None where it is missing or no UTF-8, which is noted.

    Args:
        remedy: a sentence for the case that the file is missing.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        log.add(1, "missing-file", f"the file does not exist. {remedy}")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        log.add(line, "encoding", f"byte {content[error.start]:#04x} is no UTF-8. Save the file as UTF-8.")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for line, source in enumerate(text.split("\n"), start=1):
        if "\t" in source:
            log.add(line, "tab", "the line holds a tab. Replace it with blanks.")
    return text


def write_atomically(path: Path, content: bytes) -> bool:
    """Write a file so that no reader ever sees half of it; return whether anything changed."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, 0o644)  # noqa: PTH101  # mkstemp makes files that only their owner reads
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise
    return True
