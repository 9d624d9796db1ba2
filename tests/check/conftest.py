"""A small built lesson, a workspace, and a real IPython shell to run cells in."""

import json
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

from aiclass.check import _session
from aiclass.course import _course

LESSON = {
    "id": "90",
    "slug": "coffee",
    "title": "커피값",
    "summary": "영수증을 배열로 계산합니다.",
    "minutes": 10,
    "level": "입문",
    "data": [],
    "requires": [],
    "fingerprint": "0" * 64,
    "exercises": [
        {
            "id": "total",
            "title": "합계",
            "tier": 1,
            "points": 2,
            "skills": ["sum"],
            "hints": ["같은 자리끼리 곱해 보세요.", "곱한 것을 모두 더해 보세요."],
            "checks": ["total-check"],
        },
        {
            "id": "why",
            "title": "까닭",
            "tier": 2,
            "points": 3,
            "skills": ["sum"],
            "hints": ["가", "나"],
            "checks": [],
            "manual": True,
        },
    ],
    "predictions": [{"id": "kind", "explain": "별표는 더하지 않습니다."}],
    "quiz": [
        {
            "id": "q-choice",
            "kind": "choice",
            "text": "합계의 모양은?",
            "skills": ["sum"],
            "explain": "축이 사라졌습니다.",
            "choices": [
                {"text": "()", "right": True},
                {"text": "(3,)", "misconception": "CF-01", "look": "더한 뒤의 축을 세어 보세요."},
            ],
        },
        {
            "id": "q-several",
            "kind": "several",
            "text": "배열을 바꾸는 것은?",
            "skills": ["sum"],
            "explain": "둘 다 제자리에서 고칩니다.",
            "choices": [
                {"text": "+=", "right": True},
                {"text": "x[0] =", "right": True},
                {"text": "x + 1", "misconception": "CF-01", "look": "결과가 어디에 담기는지 보세요."},
            ],
        },
        {
            "id": "q-number",
            "kind": "number",
            "text": "ln 2는?",
            "skills": ["sum"],
            "explain": "약 0.693입니다.",
            "answer": 0.693,
            "tolerance": 0.005,
            "mistakes": [{"value": 0.301, "misconception": "CF-01", "look": "밑이 10인 로그인지 보세요."}],
        },
        {
            "id": "q-shape",
            "kind": "shape",
            "text": "(32, 784) @ (784,)의 모양은?",
            "skills": ["sum"],
            "explain": "784 축이 사라집니다.",
            "answer": [32],
            "mistakes": [],
        },
    ],
}
LESSON["placement"] = [
    {**LESSON["quiz"][0], "id": "p-choice", "probes": "1부. 커피"},
    {**LESSON["quiz"][2], "id": "p-number", "probes": "1부. 커피"},
    {**LESSON["quiz"][3], "id": "p-shape", "probes": "2부. 영수증"},
    {**LESSON["quiz"][1], "id": "p-several", "probes": "91"},
]
MISCONCEPTIONS = [
    {
        "id": "CF-01",
        "lesson": "90",
        "text": "곱하기만 하고 더하지 않았습니다.",
        "look": "영수증의 마지막 줄을 떠올려 보세요.",
    }
]


@pytest.fixture
def course_files(tmp_path, monkeypatch):
    """A course of one lesson, "90"."""
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "90.json").write_text(json.dumps(LESSON, ensure_ascii=False), encoding="utf-8")
    (folder / "misconceptions.json").write_text(
        json.dumps(MISCONCEPTIONS, ensure_ascii=False), encoding="utf-8"
    )
    monkeypatch.setattr(_course, "course_folder", lambda: folder)
    _course.lesson.cache_clear()
    _course.misconceptions.cache_clear()
    yield folder
    _course.lesson.cache_clear()
    _course.misconceptions.cache_clear()


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A learner's folder with Hangul and a blank in its name."""
    folder = tmp_path / "내 작업 폴더"
    folder.mkdir()
    monkeypatch.setenv("AICLASS_WORKSPACE", str(folder))
    monkeypatch.delenv("AICLASS_PROGRESS", raising=False)
    return folder


@pytest.fixture
def session(course_files, workspace, monkeypatch):
    """A fresh session, shared by every module of the package."""
    for name in ("lesson", "checking", "_log"):
        setattr(_session.session, name, None)
    _session.session.hints_given = {}
    _session.session._tries = {}
    _session.session._passed = set()
    return _session.session


class Notebook:
    """Runs cells as a kernel would and keeps what each showed."""

    def __init__(self, shell, capsys):
        self._shell, self._capsys = shell, capsys

    def run(self, source):
        """Run a cell; return (ok, everything it printed)."""
        result = self._shell.run_cell(source)
        printed = self._capsys.readouterr()
        return result.success, printed.out + printed.err


@pytest.fixture
def notebook(session, capsys, tmp_path, monkeypatch):
    """A shell in which lesson 90 is open."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # the shell puts its own there
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(colors="nocolor")
    shell.history_manager.enabled = False
    cells = Notebook(shell, capsys)
    names = "check, expect, hint, lesson, predict, quiz, solution"
    ok, printed = cells.run(f"import numpy as np\nfrom aiclass.check import {names}\nlesson('90')")
    assert ok, printed
    yield cells
    shell.reset(new_session=False)
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()
