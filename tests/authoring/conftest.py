"""A complete small lesson, copied so that a test may break it."""

import shutil
from pathlib import Path

import pytest

from aiclass.authoring import Project, SourceFaults, read_lesson

EXAMPLE = Path(__file__).parent / "example" / "lessons"


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
