"""A small course, a learner's folder with Hangul and a blank in its name, and commands run on them."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aiclass.cli import app
from aiclass.course import _course
from aiclass.errors import AiclassError
from aiclass.workspace import _course_notebooks, course_notebooks, lay_out, open_workspace


def _beside(name):
    """Import a module that lies beside this file; importlib mode puts no folder on the path."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


running = _beside("running")
tiny_course = _beside("tiny_course")


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch, tmp_path):
    """No variable of ours is set, and the data cache is empty."""
    for name in list(os.environ):
        if name.startswith("AICLASS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AICLASS_DATA_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A checkout with one small lesson, "03"."""
    home = tmp_path / "house"
    tiny_course.write_course(home)
    monkeypatch.setattr(_course, "course_folder", lambda: home / "src" / "aiclass" / "_course")
    monkeypatch.setattr(_course_notebooks, "checkout", lambda: home)
    _course.lesson.cache_clear()
    yield home
    _course.lesson.cache_clear()


@pytest.fixture
def workspace(house, tmp_path):
    """A learner's folder in which the small course is laid out."""
    made = open_workspace(tmp_path / "홍 길동" / "ai class")
    lay_out(made, course_notebooks())
    return made


@pytest.fixture
def notebook(workspace):
    """The path of the learner's notebook."""
    return workspace.root / tiny_course.NAME


@pytest.fixture
def run(monkeypatch):
    """Run a command; return (exit code, stdout, stderr)."""

    def invoke(*arguments, answer=None):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=answer)
        if isinstance(result.exception, AiclassError):
            return result.exception.exit_code, result.stdout, str(result.exception)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    return invoke


@pytest.fixture(scope="session")
def source(tmp_path_factory):
    """A copy of the package with one small lesson, in a path with Hangul and a blank; goes on PYTHONPATH."""
    return tiny_course.copy_package(tmp_path_factory.mktemp("배운 것"))


@pytest.fixture(scope="module")
def learn(source, tmp_path_factory):
    """One running ``aiclass learn`` for all tests of a module; its folder is ``learn.root``."""
    root = tmp_path_factory.mktemp("module") / "홍 길동"
    with running.learning(source, "--workspace", root, "--port", 0) as started:
        started.root = root
        yield started
