"""A real browser on a real ``aiclass learn``."""

import importlib.util
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import aiclass

SHOTS = os.environ.get("AICLASS_TEST_SHOTS")  # read before the tests are given an empty environment
HERE = Path(__file__).parent
SOURCE = Path(aiclass.__file__).parents[1]


def _from_workspace_tests(name):
    spec = importlib.util.spec_from_file_location(name, HERE.parent / "workspace" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


running = _from_workspace_tests("running")
tiny_course = _from_workspace_tests("tiny_course")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a test needs to know of the lesson that it opens.

    Attributes:
        source: folder that holds the package, for PYTHONPATH.
        stub: a line of the first exercise's answer cell that no other cell has.
        answer: a right answer.
    """

    source: Path
    title: str
    exercise: str
    stub: str
    answer: str


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """The small lesson of the workspace tests."""
    source = tiny_course.copy_package(tmp_path_factory.mktemp("작은 수업"))
    return Lesson(
        source=source,
        title="작은 수업",
        exercise="두 배",
        stub="def double(x):",
        answer="def double(x):\n    return 2 * x",
    )


@pytest.fixture(scope="session")
def lesson():
    """Lesson 03 as it is built and committed."""
    course_file = SOURCE / "aiclass" / "_course" / "03.json"
    from aiclass.authoring import Project, model_answers, read_lesson

    course = json.loads(course_file.read_bytes())
    first = course["exercises"][0]
    answers = model_answers(
        read_lesson(Project.find(SOURCE.parent / "lessons"), "03", must_be_measured=False)
    )
    return Lesson(
        source=SOURCE,
        title=course["title"],
        exercise=first["title"],
        stub=answers[first["id"]].splitlines()[0],
        answer=answers[first["id"]],
    )


@pytest.fixture
def context(chromium):
    """A fresh window that fails the test when a page asks anything of another host."""
    asked = []
    context = chromium.new_context(locale="ko-KR", viewport={"width": 1200, "height": 900})
    context.set_default_timeout(60_000)
    context.on("request", lambda request: asked.append(request.url))
    yield context
    context.close()
    local = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")
    assert [url for url in asked if not url.startswith(local)] == []


@pytest.fixture
def open_class(tmp_path, monkeypatch):
    """Start ``aiclass learn`` on a lesson in a new folder; ``root`` is that folder."""
    started = []

    def start(lesson):
        root = tmp_path / "홍 길동"
        variables = {"AICLASS_TWIN": "1", "AICLASS_DATA_CACHE": str(tmp_path / "cache")}
        running_class = running.learning(lesson.source, "--workspace", root, "--port", 0, **variables)
        started.append(running_class)
        learn = running_class.__enter__()
        learn.root = root
        return learn

    yield start
    for running_class in started:
        running_class.__exit__(None, None, None)


@pytest.fixture
def shots():
    """A folder for pictures, where AICLASS_TEST_SHOTS names one; else None."""
    return Path(SHOTS) if SHOTS else None
