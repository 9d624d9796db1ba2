"""A course of one small lesson, written where a test wants it."""

import json
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import aiclass

SETUP = 'from aiclass.check import check, expect, hint, lesson, predict, quiz, solution\n\nlesson("03")'
GREETING = "## 인사\n\n이름을 넣으면 인사말이 나옵니다."
DOUBLE = "def double(x):\n    raise NotImplementedError"
NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=timezone(timedelta(hours=9)))
NAME = "03-tiny.ipynb"


def exercise(exercise_id: str, title: str, checks: list[str], **more: object) -> dict[str, object]:
    return {
        "id": exercise_id,
        "title": title,
        "tier": 1,
        "points": 2.0,
        "skills": ["function"],
        "hints": ["첫 힌트", "둘째 힌트"],
        "checks": checks,
        **more,
    }


COURSE = {
    "id": "03",
    "slug": "tiny",
    "title": "작은 수업",
    "summary": "두 배로 만드는 함수를 씁니다.",
    "minutes": 10,
    "level": "초급",
    "data": ["mnist"],
    "requires": [],
    "exercises": [
        exercise("double", "두 배", ["double-check", "double-check-2"]),
        exercise("greet", "인사 <b>", ["greet-check"]),
        exercise("essay", "느낀 점", [], manual=True),
    ],
    "predictions": [],
    "quiz": [
        {
            "id": "q1",
            "kind": "choice",
            "text": "2의 두 배는?",
            "skills": ["function"],
            "explain": "2 + 2입니다.",
            "choices": [
                {"text": "4", "right": True},
                {"text": "22", "right": False, "misconception": "XX-01", "look": "글자가 아니라 수입니다."},
            ],
        }
    ],
    "fingerprint": "v1",
}


def cell(cell_id: str, text: str, kind: str = "code", grade_id: str | None = None) -> dict[str, object]:
    metadata: dict[str, object] = {}
    if grade_id is not None:
        metadata["nbgrader"] = {
            "grade_id": grade_id,
            "schema_version": 3,
            "solution": "check" not in grade_id,
        }
    made: dict[str, object] = {"cell_type": kind, "id": cell_id, "metadata": metadata, "source": text}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made


def document(version: str = "v1") -> dict[str, object]:
    """Return the learner notebook of a version; versions differ in their first line."""
    cells = [
        cell("c001", f"# 작은 수업 {version}", "markdown"),
        cell("c002", SETUP),
        cell("double", DOUBLE, grade_id="double"),
        cell("double-check", 'check("double")\nexpect(double(2)).equals(4)', grade_id="double-check"),
        cell("double-check-2", 'check("double")\nexpect(double(-3)).equals(-6)', grade_id="double-check-2"),
        cell("c006", GREETING, "markdown"),
        cell("greet", "def greet(name):\n    raise NotImplementedError", grade_id="greet"),
        cell(
            "greet-check", 'check("greet")\nexpect(greet("Kim")).equals("Hello, Kim")', grade_id="greet-check"
        ),
        cell("essay", "여기에 쓰세요.", "markdown", grade_id="essay"),
    ]
    metadata = {
        "aiclass": {"lesson": "03", "fingerprint": version},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def encoded(notebook: object) -> bytes:
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode() + b"\n"


def write_course(home: Path, version: str = "v1") -> None:
    """Write course file and notebook as a checkout has them."""
    course, notebooks = home / "src" / "aiclass" / "_course", home / "notebooks"
    for folder in (course, notebooks):
        folder.mkdir(parents=True, exist_ok=True)
    (course / "03.json").write_text(json.dumps(COURSE), encoding="utf-8")
    (course / "misconceptions.json").write_text("[]", encoding="utf-8")
    (notebooks / NAME).write_bytes(encoded(document(version)))
    (home / "pyproject.toml").touch()


def copy_package(home: Path) -> Path:
    """Copy the package beside a small course, and return the folder to put first on PYTHONPATH."""
    ignored = shutil.ignore_patterns("__pycache__", "_course")
    shutil.copytree(Path(aiclass.__file__).parent, home / "src" / "aiclass", ignore=ignored)
    write_course(home)
    return home / "src"
