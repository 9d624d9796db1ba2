"""When a kept execution is taken again: the same lesson, library, versions and data, whatever else changed."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import aiclass
from aiclass.authoring import run_lesson
from aiclass.authoring._run_key import run_key
from aiclass.course import Misconception

PACKAGE = Path(aiclass.__file__).parent


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the package that a test may change."""
    folder = tmp_path / "aiclass"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(aiclass, "__file__", str(folder / "__init__.py"))
    return folder


def key(lesson, **options):
    return run_key(lesson.project, lesson.read(), **{"twin": None} | options)


def append(path, text="\n"):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text)


@pytest.mark.parametrize(
    "name",
    [
        "check/_expect.py",
        "data/_mnist.py",
        "messages/ko/check.toml",
        "plots/_style.py",
        "scratch/_sigmoid.py",
        "authoring/_kernel.py",
    ],
)
def test_change_in_a_library_file_makes_it_run_again(lesson, package, name):
    before = key(lesson)
    assert (package / name).is_file()
    append(package / name)
    assert key(lesson) != before


@pytest.mark.parametrize(
    "name",
    [
        "authoring/_book.py",
        "authoring/sphinx_extension/__init__.py",
        "cli/_book.py",
        "workspace/_lab.py",
        "_course/03.json",
        "check/__pycache__/_expect.cpython-311.pyc",
    ],
)
def test_change_in_a_file_that_no_cell_can_reach_does_not(lesson, package, name):
    before = key(lesson)
    append(package / name)
    assert key(lesson) == before


def test_change_in_the_data_makes_it_run_again(lesson, monkeypatch):
    lesson.replace("data: [digits]", "data: [mnist]")
    before = key(lesson)
    checksums = aiclass.data.checksums("mnist") | {"train": "0" * 64}
    monkeypatch.setattr("aiclass.data.checksums", lambda name: checksums)
    assert key(lesson) != before


def test_asking_for_the_twin_makes_it_run_again_and_where_data_lies_does_not(lesson, monkeypatch):
    before = key(lesson)
    monkeypatch.setenv("AICLASS_DATA_MIRROR", "elsewhere")
    monkeypatch.setenv("AICLASS_DATA_CACHE", "elsewhere")
    assert key(lesson) == before
    monkeypatch.setenv("AICLASS_TWIN", "1")
    assert key(lesson) == key(lesson, twin=True) != before


def test_other_versions_make_it_run_again(lesson, monkeypatch):
    before = key(lesson)
    constraints = lesson.project.root / "constraints.txt"
    constraints.write_text("numpy==2.4.6\n", encoding="utf-8")
    pinned = key(lesson)
    constraints.write_text("numpy==2.4.7\n", encoding="utf-8")
    assert len({before, pinned, key(lesson)}) == 3
    monkeypatch.setattr("aiclass.authoring._run_key.version", lambda name: "0")
    installed = key(lesson)
    monkeypatch.setattr("aiclass.authoring._run_key.sys.version", "4.0")
    assert key(lesson) != installed


def test_change_in_the_lesson_makes_it_run_again(lesson):
    before = key(lesson)
    lesson.replace("axes.plot([1, 2], [3, 4])", "axes.plot([1, 2], [3, 5])")
    assert key(lesson) != before


def test_change_in_what_other_lessons_misunderstand_does_not(lesson):
    source = lesson.read()
    other = Misconception(id="ZZ-01", lesson="91", text="다른 강의의 것입니다.", look="다른 강의를 보세요.")
    more = replace(
        source, course=replace(source.course, misconceptions=(*source.course.misconceptions, other))
    )
    assert run_key(lesson.project, more, twin=None) == run_key(lesson.project, source, twin=None)


def test_kept_execution_is_taken_only_under_its_key(executed, monkeypatch):
    lesson, run, _, _ = executed
    monkeypatch.setattr("aiclass.authoring._run.execute", lambda *_, **__: pytest.fail("ran"))
    assert run_lesson(lesson.project, lesson.read()) == (run, True)
    monkeypatch.setattr("aiclass.authoring._run.run_key", lambda *_, **__: "another")
    with pytest.raises(pytest.fail.Exception, match="ran"):
        run_lesson(lesson.project, lesson.read())
