"""A complete small lesson, copied so that a test may break it."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from aiclass.authoring import (
    Project,
    SourceFaults,
    build_html,
    execute,
    read_course,
    read_lesson,
    read_lessons,
    run_lesson,
)

EXAMPLE = Path(__file__).parent / "example" / "lessons"
BOOK = Path(__file__).parents[2] / "book"


class Lesson:
    """The example lesson in a folder of its own, with Hangul and a blank in its path."""

    def __init__(self, root):
        self.project = Project(lessons=root / "lessons")
        self.folder = self.project.lessons / "90-vectors"
        self.text_path = self.folder / "lesson.md"
        self.quiz_path = self.folder / "quiz.yaml"

    @property
    def text(self):
        return self.text_path.read_text(encoding="utf-8")

    def write(self, text):
        self.text_path.write_text(text, encoding="utf-8", newline="\n")

    def replace(self, old, new, path=None):
        """Replace one passage of the lesson, or of another file, which must be there exactly once."""
        path = path or self.text_path
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")

    def line(self, passage, path=None):
        """Return the 1-based line on which a passage begins."""
        text = (path or self.text_path).read_text(encoding="utf-8")
        return text.count("\n", 0, text.index(passage)) + 1

    def read(self, **options):
        return read_lesson(self.project, "90", **options)

    def faults(self, **options):
        """Return (file name, line, rule) of every fault, in order."""
        with pytest.raises(SourceFaults) as caught:
            self.read(**options)
        return [(fault.path.rpartition("/")[2], fault.line, fault.rule) for fault in caught.value.faults]


@pytest.fixture
def lesson(tmp_path):
    root = tmp_path / "내 수업 폴더"
    shutil.copytree(EXAMPLE, root / "lessons")
    return Lesson(root)


@cache
def execution(root):
    shutil.copytree(EXAMPLE, root / "lessons")
    lesson = Lesson(root)
    sections = []
    run, is_kept = run_lesson(lesson.project, lesson.read(), on_cell=lambda *told: sections.append(told))
    return lesson, run, is_kept, sections


@cache
def built_book(root):
    lesson, run, _, _ = execution(root)
    shutil.copytree(BOOK, root / "book")
    return build_html(lesson.project, read_course(lesson.project), [(lesson.read(), run)]).parent


@cache
def built_real_book(root):
    for folder in (BOOK, BOOK.with_name("lessons")):
        shutil.copytree(folder, root / folder.name)
    project = Project(lessons=root / "lessons")
    lessons = [(lesson, execute(lesson, twin=True)) for lesson in read_lessons(project)]
    return build_html(project, read_course(project), lessons).parent


@pytest.fixture
def executed(tmp_path_factory):
    """One execution of the example that many tests look at: (lesson, run, was it kept, sections told)."""
    return execution(tmp_path_factory.getbasetemp() / "내 수업 폴더")


@pytest.fixture
def example_book(tmp_path_factory):
    """The folder of the example's book, built once for all tests that look at it."""
    return built_book(tmp_path_factory.getbasetemp() / "내 수업 폴더")


@pytest.fixture
def real_book(tmp_path_factory):
    """The folder of the book of the lessons that there are, on their twins; built once, for slow tests."""
    return built_real_book(tmp_path_factory.getbasetemp() / "책")
