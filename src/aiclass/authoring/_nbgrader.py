"""nbgrader's cell metadata for the cells of a lesson."""

from typing import Any

from aiclass.authoring._source import Cell, CheckCell, ExerciseCell
from aiclass.nbgrader import SCHEMA_VERSION, checksum


def nbgrader_metadata(cell: Cell, source: str, *, is_released: bool) -> dict[str, Any]:
    """Return the cell metadata that makes a cell an answer, a test or an answer that a person marks.

    Args:
        source: the built cell's text, which the checksum covers.
        is_released: as ``nbgrader generate_assignment`` leaves it: with checksum, and locked against editing.
    """
    if isinstance(cell.role, ExerciseCell):
        grade, solution, points = cell.role.manual, not cell.role.broken, cell.role.points
    elif isinstance(cell.role, CheckCell):
        grade, solution, points = True, False, cell.role.points
    else:
        return {}
    is_test = grade and not solution
    entry: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "grade": grade,
        "solution": solution,
        "locked": is_test,
        "task": False,
        "grade_id": cell.id,
    }
    if grade:
        entry["points"] = points
    if is_released and (grade or solution):
        entry["checksum"] = checksum(source, cell.kind, entry)
        entry["cell_type"] = cell.kind
    metadata: dict[str, Any] = {"nbgrader": entry}
    if is_released and (grade or solution):
        metadata["deletable"] = False
    if is_released and is_test:
        metadata["editable"] = False
    return metadata
