"""Where the sources of a course lie and where everything built from them goes."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import aiclass
from aiclass.authoring.errors import NoSuchLesson

FOLDER = re.compile(r"(?P<id>[0-9]{2}|[A-Z])-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)")
SETTINGS = "course.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The folders around one folder of lessons; what is built lies beside it.

    Attributes:
        lessons: holds ``course.yaml``, ``misconceptions.yaml`` and one folder a lesson.
    """

    lessons: Path

    @classmethod
    def find(cls, lessons: Path | None = None) -> Self:
        """Return the project of this folder of lessons, else of the nearest one.

        Looks in the current folder and those above it, then beside the source tree that aiclass was
        installed from.

        Raises:
            NoSuchLesson: there is none.
        """
        here = Path.cwd()
        checkout = Path(aiclass.__file__).parents[2]
        places = [lessons] if lessons else [folder / "lessons" for folder in (here, *here.parents, checkout)]
        for place in places:
            if (place / SETTINGS).is_file():
                return cls(lessons=place.resolve())
        raise NoSuchLesson(
            f"강의 원본 폴더를 찾지 못했습니다.\n  찾은 곳: {places[0]}\n  필요한 파일: {SETTINGS}\n"
            "저장소의 폴더 안에서 실행하거나, --lessons 로 폴더를 알려 주세요."
        )

    @property
    def root(self) -> Path:
        """Return the folder that holds the lessons and everything built."""
        return self.lessons.parent

    @property
    def notebooks(self) -> Path:
        """Return the folder of learner notebooks."""
        return self.root / "notebooks"

    @property
    def course(self) -> Path:
        """Return the folder of course files that go into the wheel."""
        return self.root / "src" / "aiclass" / "_course"

    @property
    def solutions(self) -> Path:
        """Return the folder of solution notebooks."""
        return self.root / "build" / "solution"

    @property
    def sources(self) -> Path:
        """Return the folder of nbgrader source notebooks, one folder an assignment."""
        return self.root / "build" / "source"

    @property
    def book(self) -> Path:
        """Return the folder of what the book holds beside the lessons, written by hand."""
        return self.root / "book"

    @property
    def pdfs(self) -> Path:
        """Return the folder of PDFs."""
        return self.root / "build" / "book" / "pdf"

    @property
    def pages(self) -> Path:
        """Return the folder of book pages."""
        return self.root / "build" / "book" / "source" / "lessons"

    @property
    def runs(self) -> Path:
        """Return the folder of executions: notebooks with outputs, figures, measured values."""
        return self.root / "build" / "runs"

    def shown(self, path: Path) -> str:
        """Return a path as messages show it: below the root, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    def lesson_ids(self) -> tuple[str, ...]:
        """Return the ids of all lessons that have a ``lesson.md``, sorted: numbers, then letters."""
        folders = (path.parent for path in self.lessons.glob("*/lesson.md"))
        matches = (FOLDER.fullmatch(folder.name) for folder in folders)
        return tuple(sorted({match["id"] for match in matches if match}))

    def folder(self, lesson_id: str) -> Path:
        """Return the folder of a lesson.

        Raises:
            NoSuchLesson: there is none, or two folders claim the id.
        """
        candidates = (path.parent for path in self.lessons.glob(f"{lesson_id}-*/lesson.md"))
        folders = sorted(path for path in candidates if FOLDER.fullmatch(path.name))
        if len(folders) == 1 and lesson_id in self.lesson_ids():
            return folders[0]
        if len(folders) > 1:
            names = ", ".join(folder.name for folder in folders)
            raise NoSuchLesson(f"번호 하나를 두 폴더가 씁니다.\n  번호: {lesson_id}\n  폴더: {names}")
        known = ", ".join(self.lesson_ids()) or "없음"
        raise NoSuchLesson(f"이런 번호의 강의는 없습니다.\n  쓴 번호: {lesson_id}\n  있는 번호: {known}")
