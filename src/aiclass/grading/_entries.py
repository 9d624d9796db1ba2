"""Files of a folder or of a zip archive, alike: a name, a size, a time, and bytes when they are asked for."""

import os
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Any, Final

from aiclass.grading._notebook import NOTEBOOK_LIMIT_BYTES, megabytes, too_large
from aiclass.grading.errors import NotebookRejected
from aiclass.messages import message

MEMBER_LIMIT_BYTES: Final = 100_000_000  # a zip of a learner or an e-mail with its attachments
LEARNER_ZIP_BYTES: Final = 200_000_000  # unpacked
LEARNER_ZIP_FILES: Final = 2_000
CLASS_ZIP_FILES: Final = 100_000
UTF8_NAME: Final = 0x800
ENCRYPTED: Final = 0x1
JUNK: Final = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini", "__pycache__"})
BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    OSError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file.

    Attributes:
        path: relative, in Unicode form NFC.
        size_bytes: as the folder or archive claims it.
        modified: timezone-aware, for telling which of two files is newer; None where it is unknown.
        load: gives the bytes, at most so many; raises NotebookRejected.
        fault: Korean text where the file must not be read.
    """

    path: PurePosixPath
    size_bytes: int
    modified: datetime | None
    load: Callable[[int], bytes]
    fault: str = ""

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.path.name

    @property
    def suffix(self) -> str:
        """Return the lower-case ending with its dot."""
        return self.path.suffix.lower()

    def read(self) -> bytes:
        """Return the file's bytes.

        Raises:
            NotebookRejected: it is too large or cannot be read.
        """
        if self.fault:
            raise NotebookRejected(self.fault)
        limit = NOTEBOOK_LIMIT_BYTES if self.suffix == ".ipynb" else MEMBER_LIMIT_BYTES
        if self.size_bytes > limit:
            raise too_large(self.size_bytes)
        content = self.load(limit + 1)
        if len(content) > limit:
            raise too_large(len(content))
        return content


def folder_entries(root: Path) -> Iterator[Entry]:
    """Yield every file below a folder that is not hidden, in the order of their names; links are not followed out."""
    inside = root.resolve()
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not _is_junk(name))
        for name in sorted(names):
            path = Path(parent, name)
            if not _is_junk(name):
                yield _file_entry(path, path.relative_to(root), inside)


def file_entry(path: Path) -> Entry:
    """Return one file as an entry."""
    return _file_entry(path, Path(path.name), path.resolve().parent)


def zip_entries(archive: zipfile.ZipFile, *, is_learners: bool) -> list[Entry]:
    """Return the files of an archive; nothing is unpacked.

    Args:
        is_learners: made by one learner, so that one bad member condemns it; else made by the instructor, where a
            bad member is one bad file.

    Raises:
        NotebookRejected: too many files; of a learner's also too large, encrypted, or a path that leads out.
    """
    members = [member for member in archive.infolist() if not member.is_dir() and not _in_junk(_name(member))]
    limit = LEARNER_ZIP_FILES if is_learners else CLASS_ZIP_FILES
    if len(members) > limit:
        raise NotebookRejected(message("GD-16", found=len(members), limit=limit))
    total = sum(member.file_size for member in members)
    if is_learners and total > LEARNER_ZIP_BYTES:
        sizes = {"size": megabytes(total), "limit": megabytes(LEARNER_ZIP_BYTES)}
        raise NotebookRejected(message("GD-13", **sizes))
    entries = [_member_entry(archive, member) for member in members]
    if is_learners and (fault := next((entry.fault for entry in entries if entry.fault), "")):
        raise NotebookRejected(fault)
    return sorted(entries, key=lambda entry: entry.path)


def open_zip(stream: IO[bytes] | Path | bytes) -> zipfile.ZipFile:
    """Return an opened archive.

    Raises:
        NotebookRejected: it is none.
    """
    source: Any = BytesIO(stream) if isinstance(stream, bytes) else stream
    try:
        return zipfile.ZipFile(source)
    except BROKEN_ZIP as error:
        raise NotebookRejected(message("GD-10", reason=type(error).__name__)) from None


def _file_entry(path: Path, relative: Path, inside: Path) -> Entry:
    def load(limit_bytes: int) -> bytes:
        try:
            with path.open("rb") as stream:
                return stream.read(limit_bytes)
        except OSError as error:
            raise NotebookRejected(message("GD-06", reason=error.strerror or error)) from None

    fault, size, modified = "", 0, None
    try:
        status = path.stat()
        size, modified = status.st_size, datetime.fromtimestamp(status.st_mtime, UTC)
        if path.is_symlink() and not path.resolve().is_relative_to(inside):
            fault = message("GD-19", file=relative.as_posix())
        elif not path.is_file():  # a pipe or a device, which would never end
            fault = message("GD-06", reason="보통 파일이 아닙니다")
    except OSError as error:
        fault = message("GD-06", reason=error.strerror or error)
    return Entry(
        path=_composed(relative.as_posix()), size_bytes=size, modified=modified, load=load, fault=fault
    )


def _member_entry(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Entry:
    name = _name(member)

    def load(limit_bytes: int) -> bytes:
        try:
            with archive.open(member) as stream:
                return stream.read(limit_bytes)
        except BROKEN_ZIP as error:
            raise NotebookRejected(message("GD-10", reason=type(error).__name__)) from None

    fault = ""
    if member.flag_bits & ENCRYPTED:
        fault = message("GD-11", file=name)
    elif _leads_out(name):
        fault = message("GD-14", path=name)
    try:
        modified: datetime | None = datetime(*member.date_time, tzinfo=UTC)
    except ValueError:
        modified = None
    path = PurePosixPath(PurePosixPath(name).name) if _leads_out(name) else _composed(name)
    return Entry(path=path, size_bytes=member.file_size, modified=modified, load=load, fault=fault)


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; Korean Windows writes cp949 without saying so, which zipfile takes for cp437."""
    name = member.filename
    if not member.flag_bits & UTF8_NAME:
        for encoding in ("utf-8", "cp949"):
            try:
                name = member.filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _composed(name: str) -> PurePosixPath:
    return PurePosixPath(unicodedata.normalize("NFC", name))


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or bool(PureWindowsPath(name).drive)


def _is_junk(name: str) -> bool:
    return name.startswith(".") or name in JUNK


def _in_junk(name: str) -> bool:
    return any(_is_junk(part) and part not in {".", ".."} for part in name.split("/"))
