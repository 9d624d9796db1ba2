"""Source files read as the rules want them: there, UTF-8, no tabs."""

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
