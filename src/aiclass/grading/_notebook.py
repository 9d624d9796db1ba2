"""Read a notebook that anyone may have written: bounded before it is parsed, strict about shape, kind to the rest."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiclass.grading.errors import NotebookRejected
from aiclass.messages import message

NOTEBOOK_LIMIT_BYTES: Final = 20_000_000
MEMORY_LIMIT_BYTES: Final = 150_000_000  # what parsing may take, estimated before it is done
CONTAINER_BYTES: Final = 232  # a dictionary with one key, the dearest value for its length in JSON
VALUE_BYTES: Final = 64  # a short string and its place in a list
CELL_LIMIT: Final = 5_000
ASTRAL: Final = re.compile(rb"[\xf0-\xf4]|\\u[dD]8")  # characters that make Python keep four bytes for each
HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")
KINDS: Final = frozenset({"code", "markdown", "raw"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookCell:
    """One cell as it stands in a file.

    Attributes:
        kind: "code", "markdown" or "raw".
        id: nbformat's cell id; "" where there is none.
        metadata: of the cell, as parsed.
    """

    index: int
    kind: str
    source: str
    id: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def entry(self) -> Mapping[str, Any] | None:
        """Return what the cell says to nbgrader; None where it says nothing readable."""
        entry = self.metadata.get("nbgrader")
        return entry if isinstance(entry, dict) else None

    @property
    def grade_id(self) -> str:
        """Return the id by which nbgrader knows the cell; "" without one."""
        name = (self.entry or {}).get("grade_id")
        return name if isinstance(name, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """A notebook of nbformat 4."""

    cells: tuple[NotebookCell, ...]
    minor: int
    metadata: Mapping[str, Any]

    @property
    def lesson(self) -> str:
        """Return the id of the lesson that the notebook says it is; "" for a foreign one."""
        ours = self.metadata.get("aiclass")
        name = ours.get("lesson") if isinstance(ours, dict) else None
        return name if isinstance(name, str) else ""


def parse_notebook(content: bytes) -> Notebook:
    """Return the notebook in a file's bytes.

    Raises:
        NotebookRejected: too large, too deep, no JSON, another nbformat, or broken cells; says what to do.
    """
    document = _document(content)
    if not isinstance(document, dict):
        raise NotebookRejected(message("GD-02", reason="노트가 아니라 다른 JSON 문서입니다"))
    _check_format(document)
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise NotebookRejected(message("GD-02", reason="셀 목록이 없습니다"))
    if len(cells) > CELL_LIMIT:
        raise NotebookRejected(message("GD-05", found=len(cells), limit=CELL_LIMIT))
    minor = document.get("nbformat_minor")
    metadata = document.get("metadata")
    return Notebook(
        cells=tuple(_cell(index, cell) for index, cell in enumerate(cells)),
        minor=minor if isinstance(minor, int) else 0,
        metadata=metadata if isinstance(metadata, dict) else {},
    )


def megabytes(size_bytes: int) -> str:
    """Return a size for people, such as "12.4MB"."""
    return f"{size_bytes / 1_000_000:.1f}MB"


def _document(content: bytes) -> Any:
    if len(content) > NOTEBOOK_LIMIT_BYTES:
        raise too_large(len(content))
    if not content.strip():
        raise NotebookRejected(message("GD-02", reason="빈 파일입니다"))
    if _estimated_bytes(content) > MEMORY_LIMIT_BYTES:
        raise NotebookRejected(message("GD-03"))
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotebookRejected(message("GD-02", reason="글자 인코딩이 UTF-8이 아닙니다")) from None
    except RecursionError:
        raise NotebookRejected(message("GD-03")) from None
    except json.JSONDecodeError as error:
        raise NotebookRejected(
            message("GD-02", reason=f"{error.lineno}번째 줄이 JSON 형식이 아닙니다")
        ) from None
    except ValueError:  # an integer with more digits than Python reads
        raise NotebookRejected(message("GD-02", reason="읽을 수 없을 만큼 긴 수가 있습니다")) from None


def too_large(size_bytes: int) -> NotebookRejected:
    """Return the refusal of a notebook of this size."""
    limit = megabytes(NOTEBOOK_LIMIT_BYTES)
    return NotebookRejected(message("GD-01", size=megabytes(size_bytes), limit=limit))


def _estimated_bytes(content: bytes) -> int:
    """Return an upper bound of what parsing takes, from counts that cost milliseconds."""
    width = 1 if content.isascii() and b"\\u" not in content else 4 if ASTRAL.search(content) else 2
    containers = content.count(b"[") + content.count(b"{")
    values = content.count(b",") + content.count(b":")
    return len(content) * (1 + width) + containers * CONTAINER_BYTES + values * VALUE_BYTES


def _check_format(document: Mapping[str, Any]) -> None:
    version = document.get("nbformat")
    if version == 4 and not isinstance(version, bool):
        return
    if isinstance(version, int) and not isinstance(version, bool):
        raise NotebookRejected(message("GD-04", found=version))
    raise NotebookRejected(message("GD-02", reason="노트가 아니라 다른 JSON 문서입니다"))


def _cell(index: int, cell: Any) -> NotebookCell:
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise _broken(index)
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _broken(index)
    metadata, name = cell.get("metadata"), cell.get("id")
    return NotebookCell(
        index=index,
        kind=kind,
        source=HALF_CHARACTER.sub("\ufffd", source),
        id=name if isinstance(name, str) else "",
        metadata=metadata if isinstance(metadata, dict) else {},
    )


def _broken(index: int) -> NotebookRejected:
    return NotebookRejected(message("GD-02", reason=f"{index + 1}번째 셀의 형식이 잘못되었습니다"))
