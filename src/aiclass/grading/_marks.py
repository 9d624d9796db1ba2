"""Points that a person gives: read from a CSV, kept in the output folder, put over the automatic ones."""

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from aiclass.files import write_atomically
from aiclass.grading._assignment import Assignment
from aiclass.grading._cache import STATE
from aiclass.grading._graded import Graded, Mark
from aiclass.grading._learners import clean_learner
from aiclass.grading._scores import CellScore, ScoreOutcome
from aiclass.grading.errors import MarksFaults
from aiclass.messages import message

KEPT: Final = "marks.json"
COLUMNS: Final = ("learner", "grade_id", "points")
OPTIONAL: Final = ("notebook", "comment")
ENCODINGS: Final = ("utf-8-sig", "cp949")  # Excel in Korea saves the second
MOST_NAMED: Final = 20

Marks = Mapping[tuple[str, str, str], Mark]
"""(learner, notebook, grade_id) to mark."""


def kept_marks(out: Path) -> dict[tuple[str, str, str], Mark]:
    """Return the marks that earlier runs brought in."""
    try:
        rows = json.loads((out / STATE / KEPT).read_bytes())
        return {
            (row["learner"], row["notebook"], row["grade_id"]): Mark(
                points=row["points"], comment=row["comment"], key=row["key"]
            )
            for row in rows
        }
    except FileNotFoundError:
        return {}


def keep_marks(out: Path, marks: Marks) -> None:
    """Write every mark down for the next run."""
    rows = [
        {"learner": learner, "notebook": notebook, "grade_id": name, **asdict(mark)}
        for (learner, notebook, name), mark in sorted(marks.items())
    ]
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    write_atomically(out / STATE / KEPT, text.encode() + b"\n")


def read_marks(
    path: Path, assignment: Assignment, learners: Iterable[str]
) -> dict[tuple[str, str, str], Mark]:
    """Return the marks in a CSV: learner, grade_id, points and, if there is one, comment and notebook.

    Rows without points are left out, so that a list of what is to be marked can be filled in bit by bit.

    Raises:
        MarksFaults: it cannot be read or rows break rules; names each row and what is wrong.
    """
    faults: list[str] = []
    rows = _rows(path, faults)
    known = set(learners)
    marks: dict[tuple[str, str, str], Mark] = {}
    for number, row in enumerate(rows, start=2):
        if not (row.get("points") or "").strip():
            continue
        try:
            key, mark = _mark(row, assignment, known)
        except ValueError as error:
            faults.append(f"{number}번째 줄: {error}")
            continue
        if key in marks:
            faults.append(
                f"{number}번째 줄: 같은 학습자의 같은 문제가 두 번 있습니다. 학습자: {key[0]}, 문제: {key[2]}"
            )
        marks[key] = mark
    if faults:
        more = [f"그 밖에 {len(faults) - MOST_NAMED}곳"] if len(faults) > MOST_NAMED else []
        lines = "\n".join(f"  {fault}" for fault in faults[:MOST_NAMED] + more)
        raise MarksFaults(message("GD-25", file=path, faults=lines))
    return marks


def apply_marks(graded: Graded, marks: Marks) -> Graded:
    """Return the row with a person's points over the automatic ones, and a flag where the submission has changed."""
    names = (cell.grade_id for cell in graded.cells)
    found = {
        name: mark
        for name in names
        if (mark := marks.get((graded.learner, graded.notebook, name))) is not None
    }
    if not found:
        return graded
    changed = [name for name, mark in found.items() if mark.key and mark.key != graded.key]
    flags = (*graded.flags, *(f"marked-before-change:{name}" for name in changed))
    cells = tuple(_marked(cell, found.get(cell.grade_id)) for cell in graded.cells)
    return replace(graded, cells=cells, flags=flags, marked=frozenset(found))


def _marked(cell: CellScore, mark: Mark | None) -> CellScore:
    if mark is None:
        return cell
    return replace(cell, score=mark.points, outcome=ScoreOutcome.MANUAL, message=mark.comment or cell.message)


def _rows(path: Path, faults: list[str]) -> list[dict[str, str]]:
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        faults.append("글자 인코딩을 알 수 없습니다. UTF-8로 저장해 주세요.")
        return []
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        if missing := [name for name in COLUMNS if name not in names]:
            faults.append(f"첫 줄에 없는 열: {', '.join(missing)}")
            return []
        return list(reader)
    except csv.Error as error:
        faults.append(f"CSV로 읽을 수 없습니다: {error}")
        return []


def _mark(
    row: Mapping[str, str], assignment: Assignment, known: set[str]
) -> tuple[tuple[str, str, str], Mark]:
    learner, name = clean_learner(row.get("learner") or ""), (row.get("grade_id") or "").strip()
    if learner not in known:
        raise ValueError(f"이런 학습자가 없습니다: {learner}")
    wanted = (row.get("notebook") or "").strip()
    having = [
        notebook
        for notebook in assignment.notebooks
        if name in {cell.grade_id for cell in notebook.scored} and wanted in ("", notebook.name)
    ]
    if not having:
        raise ValueError(f"점수를 주는 셀에 이런 grade_id가 없습니다: {name}")
    if len(having) > 1:
        raise ValueError(f"여러 노트에 있는 grade_id입니다. notebook 열에 노트의 이름을 써 주세요: {name}")
    notebook = having[0]
    most = next(cell.metadata.points for cell in notebook.scored if cell.grade_id == name)
    points = _points(row["points"])
    if not 0 <= points <= most:
        raise ValueError(f"0과 만점 사이의 점수가 아닙니다. 쓴 점수: {row['points']}, 만점: {most:g}")
    return (learner, notebook.name, name), Mark(points=points, comment=(row.get("comment") or "").strip())


def _points(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"점수가 수가 아닙니다: {text}") from None
    if not math.isfinite(value):
        raise ValueError(f"점수가 수가 아닙니다: {text}")
    return value
