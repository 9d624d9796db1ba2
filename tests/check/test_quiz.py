"""Quiz answers: what is right, what a wrong one reveals, and the widgets around it."""

import pytest

from aiclass import course
from aiclass.check import ProgressLog, mark, quiz
from aiclass.course import lesson


@pytest.fixture
def items(course_files):
    return {item.id: item for item in lesson("90").quiz}


@pytest.mark.parametrize(
    ("item", "answer", "ok", "code"),
    [
        ("q-choice", [0], True, ""),
        ("q-choice", [1], False, "CF-01"),
        ("q-choice", [], None, ""),
        ("q-several", [1, 0], True, ""),
        ("q-several", [0], False, ""),
        ("q-several", [0, 1, 2], False, "CF-01"),
        ("q-number", "0.69", True, ""),
        ("q-number", "69.3%", True, ""),
        ("q-number", "0.301", False, "CF-01"),
        ("q-number", "5", False, ""),
        ("q-number", "백", None, ""),
        ("q-shape", "(32,)", True, ""),
        ("q-shape", "32", True, ""),
        ("q-shape", "(32, 1)", False, ""),
        ("q-shape", "32x1", None, ""),
        ("q-shape", " ", None, ""),
    ],
)
def test_verdicts(items, item, answer, ok, code):
    verdict = mark(items[item], answer)
    assert (verdict.ok, verdict.code) == (ok, code)


def test_wrong_choice_says_what_to_look_at(items):
    assert "더한 뒤의 축을 세어 보세요." in mark(items["q-choice"], [1]).text


def widgets_of(kind, root):
    found = [root] if type(root).__name__ == kind else []
    for child in getattr(root, "children", ()):
        found += widgets_of(kind, child)
    return found


def test_answer_in_the_notebook_is_explained_and_logged(session, workspace):
    session.open(course.lesson("90"))
    root = quiz()
    radio = widgets_of("RadioButtons", root)[0]
    radio.value = 1
    widgets_of("Button", root)[0].click()
    feedback = widgets_of("HTML", root)[1].value
    assert "더한 뒤의 축을 세어 보세요." in feedback
    assert 'aria-live="polite"' in feedback
    root.close_all()
    logged = [e for e in ProgressLog(workspace).read().entries if e.kind == "quiz"]
    assert [(e.id, e.ok, e.code) for e in logged] == [("q-choice", False, "CF-01")]
