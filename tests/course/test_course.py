"""Reading the built course files."""

import json

import pytest

from aiclass import course
from aiclass.course import CourseError, _course


@pytest.fixture
def folder(tmp_path, monkeypatch):
    exercise = {"id": "sigmoid", "title": "시그모이드", "tier": 1, "points": 2, "skills": ["b", "a"]}
    lesson = {
        **dict.fromkeys(("slug", "title", "summary", "level", "fingerprint"), "x"),
        **{name: [] for name in ("data", "requires", "predictions", "quiz")},
        "id": "03",
        "minutes": 90,
        "exercises": [{**exercise, "hints": ["가", "나"], "checks": ["sigmoid-check"]}],
    }
    (tmp_path / "03.json").write_text(json.dumps(lesson), encoding="utf-8")
    (tmp_path / "notes.json").write_text("[]", encoding="utf-8")
    monkeypatch.setattr(_course, "course_folder", lambda: tmp_path)
    _course.lesson.cache_clear()
    _course.misconceptions.cache_clear()
    yield tmp_path
    _course.lesson.cache_clear()
    _course.misconceptions.cache_clear()


def test_lesson_is_read_as_frozen_values(folder):
    lesson = course.lesson("03")
    assert lesson.name == "03-x"
    assert lesson.skills == ("a", "b")
    assert lesson.exercise("sigmoid").hints == ("가", "나")
    assert [found.id for found in course.lessons()] == ["03"]


@pytest.mark.parametrize("lesson_id", ["04", "3", "../03", "notes"])
def test_unknown_lesson_names_the_known_ones(folder, lesson_id):
    with pytest.raises(CourseError, match="있는 번호: 03"):
        course.lesson(lesson_id)


def test_unknown_exercise_names_the_known_ones(folder):
    with pytest.raises(CourseError, match="있는 이름: sigmoid"):
        course.lesson("03").exercise("sigmod")


def test_course_without_misconceptions_has_none(folder):
    assert course.misconceptions() == {}


def test_choices_are_shuffled_the_same_each_time_so_that_the_first_is_not_always_right():
    choices = tuple({"text": str(number), "right": number == 0} for number in range(4))
    items = [
        course.QuizItem(id=f"q-{n}", kind="choice", text="?", skills=(), explain="", choices=choices)
        for n in range(20)
    ]
    orders = [item.shown_order for item in items]
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)
    assert orders == [item.shown_order for item in items]
    assert {order.index(0) for order in orders} == {0, 1, 2, 3}
