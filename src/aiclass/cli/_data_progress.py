"""Progress of downloads on stderr: bars in a terminal, only notes elsewhere."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from aiclass.data import DataError, Listener
from aiclass.messages import message

if TYPE_CHECKING:
    from rich.progress import TaskID

    from aiclass.data import DataFile


class ProgressBars(Listener):
    """One bar a file while it is being downloaded; ``NO_COLOR`` and pipes as rich treats them."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False)
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def fault(self, error: DataError) -> None:
        """Say what was wrong with a source that another one made up for."""
        self._console.print(str(error), soft_wrap=True)

    def waiting(self, file: "DataFile") -> None:
        """Say that another process is at work on this file."""
        self._console.print(message("DA-09", file=file.path), soft_wrap=True)

    def started(self, file: "DataFile", host: str) -> None:  # noqa: ARG002  (too wide for a line of 80 cells)
        """Show an empty bar."""
        self._tasks[file.path] = self._progress.add_task(file.name, total=None)

    def progress(self, file: "DataFile", done_bytes: int, total_bytes: int | None) -> None:
        """Fill the bar."""
        if file.path in self._tasks:
            self._progress.update(self._tasks[file.path], completed=done_bytes, total=total_bytes)

    def decoding(self, file: "DataFile", done: int, total: int) -> None:
        """Say that pictures are being decoded, and fill a bar with their bytes."""
        key = f"{file.path}.decoded"
        if key not in self._tasks:
            self._console.print(message("DA-64", file=file.path), soft_wrap=True)
            self._tasks[key] = self._progress.add_task(file.name, total=None)
        size_bytes = file.decoding.size_bytes if file.decoding else total
        self._progress.update(self._tasks[key], completed=size_bytes * done // total, total=size_bytes)
