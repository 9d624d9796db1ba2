"""What decides the outcome of a lesson's execution, as one key: a kept execution is taken again only under it."""

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import aiclass
from aiclass import data
from aiclass.authoring._course_file import lesson_bytes
from aiclass.authoring._notebooks import notebook_bytes, solution_notebook
from aiclass.authoring._project import Project
from aiclass.authoring._source import LessonSource

OUT_OF_REACH: Final = frozenset(  # no cell of a lesson imports these: they stand above `check`, or are built
    {"authoring", "classroom", "cli", "grading", "practice", "workspace", "_course", "__pycache__"}
)
RUNNING: Final = ("_kernel.py", "_run.py", "_run_key.py")
LIBRARIES: Final = ("ipython", "matplotlib", "numpy", "scikit-learn", "torch")


def run_key(project: Project, lesson: LessonSource, *, twin: bool | None) -> str:
    """Return the key of an execution: lesson, library, tested versions and data, and nothing else.

    Args:
        twin: as in ``run_lesson``.
    """
    digest = hashlib.sha256()
    for path in _files(project, Path(aiclass.__file__).parent):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(json.dumps(_facts(lesson, twin=twin), sort_keys=True).encode())
    digest.update(notebook_bytes(solution_notebook(lesson)) + lesson_bytes(lesson))
    digest.update(repr(lesson.figures).encode())
    return digest.hexdigest()


def _files(project: Project, package: Path) -> Iterator[Path]:
    for path in sorted(package.rglob("*")):
        if path.is_file() and not OUT_OF_REACH & set(path.relative_to(package).parts):
            yield path
    yield from (package / "authoring" / name for name in RUNNING)
    constraints = project.root / "constraints.txt"
    yield from [constraints] if constraints.is_file() else []


def _facts(lesson: LessonSource, *, twin: bool | None) -> dict[str, Any]:
    notebook = notebook_bytes(solution_notebook(lesson)).decode()
    return {
        "python": sys.version,
        "libraries": {name: _installed(name) for name in LIBRARIES},
        "twin": data.prefers_twin() if twin is None else twin,
        "data": {name: data.checksums(name) for name in lesson.data},
        "misconceptions": [asdict(one) for one in lesson.course.misconceptions if one.id in notebook],
    }


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
