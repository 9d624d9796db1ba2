"""The notebooks built from a lesson without running it: learner, solution, nbgrader source."""

from collections.abc import Callable
from typing import Any, Final

import nbformat
from nbformat import NotebookNode

from aiclass.authoring._forms import Form, learner_form, nbgrader_form, solution_form, text_of
from aiclass.authoring._nbgrader import nbgrader_metadata
from aiclass.authoring._source import Cell, LessonSource

_nbformat: Any = nbformat  # its functions carry no annotations
KERNEL: Final = {"display_name": "Python 3", "language": "python", "name": "python3"}
NBFORMAT_MINOR: Final = 5  # the first with cell ids


def learner_notebook(lesson: LessonSource) -> NotebookNode:
    """Return what a learner gets: stubs and visible tests, as nbgrader would release them."""
    return _notebook(
        lesson, learner_form, lambda cell, source: _cell_metadata(cell, source, is_released=True)
    )


def solution_notebook(lesson: LessonSource) -> NotebookNode:
    """Return the notebook with every answer in it; handed in, it earns every point."""
    return _notebook(
        lesson, solution_form, lambda cell, source: _cell_metadata(cell, source, is_released=True)
    )


def nbgrader_source(lesson: LessonSource) -> NotebookNode:
    """Return the notebook from which ``nbgrader generate_assignment`` makes its release."""
    return _notebook(
        lesson, nbgrader_form, lambda cell, source: _cell_metadata(cell, source, is_released=False)
    )


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """Return a notebook as a file: the same notebook gives the same bytes."""
    text: str = _nbformat.writes(notebook, indent=1)
    return (text.rstrip("\n") + "\n").encode()


def new_notebook(lesson: LessonSource, cells: list[NotebookNode]) -> NotebookNode:
    """Return a notebook with the lesson's metadata."""
    notebook: NotebookNode = _nbformat.v4.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": KERNEL,
            "language_info": {"name": "python"},
            "aiclass": {"lesson": lesson.id, "fingerprint": lesson.fingerprint},
        },
    )
    notebook.nbformat_minor = NBFORMAT_MINOR
    return notebook


def new_cell(kind: str, cell_id: str, source: str, metadata: dict[str, Any]) -> NotebookNode:
    """Return a cell with an id of ours."""
    make = _nbformat.v4.new_code_cell if kind == "code" else _nbformat.v4.new_markdown_cell
    cell: NotebookNode = make(source=source, id=cell_id, metadata=metadata)
    return cell


def _notebook(
    lesson: LessonSource, form: Callable[[Cell], Form], metadata: Callable[[Cell, str], dict[str, Any]]
) -> NotebookNode:
    cells = []
    for cell in lesson.cells:
        source = text_of(form(cell))
        cells.append(new_cell(cell.kind, cell.id, source, metadata(cell, source)))
    return new_notebook(lesson, cells)


def _cell_metadata(cell: Cell, source: str, *, is_released: bool) -> dict[str, Any]:
    tags = {"tags": list(cell.tags)} if cell.tags else {}
    return {**tags, **nbgrader_metadata(cell, source, is_released=is_released)}
