"""A lesson's folder read into a LessonSource, or into the list of everything that is wrong with it."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from aiclass import data
from aiclass.authoring._cells import check_names, read_cells
from aiclass.authoring._course_source import read_course
from aiclass.authoring._faults import Fault, FaultLog, did_you_mean
from aiclass.authoring._files import read_text
from aiclass.authoring._first_cell import check_first_cell
from aiclass.authoring._metadata import LESSON_KEYS, read_keys
from aiclass.authoring._myst import RawLesson, read_myst
from aiclass.authoring._project import FOLDER, Project
from aiclass.authoring._quiz import QuizSource, read_quiz
from aiclass.authoring._references import fill_references, known_references
from aiclass.authoring._source import Cell, CourseSource, LessonSource
from aiclass.authoring.errors import SourceFaults

RESULTS: Final = "results.json"
EMPTY: Final = RawLesson(front=None, cells=(), yaml_texts=(), headings=())
FRONT_KEYS: Final = {"aiclass", "jupytext", "kernelspec"}


def read_lesson(
    project: Project, lesson_id: str, *, course: CourseSource | None = None, must_be_measured: bool = True
) -> LessonSource:
    """Return a lesson.

    Args:
        course: what holds for every lesson; read where it is not given.
        must_be_measured: whether a figure that the prose names must be in ``results.json``; False for runs.

    Raises:
        NoSuchLesson: there is no lesson of this id.
        SourceFaults: its files break rules; holds every fault.
    """
    return _Reader(
        project, project.folder(lesson_id), course or read_course(project), must_be_measured
    ).read()


def read_lessons(project: Project, *, must_be_measured: bool = True) -> tuple[LessonSource, ...]:
    """Return every lesson, in the order of their ids.

    Raises:
        SourceFaults: holds every fault of every lesson.
    """
    course = read_course(project)
    lessons: list[LessonSource] = []
    faults: list[Fault] = []
    for lesson_id in project.lesson_ids():
        try:
            lessons.append(read_lesson(project, lesson_id, course=course, must_be_measured=must_be_measured))
        except SourceFaults as error:
            faults += error.faults
    if faults:
        raise SourceFaults(faults)
    return tuple(lessons)


class _Reader:
    """Reads the files of one lesson, collecting faults."""

    def __init__(self, project: Project, folder: Path, course: CourseSource, must_be_measured: bool) -> None:
        self.project, self.folder, self.course = project, folder, course
        self.must_be_measured = must_be_measured
        self.faults: list[Fault] = []

    def read(self) -> LessonSource:
        measured = self._measured()
        text, log = self._text("lesson.md", measured, "Write the lesson.")
        quiz_text, quiz_log = self._text("quiz.yaml", measured, "Write at least eight questions.")
        raw = read_myst(text, log) if text is not None else EMPTY
        quiz = self._quiz(quiz_text, raw, quiz_log)
        values = self._front_matter(raw, log)
        cells = read_cells(raw.cells, log)
        check_names(raw.cells, log, is_whole=raw.is_whole)
        self._first_cell(cells, log)
        self.faults += [*log.faults, *quiz_log.faults]
        if self.faults:
            raise SourceFaults(self.faults)
        assert values is not None, "without faults there is front matter"
        return self._lesson(values, cells, quiz, measured, f"{text}\0{quiz_text}")

    def _lesson(
        self,
        values: Mapping[str, Any],
        cells: tuple[Cell, ...],
        quiz: QuizSource,
        measured: Mapping[str, Mapping[str, Any]],
        content: str,
    ) -> LessonSource:
        path = self.folder / "lesson.md"
        return LessonSource(
            path=path,
            shown_path=self.project.shown(path),
            id=values["lesson"],
            slug=self.folder.name.partition("-")[2],
            title=values["title"],
            summary=values["summary"],
            minutes=values["minutes"],
            level=values["level"],
            data=tuple(values["data"]),
            requires=tuple(values["requires"]),
            cells=cells,
            quiz=quiz.items,
            placement=quiz.placement,
            measured=measured,
            course=self.course,
            fingerprint=hashlib.sha256(content.encode()).hexdigest()[:16],
        )

    def _log(self, name: str) -> FaultLog:
        return FaultLog(self.project.shown(self.folder / name))

    def _text(
        self, name: str, measured: Mapping[str, Mapping[str, Any]], remedy: str
    ) -> tuple[str | None, FaultLog]:
        """Return a file's text with its references filled in, and the log of its faults."""
        log = self._log(name)
        text = read_text(self.folder / name, log, remedy=remedy)
        if text is None:
            return None, log
        known = known_references(measured, self.course.package)
        return fill_references(text, known, log, must_be_measured=self.must_be_measured), log

    def _quiz(self, text: str | None, raw: RawLesson, log: FaultLog) -> QuizSource:
        known = {entry.id for entry in self.course.misconceptions}
        return QuizSource() if text is None else read_quiz(text, known, raw.headings, log)

    def _measured(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the content of ``results.json``; a lesson that was never measured has none."""
        path = self.folder / RESULTS
        if not path.exists():
            return {}
        log = self._log(RESULTS)
        text = read_text(path, log, remedy="")
        try:
            measured = json.loads(text or "{}")
            entries = (
                [entry for kind in ("real", "twin") for entry in measured[kind].values()] if text else []
            )
            if not all(isinstance(entry["text"], str) for entry in entries):
                raise TypeError("a figure's text must be a string")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            line = getattr(error, "lineno", 1)
            log.add(
                line, "results-json", f"the file is damaged: {error}. Measure anew with 'aiclass results'."
            )
            measured, self.must_be_measured = {}, False  # one fault is enough
        self.faults += log.faults
        return measured  # type: ignore[no-any-return]  # just checked

    def _front_matter(self, raw: RawLesson, log: FaultLog) -> dict[str, Any] | None:
        if raw.front is None:
            return None
        for name in raw.front.value.keys() - FRONT_KEYS:
            text = f"the front matter has an unknown key {name!r}. {did_you_mean(str(name), FRONT_KEYS)}"
            log.add(raw.front.line(str(name)), "front-matter-unknown", text)
        for name in sorted(FRONT_KEYS - raw.front.value.keys()):
            text = f"the front matter has no {name!r}. Add it as docs/authoring.md shows."
            log.add(raw.front.first_line, "front-matter-missing", text)
        values = raw.front.value.get("aiclass", {})
        if not isinstance(values, dict):
            log.add(raw.front.line("aiclass"), "front-matter-type", "'aiclass' must be a mapping of keys.")
            return None
        read = read_keys(
            values,
            LESSON_KEYS,
            rule="front-matter",
            what="'aiclass'",
            line_of=lambda key: raw.front.line("aiclass", key) if raw.front else 1,
            log=log,
        )
        if read is not None:
            self._check_values(read, raw, log)
        return read

    def _check_values(self, values: Mapping[str, Any], raw: RawLesson, log: FaultLog) -> None:
        assert raw.front is not None
        match = FOLDER.fullmatch(self.folder.name)
        if match and values["lesson"] != match["id"]:
            text = f"lesson is {values['lesson']!r}, but the folder says {match['id']!r}. Make them the same."
            log.add(raw.front.line("aiclass", "lesson"), "lesson-id", text)
        for index, name in enumerate(values["data"]):
            if name not in data.names():
                text = f"there is no data set {name!r}. {did_you_mean(name, data.names())}"
                log.add(raw.front.line("aiclass", "data", index), "data-name", text)

    def _first_cell(self, cells: tuple[Cell, ...], log: FaultLog) -> None:
        """Note a missing or different first cell; where the file itself is missing there is nothing to say."""
        code = next((cell for cell in cells if cell.kind == "code"), None)
        if code is not None:
            lesson_id = self.folder.name.partition("-")[0]
            check_first_cell(
                code.source, code.source_line, lesson_id=lesson_id, package=self.course.package, log=log
            )
        elif cells:
            log.add(
                1, "first-cell", "the lesson has no code cell. Begin it with the one of docs/authoring.md."
            )
