"""``drill`` in a notebook and as text: marked, explained, drawn, logged."""

import pytest

from aiclass import course, shapes
from aiclass.check import CheckFailed, ProgressLog, _session, drill
from aiclass.course import _course
from aiclass.shapes._drills import _front_end


@pytest.fixture
def opened(session, course_files, monkeypatch):
    """Lesson 90 with the real list of misconceptions."""
    real = _course.Path(_course.__file__).parent.parent / "_course" / "misconceptions.json"
    (course_files / "misconceptions.json").write_bytes(real.read_bytes())
    _course.misconceptions.cache_clear()
    session.open(course.lesson("90"))
    return session


def logged(workspace):
    return [(e.id, e.ok, e.code) for e in ProgressLog(workspace).read().entries if e.kind == "drill"]


def number_of(question, choice):
    return question.item.shown_order.index(choice) + 1


def widgets_of(kind, root):
    found = [root] if type(root).__name__ == kind else []
    for child in getattr(root, "children", ()):
        found += widgets_of(kind, child)
    return found


def test_right_answer_as_text_is_explained_and_logged(opened, workspace, capsys):
    question = shapes.drill("axis", 1, 3)
    drill("axis", 1, seed=3, answer=number_of(question, 0))
    assert question.case.explain in capsys.readouterr().out
    assert logged(workspace) == [("axis-1-3", True, "")]


def test_wrong_answer_names_its_misconception_and_the_right_one(opened, workspace, capsys):
    question = shapes.drill("axis", 1, 3)
    drill("axis", 1, seed=3, answer=number_of(question, 1))
    printed = capsys.readouterr().out
    assert course.misconceptions()[question.choices[1].misconception].look in printed
    assert f"맞는 답: {question.choices[0].text}" in printed
    assert logged(workspace) == [("axis-1-3", False, question.choices[1].misconception)]


def test_without_a_seed_one_goes_on_where_one_stopped(opened, workspace):
    assert "seed=0" in repr(drill("axis"))
    drill("axis", answer=1)
    assert "seed=1" in repr(drill("axis"))
    assert "seed=0" in repr(drill("axis", 2))
    opened.open(course.lesson("90"))
    assert "seed=1" in repr(drill("axis"))


def test_text_shows_the_question_and_how_to_answer(opened):
    text = repr(drill("broadcast", 2, seed=5))
    assert repr(shapes.drill("broadcast", 2, 5)) in text
    assert 'drill("broadcast", 2, seed=5, answer=번호)' in text


@pytest.mark.parametrize("answer", [0, 5, "1", 1.0])
def test_a_number_that_is_no_choice_is_refused(opened, answer, workspace):
    with pytest.raises(CheckFailed, match="SK-04"):
        drill("axis", 1, seed=3, answer=answer)
    assert logged(workspace) == []


def test_widgets_mark_draw_and_go_on(opened, workspace):
    form = drill("axis", 1, seed=3)
    radio, (confirm, following) = widgets_of("RadioButtons", form.box)[0], widgets_of("Button", form.box)
    confirm.click()
    assert "아직 답을 고르지 않았습니다" in widgets_of("HTML", form.box)[-1].value
    radio.value = 0
    confirm.click()
    feedback = widgets_of("HTML", form.box)[-1].value
    assert 'aria-live="polite"' in feedback
    assert 'alt="모양의 흐름.' in feedback
    assert (radio.disabled, confirm.disabled) == (True, True)
    following.click()
    assert "seed=4" in repr(form)
    assert widgets_of("HTML", form.box)[-1].value == ""
    assert not widgets_of("Button", form.box)[0].disabled
    assert logged(workspace) == [("axis-1-3", True, "")]
    form.box.close_all()


def test_a_notebook_without_widgets_gets_the_text(opened):
    bundle = drill("axis", 1, seed=3)._repr_mimebundle_()
    assert bundle["text/plain"].startswith("x: (3, 6)")
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_drills_work_before_any_lesson_is_open_and_log_nothing(workspace, monkeypatch, capsys):
    monkeypatch.setattr(_session.session, "lesson", None)
    drill("axis", 1, seed=3, answer=1)
    assert capsys.readouterr().out
    assert logged(workspace) == []


def test_a_drill_of_the_shapes_package_is_asked_with_widgets_once_a_lesson_is_open(
    notebook, opened, monkeypatch
):
    monkeypatch.setattr(_front_end, "_front_ends", [])
    question = shapes.drill("axis", 1, seed=3)
    assert question._repr_mimebundle_() == {"text/plain": repr(question)}
    assert notebook.run("lesson('90')")[0]
    bundle = question._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert 'drill("axis", 1, seed=3, answer=번호)' in bundle["text/plain"]
