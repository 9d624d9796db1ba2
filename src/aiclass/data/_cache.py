"""The folder of checked files. Whole files only: each is written aside and renamed into place."""

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aiclass.data._content import size_limit, too_large
from aiclass.data._recipe import DataFile, Place
from aiclass.data._size import megabytes
from aiclass.data.errors import CacheError, SourceError

LOCK_NOTICE_S = 1.0  # silent wait; most downloads of another process are nearly over
LOCK_WAIT_S = 900.0
NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
NO_PERMISSION = {errno.EACCES, errno.EPERM, errno.EROFS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """Files below one folder, laid out as a mirror is, so that a copy of it can serve as one."""

    folder: Path

    def path(self, file: DataFile) -> Path:
        """Return where the file is, or would be."""
        return self.folder.joinpath(*file.path.split("/"))

    def place(self, file: DataFile, *, todo: str) -> Place:
        """Return the file's place, as messages name it."""
        return Place(shown=str(self.path(file)), todo=todo)

    def has(self, file: DataFile) -> bool:
        """Tell whether there is such a file; says nothing of its content."""
        return self.path(file).is_file()

    def read(self, file: DataFile, place: Place) -> bytes:
        """Return the bytes of the file.

        Raises:
            FileNotFoundError: it is not there.
            BadFileError: it is larger than it can be.
            SourceError: the system does not let it be read.
        """
        return read_limited(self.path(file), file, place)

    def store(self, file: DataFile, payload: bytes) -> None:
        """Put the file in place, whole or not at all.

        Raises:
            CacheError: full disk, no permission, or another fault of the file system.
        """
        target = self.path(file)
        aside = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _remove_leftovers(target)
            # Not tempfile: its private mode would shut others out of a shared cache.
            with aside.open("wb") as stream:
                stream.write(payload)
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(target)
        except OSError as error:
            raise _cannot_store(target, len(payload), error) from error
        finally:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)

    def discard(self, file: DataFile) -> None:
        """Remove the file where the system lets it; a later ``store`` replaces it in any case."""
        with contextlib.suppress(OSError):
            self.path(file).unlink(missing_ok=True)

    @contextlib.contextmanager
    def lock(self, file: DataFile, *, on_wait: Callable[[], None]) -> Iterator[None]:
        """Hold the file's lock, so that of several processes one downloads and the others wait for it.

        A cache that cannot be written needs no lock and gets none.

        Raises:
            CacheError: another process has held it too long.
        """
        from filelock import FileLock, Timeout

        target = self.path(file)
        lock = FileLock(target.with_name(f".{target.name}.lock"))
        with contextlib.ExitStack() as held:
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                try:
                    held.enter_context(lock.acquire(timeout=LOCK_NOTICE_S))
                except Timeout:
                    on_wait()
                    held.enter_context(lock.acquire(timeout=LOCK_WAIT_S))
            except Timeout:
                raise CacheError("DA-43", file=target) from None
            except (OSError, NotImplementedError):
                pass
            yield


def read_limited(path: Path, file: DataFile, place: Place) -> bytes:
    """Return the bytes of a local file, never more than the file may have.

    Raises:
        FileNotFoundError: it is not there.
        BadFileError: it is larger than it can be.
        SourceError: the system does not let it be read.
    """
    limit = size_limit(file)
    try:
        with path.open("rb") as stream:
            payload = stream.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(path) from None
    except OSError as error:
        raise SourceError("DA-38", file=place.shown, reason=error.strerror or error) from error
    if len(payload) > limit:
        raise too_large(file, place)
    return payload


def _remove_leftovers(target: Path) -> None:
    """Remove what a killed process left; the lock is held, so nobody is writing."""
    for leftover in target.parent.glob(f".{target.name}.*.part"):
        leftover.unlink(missing_ok=True)


def _cannot_store(target: Path, size_bytes: int, error: OSError) -> CacheError:
    if error.errno in NO_SPACE:
        return CacheError("DA-40", file=target, needed=megabytes(size_bytes))
    if error.errno in NO_PERMISSION:
        return CacheError("DA-41", file=target)
    return CacheError("DA-42", file=target, reason=error.strerror or error)
