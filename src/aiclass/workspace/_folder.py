"""A learner's folder: where things lie in it, and whether it can be used."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from aiclass.messages import message
from aiclass.workspace.errors import FolderUnusable

LOCK_TIMEOUT_S = 30
FULL_DISK = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
WORKSPACE_VARIABLE = "AICLASS_WORKSPACE"
DEFAULT_NAME = "workspace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One learner's folder.

    Notebooks lie at its top; what the class itself keeps lies in ``.aiclass``, which JupyterLab hides.

    Attributes:
        root: absolute path.
    """

    root: Path

    @property
    def state(self) -> Path:
        """Return the folder that the class keeps for itself."""
        return self.root / ".aiclass"

    @property
    def layout_file(self) -> Path:
        """Return the record of what was laid out."""
        return self.state / "layout.json"

    @property
    def originals(self) -> Path:
        """Return the folder of notebooks as they were laid out."""
        return self.state / "original"

    @property
    def backups(self) -> Path:
        """Return the folder of dated copies."""
        return self.state / "backup"

    @property
    def solutions(self) -> Path:
        """Return the folder of model answers, which ``aiclass.check.solution`` reads."""
        return self.state / "solutions"

    @property
    def learner_file(self) -> Path:
        """Return the file that remembers the learner's name."""
        return self.state / "learner.json"

    @property
    def log(self) -> Path:
        """Return JupyterLab's log."""
        return self.state / "jupyter.log"

    @property
    def lab_settings(self) -> Path:
        """Return the folder of JupyterLab's settings."""
        return self.state / "lab" / "settings"

    @property
    def lab_windows(self) -> Path:
        """Return the folder where JupyterLab remembers which files are open."""
        return self.state / "lab" / "windows"

    @property
    def submissions(self) -> Path:
        """Return the folder where hand-ins are put unless the learner names another."""
        return self.root / "제출"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold off every other process that changes this folder.

        Raises:
            FolderUnusable: another process kept it for LOCK_TIMEOUT_S, or it cannot be written.
        """
        with refusing(self.root):
            lock = FileLock(self.state / "layout.lock")
            try:
                lock.acquire(timeout=LOCK_TIMEOUT_S)
            except Timeout:
                raise FolderUnusable(message("WS-05", folder=self.root, seconds=LOCK_TIMEOUT_S)) from None
        try:
            yield
        finally:
            lock.release()


def open_workspace(root: Path) -> Workspace:
    """Return the folder, made where it is missing, after trying that it can be written.

    Raises:
        FolderUnusable: a file stands in its place, or it cannot be made or written; says why.
    """
    workspace = Workspace(root=absolute(root))
    with refusing(workspace.root):
        for folder in (workspace.root, workspace.state):
            if folder.exists() and not folder.is_dir():
                raise FolderUnusable(message("WS-01", path=folder))
        workspace.state.mkdir(parents=True, exist_ok=True)
        for folder in (workspace.root, workspace.state):
            with tempfile.TemporaryFile(dir=folder) as probe:
                probe.write(b"aiclass")
                probe.flush()
    return workspace


def find_workspace(root: Path | None = None) -> Workspace:
    """Return the folder that the learner works in.

    Without ``root``: the folder named by AICLASS_WORKSPACE, else the current folder where it is one, else
    ``workspace`` in it.

    Raises:
        FolderUnusable: no class was ever opened there.
    """
    chosen = Workspace(root=absolute(root or default_root()))
    if not chosen.layout_file.is_file():
        raise FolderUnusable(message("WS-04", folder=chosen.root))
    return chosen


def default_root() -> Path:
    """Return the folder that commands use when none is named."""
    if named := os.environ.get(WORKSPACE_VARIABLE):
        return Path(named)
    here = Path.cwd()
    return here if Workspace(root=here).layout_file.is_file() else here / DEFAULT_NAME


def absolute(path: Path) -> Path:
    """Return the path without ``~`` and ``..``; links stay as they are."""
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100  resolve() would turn drives into UNC paths


@contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """Turn an OSError into the refusal that names its cause."""
    try:
        yield
    except OSError as error:
        code = "WS-03" if error.errno in FULL_DISK else "WS-02"
        raise FolderUnusable(
            message(code, folder=folder, path=error.filename or folder, reason=error.strerror or error)
        ) from error
