"""``aiclass lessons``: the lessons of the course."""

from typing import TYPE_CHECKING, Any

from aiclass.cli._output import Json, new_table, print_json, print_table

if TYPE_CHECKING:
    from aiclass.course import Lesson


def lessons(as_json: Json = False) -> None:
    """어떤 강의가 있는지, 각각 몇 분이 걸리고 문제가 몇 개인지 보여 줍니다.

    예: aiclass lessons
    """
    from aiclass import course

    known = course.lessons()
    if as_json:
        print_json([_document(lesson) for lesson in known])
        return
    table = new_table("번호", "제목", "시간", "문제", "퀴즈")
    for lesson in known:
        counts = (f"{len(lesson.exercises)}개", f"{len(lesson.quiz)}문항")
        table.add_row(lesson.id, lesson.title, f"{lesson.minutes}분", *counts)
    print_table(table)


def _document(lesson: "Lesson") -> dict[str, Any]:
    return {
        "id": lesson.id,
        "title": lesson.title,
        "minutes": lesson.minutes,
        "exercises": [exercise.id for exercise in lesson.exercises],
        "checks": [check for exercise in lesson.exercises for check in exercise.checks],
        "quiz_items": len(lesson.quiz),
        "skills": list(lesson.skills),
    }
