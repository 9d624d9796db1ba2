"""What was graded before, one file a submission, so that a stop loses nothing and a second run is quick.

``OUT/.aiclass/graded/<key>.json``; the key is a hash of the submission, the source, limits, versions and mode.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from aiclass.files import write_atomically
from aiclass.grading._graded import CellView, Outcome
from aiclass.grading._scores import CellScore, ScoreOutcome

FORM: Final = 1  # of the cache files; another number means graded anew
STATE: Final = ".aiclass"
GRADED: Final = "graded"
PACKAGES: Final = ("aiclass", "ipython", "numpy", "matplotlib", "torch", "scikit-learn", "pandas")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What running a submission gave, before lateness and marks.

    Attributes:
        isolated: whether it ran in the sandbox.
    """

    outcome: Outcome
    cells: tuple[CellScore, ...]
    flags: tuple[str, ...]
    seconds: float
    views: tuple[CellView, ...] = ()
    isolated: bool = True


class Cache:
    """Verdicts of one output folder."""

    def __init__(self, out: Path) -> None:
        self._folder = out / STATE / GRADED

    def read(self, key: str) -> Verdict | None:
        """Return the verdict under this key; None where there is none, or a damaged one."""
        try:
            document = json.loads(self._path(key).read_bytes())
            return _verdict(document) if document.get("form") == FORM else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def write(self, key: str, verdict: Verdict) -> None:
        """Keep a verdict; whole or not at all."""
        document = {"form": FORM, **asdict(verdict)}
        write_atomically(self._path(key), json.dumps(document, ensure_ascii=False).encode())

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget verdicts that no row of the results stands on any more."""
        wanted = {self._path(key).name for key in keys}
        for path in self._folder.glob("*.json"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def verdict_key(content: bytes, files: Mapping[str, bytes], source: str, mode: Mapping[str, Any]) -> str:
    """Return the hash of all that a verdict depends on.

    Args:
        source: fingerprint of the source, its files and the author's limits.
        mode: limits of this run, compatibility and isolation.
    """
    digest = hashlib.sha256()
    parts = [content, source.encode(), json.dumps(mode, sort_keys=True).encode(), _versions().encode()]
    parts += [
        part for name, data in sorted(files.items()) for part in (name.encode("utf-8", "replace"), data)
    ]
    for part in parts:
        digest.update(f"{len(part)}\0".encode() + part)
    return digest.hexdigest()


@cache
def _versions() -> str:
    found = [f"form {FORM}", f"python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _verdict(document: Mapping[str, Any]) -> Verdict:
    return Verdict(
        outcome=Outcome(document["outcome"]),
        cells=tuple(
            CellScore(**{**cell, "outcome": ScoreOutcome(cell["outcome"])}) for cell in document["cells"]
        ),
        flags=tuple(document["flags"]),
        seconds=document["seconds"],
        views=tuple(CellView(**{**view, "outputs": tuple(view["outputs"])}) for view in document["views"]),
        isolated=document["isolated"],
    )
