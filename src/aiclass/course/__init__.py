"""What the built course files say: lessons, exercises, quiz items, misconceptions.

The files lie in ``aiclass/_course`` inside the wheel, so they are found in Colab too. They hold no hidden
test and no solution.
"""

from aiclass.course._course import (
    LESSON_ID,
    CourseError,
    Exercise,
    Lesson,
    Misconception,
    Prediction,
    QuizItem,
    course_folder,
    lesson,
    lessons,
    misconceptions,
)

__all__ = [
    "LESSON_ID",
    "CourseError",
    "Exercise",
    "Lesson",
    "Misconception",
    "Prediction",
    "QuizItem",
    "course_folder",
    "lesson",
    "lessons",
    "misconceptions",
]
