"""What a cell is for: ``cell.metadata.nbgrader``, schema versions 0 to 3."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

SCHEMA_VERSION: Final = 3
KEYS: Final = frozenset(
    {"schema_version", "grade", "solution", "locked", "task", "grade_id", "points", "checksum", "cell_type"}
)
GRADE_ID: Final = re.compile(r"[a-zA-Z0-9_-]+")
CHECKSUM: Final = re.compile(r"[0-9a-fA-F]{32}")
KINDS: Final = ("code", "markdown", "raw")


class MetadataFault(ValueError):
    """A cell's nbgrader metadata that breaks the format; the text says what and how to repair it.

    Attributes:
        rule: stable name of the broken rule, such as "version" or "points".
    """

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(text)
        self.rule = rule


@dataclass(frozen=True, slots=True, kw_only=True)
class CellMetadata:
    """One cell's metadata, version 3.

    Attributes:
        points: the most that the cell can earn; 0 where it is neither graded nor a task.
        checksum: as released; "" where there is none.
        cell_type: at release time; "" where it is not said.
    """

    grade: bool = False
    solution: bool = False
    locked: bool = False
    task: bool = False
    grade_id: str = ""
    points: float = 0.0
    checksum: str = ""
    cell_type: str = ""

    @property
    def is_locked(self) -> bool:
        """Return whether grading restores the cell's text: never an answer, always a test, else the flag."""
        return not self.solution and (self.grade or self.locked)

    @property
    def is_test(self) -> bool:
        """Return whether the cell is graded by running it."""
        return self.grade and not self.solution

    @property
    def is_manual(self) -> bool:
        """Return whether a person marks the cell."""
        return self.task or (self.grade and self.solution)

    @property
    def is_known(self) -> bool:
        """Return whether nbgrader keeps track of the cell at all."""
        return self.grade or self.solution or self.is_locked or self.task

    @property
    def entry(self) -> dict[str, Any]:
        """Return the metadata as it is written into a notebook."""
        entry: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "grade": self.grade,
            "solution": self.solution,
            "locked": self.locked,
            "task": self.task,
            "grade_id": self.grade_id,
        }
        if self.grade or self.task:
            entry["points"] = self.points
        if self.checksum:
            entry["checksum"] = self.checksum
        if self.cell_type:
            entry["cell_type"] = self.cell_type
        return entry


def upgrade(entry: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the entry as version 3 would have it; None for an old one that says nothing.

    Versions above 3 come back as they are, for ``read_metadata`` to refuse.

    Raises:
        MetadataFault: points that are no number.
    """
    entry = dict(entry)
    if entry.setdefault("schema_version", 0) == 0:
        for flag in ("grade", "solution", "locked"):
            entry.setdefault(flag, False)
        if not any(entry[flag] for flag in ("grade", "solution", "locked")):
            return None
        if entry["grade"]:
            entry["points"] = max(0.0, _number(entry.get("points", 0.0)))
        else:
            entry.pop("points", None)
        entry["schema_version"] = 1
    if entry["schema_version"] == 1:
        if "checksum" in entry:
            entry.setdefault("cell_type", "code")
        entry["schema_version"] = 2
    if entry["schema_version"] == 2:
        entry["schema_version"] = SCHEMA_VERSION
    if entry["schema_version"] == SCHEMA_VERSION:
        entry = {key: value for key, value in entry.items() if key in KEYS}
    return entry


def read_metadata(entry: Mapping[str, Any], kind: str) -> CellMetadata:
    """Return the metadata of a cell, after checking it by version 3's rules.

    Args:
        kind: the cell's type.

    Raises:
        MetadataFault: the first rule that is broken.
    """
    _check_version(entry)
    _check_types(entry)
    metadata = CellMetadata(
        grade=entry["grade"],
        solution=entry["solution"],
        locked=entry["locked"],
        task=entry.get("task", False),
        grade_id=entry.get("grade_id", ""),
        points=float(entry.get("points", 0.0)),
        checksum=entry.get("checksum", ""),
        cell_type=entry.get("cell_type", ""),
    )
    _check_combination(metadata, kind, has_points="points" in entry)
    return metadata


def _check_version(entry: Mapping[str, Any]) -> None:
    version = entry.get("schema_version", 0)
    if version != SCHEMA_VERSION or isinstance(version, bool):
        text = f"schema_version is {version!r}, expected {SCHEMA_VERSION}."
        is_old = isinstance(version, int) and version < SCHEMA_VERSION
        remedy = "Run 'nbgrader update'." if is_old else "Use the nbgrader that wrote it, or a later aiclass."
        raise MetadataFault("version", f"{text} {remedy}")


def _check_types(entry: Mapping[str, Any]) -> None:
    for flag in ("grade", "solution", "locked"):
        if not isinstance(entry.get(flag), bool):
            raise MetadataFault("flag", f"{flag!r} must be true or false, got {entry.get(flag)!r}.")
    if not isinstance(entry.get("task", False), bool):
        raise MetadataFault("flag", f"'task' must be true or false, got {entry['task']!r}.")
    if extra := sorted(set(map(str, entry)) - KEYS):
        raise MetadataFault("keys", f"unknown keys {', '.join(extra)}. Remove them from metadata.nbgrader.")
    points = entry.get("points", 0.0)
    if not _is_points(points):
        raise MetadataFault("points", f"'points' must be a number of at least 0, got {points!r}.")
    grade_id = entry.get("grade_id", "")
    if not isinstance(grade_id, str) or (grade_id and not GRADE_ID.fullmatch(grade_id)):
        raise MetadataFault("grade_id", f"grade_id {grade_id!r} may hold letters, digits, '_' and '-' only.")
    found = entry.get("checksum", "")
    if not isinstance(found, str) or (found and not CHECKSUM.fullmatch(found)):
        raise MetadataFault("checksum", f"checksum must be 32 hexadecimal digits, got {found!r}.")
    if entry.get("cell_type", "code") not in KINDS:
        raise MetadataFault("cell_type", f"cell_type must be one of {', '.join(KINDS)}.")


def _check_combination(metadata: CellMetadata, kind: str, *, has_points: bool) -> None:
    name = metadata.grade_id
    if metadata.is_known and not name:
        raise MetadataFault("grade_id", "the cell has no grade_id. Give it one in nbgrader's toolbar.")
    if (metadata.grade or metadata.task) and not has_points:
        raise MetadataFault("points", f"cell {name!r} is graded but has no points. Give it points.")
    if metadata.task:
        if kind != "markdown":
            raise MetadataFault("task", f"task cell {name!r} must be markdown, it is {kind}.")
    elif kind != "code" and metadata.grade != metadata.solution:
        what = "answer" if metadata.solution else "test"
        raise MetadataFault(
            "kind", f"{what} cell {name!r} is {kind}. Make it a code cell, or a manually graded answer."
        )


def _is_points(value: Any) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
    )


def _number(value: Any) -> float:
    if value in ("", None):
        return 0.0
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise MetadataFault("points", f"'points' must be a number of at least 0, got {value!r}.") from None
