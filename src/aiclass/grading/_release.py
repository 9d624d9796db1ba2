"""A learner's notebook from an nbgrader source notebook, in nbgrader's order."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from aiclass.grading._notebook import Notebook, NotebookCell, parse_notebook
from aiclass.grading.errors import NotebookRejected, SourceFaults
from aiclass.messages import message
from aiclass.nbgrader import (
    AICLASS_STUBS,
    HIDDEN_TESTS,
    MARK_SCHEME,
    NBGRADER_STUBS,
    CellMetadata,
    MetadataFault,
    RegionFault,
    Stubs,
    checksum,
    cut_region,
    read_metadata,
    replace_region,
    upgrade,
)

AUTOTEST: Final = re.compile(r"#.*\b(?:HASHED )?AUTOTEST\b")
ATTACHMENT: Final = re.compile(r"!\[.*\]\(attachment:.+?\)")
NOTHING: Final = CellMetadata()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCell:
    """One cell of a source notebook and what becomes of it.

    Attributes:
        metadata: what the cell is for; its checksum is that of ``graded``.
        graded: the text that grading restores and runs: solution cleared, hidden tests in place.
        released: the text that a learner gets.
        written: the text as its author wrote it, solution included.
    """

    index: int
    kind: str
    metadata: CellMetadata
    graded: str
    released: str
    written: str = field(default="", repr=False)

    @property
    def grade_id(self) -> str:
        """Return nbgrader's id; "" for a plain cell."""
        return self.metadata.grade_id


def read_source(content: bytes, place: str) -> tuple[Notebook, tuple[SourceCell, ...]]:
    """Return a source notebook and its cells.

    Args:
        place: the notebook's name, for messages.

    Raises:
        SourceFaults: it cannot be read, or cells break rules; names each cell and its remedy.
    """
    try:
        notebook = parse_notebook(content)
    except NotebookRejected as error:
        raise SourceFaults(f"{place}: {error}") from None
    faults: list[str] = []
    cells = [_source_cell(cell, _stubs(notebook), faults) for cell in notebook.cells]
    faults += _duplicates(cells)
    if faults:
        lines = "\n".join(f"  {place}: {fault}" for fault in faults)
        raise SourceFaults(message("GD-23", faults=lines))
    return notebook, tuple(cells)


def release_notebook(content: bytes, place: str) -> bytes:
    """Return the learner's notebook: without solutions, hidden tests, mark schemes and outputs.

    Cells are locked and carry checksums as ``nbgrader generate_assignment`` leaves them.

    Raises:
        SourceFaults: see ``read_source``.
    """
    _, cells = read_source(content, place)
    document: dict[str, Any] = json.loads(content.decode("utf-8-sig"))
    document.get("metadata", {}).pop("celltoolbar", None)
    for raw, cell in zip(document["cells"], cells, strict=True):
        _release_cell(raw, cell)
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode() + b"\n"


def _stubs(notebook: Notebook) -> Stubs:
    return AICLASS_STUBS if notebook.lesson else NBGRADER_STUBS


def _source_cell(cell: NotebookCell, stubs: Stubs, faults: list[str]) -> SourceCell:
    metadata = NOTHING
    try:
        if cell.entry is not None and (entry := upgrade(cell.entry)) is not None:
            metadata = read_metadata(entry, cell.kind)
        graded, released = _texts(cell, metadata, stubs)
    except MetadataFault as error:
        faults.append(f"{_called(cell)}: {error}")
        return SourceCell(index=cell.index, kind=cell.kind, metadata=NOTHING, graded="", released="")
    except RegionFault as error:
        faults.append(f"{_called(cell)}, line {error.line}: {error}")
        return SourceCell(index=cell.index, kind=cell.kind, metadata=metadata, graded="", released="")
    return SourceCell(
        index=cell.index,
        kind=cell.kind,
        metadata=_fingerprinted(metadata, graded, cell.kind),
        graded=graded,
        released=released,
        written=cell.source,
    )


