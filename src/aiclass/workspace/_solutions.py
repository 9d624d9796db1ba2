"""Model answers, for ``aiclass.check.solution``, where the sources of the lessons are at hand."""

import json
from pathlib import Path

from aiclass.errors import AiclassError
from aiclass.files import write_atomically
from aiclass.workspace import _course_notebooks
from aiclass.workspace._folder import Workspace, refusing


def write_solutions(workspace: Workspace) -> None:
    """Write the model answers of every lesson into the folder, as ``{exercise id: source}`` a lesson.

    Does nothing outside a checkout. A lesson whose source is broken keeps the answers that it had.

    Raises:
        FolderUnusable: the folder cannot be written.
    """
    home = _course_notebooks.checkout()
    sources = sorted((home / "lessons").glob("*/lesson.md")) if home else []
    for source in sources:
        target = workspace.solutions / f"{source.parent.name.partition('-')[0]}.json"
        if not _is_newer(target, source):
            _write(workspace, source, target)


def _is_newer(target: Path, source: Path) -> bool:
    return target.is_file() and target.stat().st_mtime >= source.stat().st_mtime


def _write(workspace: Workspace, source: Path, target: Path) -> None:
    from aiclass.authoring import Project, model_answers, read_lesson

    project = Project.find(source.parents[1])
    try:
        answers = model_answers(read_lesson(project, target.stem, must_be_measured=False))
    except AiclassError:
        return  # an author at work; `aiclass build` tells what is wrong
    with refusing(workspace.root):
        write_atomically(target, json.dumps(answers, ensure_ascii=False, indent=1).encode() + b"\n")
