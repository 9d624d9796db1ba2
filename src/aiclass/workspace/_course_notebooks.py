"""The learner notebooks that the course brings along, and the PDFs that they link to."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import aiclass
from aiclass.course import course_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseNotebook:
    """One learner notebook as it was built, or a PDF to read beside it.

    Attributes:
        name: file name, such as "03-logistic-regression.ipynb" or "theory/logistic-regression-theory.pdf".
        content: its bytes.
    """

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of its bytes."""
        return sha256(self.content)


def checkout() -> Path | None:
    """Return the checkout that this package is imported from, or None for an installed one."""
    folder = Path(aiclass.__file__).parents[2]
    return folder if (folder / "pyproject.toml").is_file() and (folder / "notebooks").is_dir() else None


def notebooks_folder() -> Path:
    """Return where the built learner notebooks lie: in the checkout, else in the wheel."""
    home = checkout()
    return home / "notebooks" if home else course_folder() / "notebooks"


def course_notebooks() -> tuple[CourseNotebook, ...]:
    """Return every learner notebook of the course, by name."""
    sources = sorted(notebooks_folder().glob("*.ipynb"))
    return tuple(CourseNotebook(name=source.name, content=source.read_bytes()) for source in sources)


def course_readings() -> tuple[CourseNotebook, ...]:
    """Return the PDFs that lessons link to, named below the folder of notebooks: ``theory/NAME.pdf``."""
    folder = notebooks_folder()
    sources = sorted((folder / "theory").glob("*.pdf"))
    names = (source.relative_to(folder).as_posix() for source in sources)
    return tuple(
        CourseNotebook(name=name, content=source.read_bytes())
        for name, source in zip(names, sources, strict=True)
    )


def fingerprint(content: bytes) -> str:
    """Return the version that a notebook says it was built from; empty where it says nothing."""
    try:
        found = json.loads(content)["metadata"]["aiclass"]["fingerprint"]
    except (KeyError, TypeError, ValueError):
        return ""
    return found if isinstance(found, str) else ""


def sha256(content: bytes) -> str:
    """Return the hash of these bytes as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
