"""Read a notebook as plain JSON, find its cells, and write it back with everything else as it was.

Files may come from JupyterLab, Colab, VS Code or a person's editor, so nothing is taken for granted but the
shape of nbformat 4.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from aiclass.messages import message
from aiclass.workspace.errors import NotebookUnusable

READ_LIMIT_BYTES = 100_000_000
CELL_IDS_SINCE = (4, 5)  # the nbformat that brought cell ids

Cell = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """A notebook as read.

    Attributes:
        name: file name, for messages.
        content: its bytes.
        document: the parsed JSON.
    """

    name: str
    content: bytes
    document: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the notebook in this file.

        Raises:
            NotebookUnusable: it is missing, cannot be read, or is no notebook; says which and what to do.
        """
        try:
            if path.stat().st_size > READ_LIMIT_BYTES:
                raise NotebookUnusable(message("WS-13", file=path.name, size=megabytes(path.stat().st_size)))
            return cls.parse(path.name, path.read_bytes())
        except FileNotFoundError:
            raise NotebookUnusable(message("WS-10", file=path.name, folder=path.parent)) from None
        except OSError as error:
            raise NotebookUnusable(
                message("WS-11", file=path.name, reason=error.strerror or error)
            ) from error

    @classmethod
    def parse(cls, name: str, content: bytes) -> Self:
        """Return the notebook that these bytes hold.

        Raises:
            NotebookUnusable: they are no JSON, or not a notebook of nbformat 4.
        """
        try:
            document = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise NotebookUnusable(message("WS-12", file=name, reason=_where(error))) from None
        if fault := _fault(document):
            raise NotebookUnusable(message("WS-12", file=name, reason=fault))
        return cls(name=name, content=content, document=document)

    @property
    def cells(self) -> list[Cell]:
        """Return the cells themselves, not copies."""
        cells: list[Cell] = self.document["cells"]
        return cells

    @property
    def lesson(self) -> str:
        """Return the lesson id that the notebook names; empty where it names none."""
        return self._named("lesson")

    @property
    def fingerprint(self) -> str:
        """Return the lesson version that the notebook names; empty where it names none."""
        return self._named("fingerprint")

    @property
    def keeps_cell_ids(self) -> bool:
        """Tell whether its nbformat knows cell ids."""
        return (self.document["nbformat"], self.document.get("nbformat_minor", 0)) >= CELL_IDS_SINCE

    def position(self, name: str) -> int | None:
        """Return the index of the cell of this name, or None.

        A cell that has both the id and the ``grade_id`` wins over copies that have one of them.
        """
        ranks = [(name in identities(cell), cell.get("id") == name) for cell in self.cells]
        found = [index for index, (named, _) in enumerate(ranks) if named]
        return max(found, key=lambda index: (ranks[index][1], -index), default=None)

    def cell(self, name: str) -> Cell | None:
        """Return the cell of this name, or None."""
        index = self.position(name)
        return None if index is None else self.cells[index]

    def encoded(self) -> bytes:
        """Return the document as Jupyter writes it."""
        text = json.dumps(self.document, ensure_ascii=False, indent=1)
        return text.encode() + (b"\n" if self.content.endswith(b"\n") else b"")

    def _named(self, key: str) -> str:
        ours = self.document["metadata"].get("aiclass")
        value = ours.get(key) if isinstance(ours, dict) else None
        return value if isinstance(value, str) else ""


def identities(cell: Cell) -> frozenset[str]:
    """Return the names of a cell: its id and its ``grade_id`` (Colab loses the first, copies share the second)."""
    grader = cell["metadata"].get("nbgrader")
    names = (cell.get("id"), grader.get("grade_id") if isinstance(grader, dict) else None)
    return frozenset(name for name in names if isinstance(name, str))


def source(cell: Cell) -> str:
    """Return the text of a cell, which JSON may hold as one string or as lines."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def sources(cells: Sequence[Cell]) -> list[tuple[str, str]]:
    """Return kind and text of each cell; blanks at the end do not count."""
    return [(cell["cell_type"], source(cell).rstrip()) for cell in cells]


def megabytes(size_bytes: int) -> str:
    """Return a size for people, such as "12.4MB"."""
    return f"{size_bytes / 1_000_000:.1f}MB"


def _fault(document: Any) -> str:
    """Return what keeps this from being a notebook of nbformat 4; empty for a sound one."""
    if not isinstance(document, dict) or document.get("nbformat") != 4:
        return "nbformat 4 형식이 아닙니다"
    if not isinstance(document.get("metadata"), dict) or not isinstance(document.get("cells"), list):
        return "셀 목록이 없습니다"
    broken = next((number for number, cell in enumerate(document["cells"], 1) if not _is_cell(cell)), None)
    return "" if broken is None else f"{broken}번째 셀의 형식이 잘못되었습니다"


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("metadata"), dict):
        return False
    text = cell.get("source")
    is_text = isinstance(text, str) or (
        isinstance(text, list) and all(isinstance(line, str) for line in text)
    )
    return is_text and cell.get("cell_type") in {"code", "markdown", "raw"}


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.lineno}번째 줄이 JSON 형식이 아닙니다"
    return (
        "글자 인코딩이 UTF-8이 아닙니다"
        if isinstance(error, UnicodeDecodeError)
        else "너무 깊게 겹쳐 있습니다"
    )
