"""Who hears of what happens while files are fetched."""

from aiclass.data._recipe import DataFile
from aiclass.data.errors import DataError


class Listener:
    """Hears nothing; derive from it and override what you want to hear. Called from the caller's thread."""

    def fault(self, error: DataError) -> None:
        """Something was wrong, and the work goes on without it."""

    def waiting(self, file: DataFile) -> None:
        """Another process holds the lock of this file."""

    def started(self, file: DataFile, host: str) -> None:
        """A server has answered, and bytes are coming."""

    def progress(self, file: DataFile, done_bytes: int, total_bytes: int | None) -> None:
        """So much of the file is here; the total is None where the server does not say it."""

    def decoding(self, file: DataFile, done: int, total: int) -> None:
        """So many of the examples in the file are decoded: work that is done once."""
