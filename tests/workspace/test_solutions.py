"""Model answers come from the sources of the lessons, where there are any."""

import json
import os

import pytest

from aiclass.workspace import _course_notebooks, open_workspace, write_solutions

LESSON = """---
jupytext:
  notebook_metadata_filter: aiclass
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
aiclass:
  lesson: "03"
  title: 작은 수업
  summary: 두 배로 만듭니다.
  minutes: 10
  level: 초급
  data: []
  requires: []
---

# 작은 수업

```{code-cell} ipython3
try:
    import aiclass
except ModuleNotFoundError:
    %pip install --quiet "{{ course.package }}"

import numpy as np

from aiclass import data, plots
from aiclass.check import check, expect, hint, lesson, predict, quiz, solution

lesson("03")
```

```{code-cell} ipython3
---
exercise: double
title: 두 배
tier: 1
skills: [function]
hints:
- 하나를 더하지 마세요.
- 자기 자신을 더해 보세요.
---
def double(x):
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION
```

```{code-cell} ipython3
---
check: double
points: 1
---
expect(double(2)).equals(4)
```
"""


@pytest.fixture
def lessons(house):
    folder = house / "lessons" / "03-tiny"
    folder.mkdir(parents=True)
    (house / "lessons" / "course.yaml").write_text("title: T\npackage: aiclass\n", encoding="utf-8")
    (house / "lessons" / "misconceptions.yaml").write_text("[]\n", encoding="utf-8")
    (folder / "lesson.md").write_text(LESSON, encoding="utf-8")
    item = (
        "- {{id: q{}, kind: number, text: '2 + 2는?', skills: [function], answer: 4, explain: 넷입니다.}}\n"
    )
    quiz = "items:\n" + "".join(item.format(number) for number in range(8))
    (folder / "quiz.yaml").write_text(quiz, encoding="utf-8")
    return folder


def test_answers_are_written_by_exercise(lessons, workspace):
    write_solutions(workspace)
    answers = json.loads((workspace.solutions / "03.json").read_bytes())
    assert answers == {"double": "def double(x):\n    return x + x"}


def test_broken_source_keeps_the_answers_of_before(lessons, workspace):
    write_solutions(workspace)
    target = workspace.solutions / "03.json"
    before = target.read_bytes()
    (lessons / "lesson.md").write_text("no front matter", encoding="utf-8")
    os.utime(target, (0, 0))
    write_solutions(workspace)
    assert target.read_bytes() == before


def test_newer_source_is_written_again(lessons, workspace):
    write_solutions(workspace)
    target = workspace.solutions / "03.json"
    target.write_text("{}", encoding="utf-8")
    write_solutions(workspace)
    assert target.read_text(encoding="utf-8") == "{}"
    os.utime(target, (0, 0))
    write_solutions(workspace)
    assert "x + x" in target.read_text(encoding="utf-8")


def test_installed_package_has_none(workspace, monkeypatch, tmp_path):
    monkeypatch.setattr(_course_notebooks, "checkout", lambda: None)
    other = open_workspace(tmp_path / "other")
    write_solutions(other)
    assert not other.solutions.exists()