def _texts(cell: NotebookCell, metadata: CellMetadata, stubs: Stubs) -> tuple[str, str]:
    """Return what grading runs and what a learner gets.

    Raises:
        RegionFault: a marked region is broken, or stands in a cell of the wrong kind.
    """
    if match := AUTOTEST.search(cell.source):
        line = cell.source.count("\n", 0, match.start()) + 1
        raise RegionFault(
            "AUTOTEST needs the solution to run. Release it with nbgrader once and use that source, "
            "or write the asserts out.",
            line,
        )
    graded = _cleared(cell, metadata, stubs)
    released = graded
    for name, is_allowed, remedy in (
        (HIDDEN_TESTS, metadata.grade, "Mark the cell as 'Autograder tests'."),
        (MARK_SCHEME, metadata.task, "Mark the cell as 'Manually graded task'."),
    ):
        cut = cut_region(released, name)
        if cut is not None and not is_allowed:
            line = _line_of(released, f"BEGIN {name}")
            raise RegionFault(f"'BEGIN {name}' in a cell of another kind. {remedy}", line)
        released = released if cut is None else cut
    _refuse_attachments(cell.source)
    return graded, released


def _cleared(cell: NotebookCell, metadata: CellMetadata, stubs: Stubs) -> str:
    stub = stubs.code if cell.kind == "code" else stubs.text
    replaced = replace_region(cell.source, stub)
    if replaced is not None:
        if not metadata.solution:
            line = _line_of(cell.source, "BEGIN SOLUTION")
            raise RegionFault(
                "'BEGIN SOLUTION' in a cell that is no answer. Mark it as 'Autograded answer'.", line
            )
        return replaced
    if metadata.solution and not _is_released(cell, metadata):
        return stub
    return cell.source


def _is_released(cell: NotebookCell, metadata: CellMetadata) -> bool:
    """Return whether the cell is already as a learner gets it, so that there is no solution to clear."""
    return bool(metadata.checksum) and metadata.checksum == checksum(cell.source, cell.kind, metadata.entry)


def _refuse_attachments(source: str) -> None:
    inside = False
    for number, line in enumerate(source.split("\n"), start=1):
        if f"BEGIN {MARK_SCHEME}" in line:
            inside = True
        elif f"END {MARK_SCHEME}" in line:
            inside = False
        elif inside and ATTACHMENT.search(line):
            raise RegionFault(
                "a mark scheme holds an attached picture, which stays in the learner's file. "
                "Link to the picture instead.",
                number,
            )


def _fingerprinted(metadata: CellMetadata, source: str, kind: str) -> CellMetadata:
    """Return the metadata with checksum and type, for the cells to which nbgrader gives them."""
    if not (metadata.grade or metadata.solution or metadata.locked):
        return metadata
    return replace(metadata, checksum=checksum(source, kind, metadata.entry), cell_type=kind)


def _release_cell(raw: dict[str, Any], cell: SourceCell) -> None:
    raw["source"] = cell.released.splitlines(keepends=True)
    metadata = raw.setdefault("metadata", {})
    if cell.kind == "code":
        raw["outputs"], raw["execution_count"] = [], None
        for shown in ("collapsed", "scrolled"):
            metadata.pop(shown, None)
    entry = upgrade(metadata["nbgrader"]) if isinstance(metadata.get("nbgrader"), dict) else None
    if entry is None:
        metadata.pop("nbgrader", None)
        return
    if cell.metadata.checksum:
        entry |= {"checksum": checksum(cell.released, cell.kind, entry), "cell_type": cell.kind}
    metadata["nbgrader"] = entry
    if cell.metadata.checksum:
        metadata["deletable"] = False
    if cell.metadata.is_locked:
        metadata["editable"] = False


def _duplicates(cells: list[SourceCell]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for cell in cells:
        if not cell.metadata.is_known:
            continue
        first = seen.setdefault(cell.grade_id, cell.index)
        if first != cell.index:
            yield (
                f"cell {cell.index + 1}: grade_id {cell.grade_id!r} is also that of cell {first + 1}. "
                "Rename one of them."
            )


def _called(cell: NotebookCell) -> str:
    return f"cell {cell.index + 1} ({cell.grade_id})" if cell.grade_id else f"cell {cell.index + 1}"


def _line_of(source: str, marker: str) -> int:
    return source.count("\n", 0, source.index(marker)) + 1
