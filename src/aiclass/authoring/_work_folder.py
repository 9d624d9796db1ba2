"""Where the cells of a run work, and what is left there when it is cut off."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from aiclass.files import write_atomically

WORK: Final = "work"
KEY_FILE: Final = "work.key"
LOCK_FILE: Final = ".work.lock"
CHECKPOINTS: Final = "checkpoints"


@contextmanager
def work_folder(folder: Path, key: str, *, fresh: bool) -> Iterator[tuple[Path, bool]]:
    """Give the working directory of a run, and whether it holds checkpoints of one that was cut off.

    A lesson that trains for minutes writes its checkpoints below ``checkpoints``. They are all that a run finds of an
    earlier one, and only under the same key: the same lesson, library and data. A run that ends leaves nothing; one
    that fails or is killed leaves them. While another process has the folder, a run gets one of its own.

    Args:
        folder: where the run is kept.
        key: of ``run_key``.
        fresh: begin without checkpoints.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(FileLock(folder / LOCK_FILE).acquire(timeout=0))
        except Timeout:
            own = tempfile.TemporaryDirectory(prefix="aiclass-work-", ignore_cleanup_errors=True)
            yield Path(held.enter_context(own)), False
            return
        work = folder / WORK
        has_checkpoints = _clear(work, keep_checkpoints=not fresh and _key_of(folder) == key)
        write_atomically(folder / KEY_FILE, key.encode())
        yield work, has_checkpoints
        shutil.rmtree(work, ignore_errors=True)
        (folder / KEY_FILE).unlink(missing_ok=True)


def _key_of(folder: Path) -> str:
    try:
        return (folder / KEY_FILE).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _clear(work: Path, *, keep_checkpoints: bool) -> bool:
    """Remove everything but the checkpoints, and return whether there are any."""
    work.mkdir(exist_ok=True)
    for path in work.iterdir():
        if keep_checkpoints and path.name == CHECKPOINTS and path.is_dir():
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return any((work / CHECKPOINTS).glob("*"))
