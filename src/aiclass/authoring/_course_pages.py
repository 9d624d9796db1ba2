"""Pages and pieces of the book that are built from the course as a whole: its road, its misconceptions."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from aiclass import data
from aiclass.authoring._fold import inline
from aiclass.authoring._paper import Paper
from aiclass.authoring._quiz_page import quiz_page
from aiclass.authoring._source import CourseSource, LessonSource
from aiclass.authoring._theory import THEORY, Theory
from aiclass.course import Misconception

MISCONCEPTIONS_INTRODUCTION = """\
# 헷갈리기 쉬운 것

누구나 한 번쯤 헷갈리는 곳이 있습니다. 노트의 확인 셀과 퀴즈는 틀린 답에서 그 까닭을 찾아 아래의 번호로 알려 줍니다.
이 표에서 번호를 찾고, 그 절의 제목에 있는 강의로 돌아가 다시 풀어 보세요."""

PDF_INTRODUCTION = """\
# PDF로 읽기

인쇄하거나 인터넷 없이 들고 다니며 읽을 수 있습니다. 예측, 몸풀기 문제, 퀴즈의 답은 맨 뒤에 모았습니다.
"""


def course_pages(
    course: CourseSource,
    lessons: Sequence[LessonSource],
    theories: Sequence[Theory],
    papers: Sequence[Paper],
) -> dict[str, str]:
    """Return every page and piece by its path below the book's sources.

    Args:
        papers: every lesson and every document of theory, each with its PDF.
    """
    quizzes = {f"quizzes/{lesson.name}.md": quiz_page(lesson) for lesson in lessons}
    return quizzes | {
        "pdf.md": pdf_page(papers),
        "misconceptions.md": misconceptions_page(course, lessons),
        "generated/road.md": road(lessons),
        "generated/contents.md": contents(lessons, theories),
    }


def road(lessons: Sequence[LessonSource]) -> str:
    """Return the lessons as steps of a road: number, title, summary, time."""
    if not lessons:
        return "아직 열린 강의가 없습니다.\n"
    return "\n".join(["::::::{container} road", *map(_stop, lessons), "::::::"]) + "\n"


def pdf_page(papers: Sequence[Paper]) -> str:
    """Return the page from which every PDF is downloaded."""
    links = [f"- [{paper.title}](../pdf/{paper.name}.pdf)" for paper in papers]
    return "\n".join([PDF_INTRODUCTION, *links, ""])


def contents(lessons: Sequence[LessonSource], theories: Sequence[Theory]) -> str:
    """Return the tables of contents that the sidebar shows; nothing of what there is none."""
    pages = [f"{lesson.id} {lesson.title} <lessons/{lesson.name}>" for lesson in lessons]
    quizzes = [f"{lesson.id} {lesson.title} <quizzes/{lesson.name}>" for lesson in lessons]
    theory = [f"{document.title} <{THEORY}/{document.path.stem}>" for document in theories]
    captioned = {"강의": pages, "이론": theory, "퀴즈": quizzes}
    return "\n".join(_toctree(caption, entries) for caption, entries in captioned.items() if entries)


def misconceptions_page(course: CourseSource, lessons: Sequence[LessonSource]) -> str:
    """Return the course-wide list, one table a lesson: id and sentence, under the lesson that repairs it."""
    by_id = {lesson.id: lesson for lesson in lessons}
    entries = sorted(course.misconceptions, key=lambda entry: (entry.lesson, entry.id))
    parts = [MISCONCEPTIONS_INTRODUCTION]
    for lesson_id, group in groupby(entries, key=lambda entry: entry.lesson):
        lesson = by_id.get(lesson_id)
        title = f"[{lesson_id}강 {lesson.title}](/lessons/{lesson.name})" if lesson else f"{lesson_id}강"
        parts += [f"## {title}", _table(group)]
    return "\n\n".join(parts) + "\n"


def _stop(lesson: LessonSource) -> str:
    sets = ", ".join(data.card(name).title for name in lesson.data) or "쓰지 않음"
    facts = f"{_duration(lesson.minutes)} · {lesson.level} · 데이터: {sets}"
    link = f"{{doc}}`{lesson.id} {lesson.title} <lessons/{lesson.name}>`"
    return f":::::{{container}} stop\n{link}\n\n{lesson.summary}\n\n{facts}\n:::::"


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, [f"{hours}시간" if hours else "", f"{rest}분" if rest else ""]))


def _toctree(caption: str, entries: Sequence[str]) -> str:
    lines = [f":caption: {caption}", ":maxdepth: 1", ":hidden:", "", *entries]
    return "\n".join(["```{toctree}", *lines, "```"]) + "\n"


def _table(entries: Iterable[Misconception]) -> str:
    rows = "".join(
        f'<tr id="{entry.id}"><td><code>{entry.id}</code></td><td>{inline(entry.text)}</td></tr>'
        for entry in entries
    )
    head = "<thead><tr><th>번호</th><th>무엇이 어긋났나요</th></tr></thead>"
    return f'<table class="table misconceptions">{head}<tbody>{rows}</tbody></table>'
