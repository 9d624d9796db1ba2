"""The placement questions: where to begin, as widgets and without, and what is kept of it."""

import pytest

from aiclass import course
from aiclass.check import CheckFailed, ProgressLog, mark, placement, places

from .test_quiz import widgets_of

RIGHT = {"p-choice": [0], "p-number": "0.693", "p-shape": "(32,)", "p-several": [0, 1]}


@pytest.fixture
def items(session):
    session.open(course.lesson("90"))
    return session.lesson.placement


def verdicts(items, **changed):
    answers = RIGHT | {f"p-{name}": answer for name, answer in changed.items()}
    return [mark(item, answers[item.id]) for item in items]


def shown_number(item, index):
    return item.shown_order.index(index) + 1


def values(items, **changed):
    """Return right answers as one types them where there are no widgets."""
    choice, _, _, several = items
    right = {
        "choice": shown_number(choice, 0),
        "number": 0.693,
        "shape": (32,),
        "several": [shown_number(several, 0), shown_number(several, 1)],
    }
    return list((right | changed).values())


def logged(workspace):
    entries = ProgressLog(workspace).read().entries
    return [(e.id, e.ok, e.code) for e in entries if e.kind == "placement"]


def test_one_wrong_answer_makes_its_place_unknown(items):
    found = places(items, verdicts(items, number="5"))
    assert [(place.title, place.is_known) for place in found] == [
        ("1부. 커피", False),
        ("2부. 영수증", True),
        ("91강", True),
    ]


def test_a_blank_counts_like_a_wrong_answer(items):
    assert [place.is_known for place in places(items, verdicts(items, shape=""))] == [True, False, True]


def test_one_begins_at_the_first_place_that_is_not_known(items, capsys, workspace):
    placement(values(items, shape=None, several=None))
    printed = capsys.readouterr().out
    assert "4문항 가운데 2문항" in printed
    assert "시작할 곳: 2부. 영수증" in printed
    assert "배울 곳: \n    2부. 영수증\n    91강\n" in printed
    assert "건너뛰어도 되는 곳: \n    1부. 커피\n" in printed
    assert logged(workspace) == [
        ("p-choice", True, ""),
        ("p-number", True, ""),
        ("p-shape", False, ""),
        ("p-several", False, ""),
    ]


def test_whoever_knows_everything_is_told_to_go_on(items, capsys):
    placement(values(items))
    assert "PT-02" in capsys.readouterr().out


def test_another_lesson_is_named_with_its_title(items, course_files):
    text = (course_files / "90.json").read_text(encoding="utf-8")
    (course_files / "91.json").write_text(text.replace('"90"', '"91"', 1), encoding="utf-8")
    assert places(items, verdicts(items))[-1].title == "91강 커피값"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"choice": 9}, "1번. 고르기"),
        ({"choice": "()"}, "1번. 고르기"),
        ({"number": "백"}, "2번. 쓰기: 0.69"),
        ({"shape": "32x1"}, "3번. 쓰기: (32, 10)"),
        ({"several": [0]}, "4번. 모두 고르기"),
    ],
)
def test_answer_that_cannot_be_read_is_named_and_nothing_is_kept(items, workspace, changed, told):
    with pytest.raises(CheckFailed, match="PT-03") as caught:
        placement(values(items, **changed))
    assert told in str(caught.value)
    assert logged(workspace) == []


def test_other_number_of_answers_is_refused(items):
    with pytest.raises(CheckFailed, match="기대한 개수: 4") as caught:
        placement([1, 2])
    assert caught.value.code == "PT-04"


def test_lesson_without_such_questions_says_so(session, monkeypatch):
    opened = course.lesson("90")
    monkeypatch.setattr(course.Lesson, "placement", ())
    session.open(opened)
    with pytest.raises(CheckFailed, match="PT-05"):
        placement()


def test_no_lesson_is_open(session):
    with pytest.raises(CheckFailed, match="LE-01"):
        placement()


class TestWidgets:
    @pytest.fixture
    def form(self, items):
        form = placement()
        yield form
        form.box.close_all()

    def answer(self, form, *, number="0.693", shape="(32,)"):
        widgets_of("RadioButtons", form.box)[0].value = 0
        text_number, text_shape = widgets_of("Text", form.box)
        text_number.value, text_shape.value = number, shape
        for box in widgets_of("Checkbox", form.box):
            box.value = box.description != "x + 1"
        (button,) = widgets_of("Button", form.box)
        button.click()
        return button

    def html(self, form):
        return [field.value for field in widgets_of("HTML", form.box)]

    def test_result_comes_once_for_all_and_is_kept(self, form, workspace):
        button = self.answer(form, number="0.301")
        assert "시작할 곳: 1부. 커피" in self.html(form)[-1]
        assert "밑이 10인 로그인지 보세요." in self.html(form)[3]
        assert "배우는 곳: 1부. 커피" in self.html(form)[3]
        assert "✓" in self.html(form)[1]
        assert logged(workspace)[1] == ("p-number", False, "CF-01")
        fields = [w for kind in ("RadioButtons", "Text", "Checkbox") for w in widgets_of(kind, form.box)]
        assert all(field.disabled for field in (*fields, button))

    def test_unreadable_answer_loses_nothing(self, form, workspace):
        button = self.answer(form, shape="32x1")
        assert "3번. 쓰기" in self.html(form)[-1]
        assert logged(workspace) == []
        assert not button.disabled
        assert widgets_of("Text", form.box)[0].value == "0.693"

    def test_choices_can_be_passed(self, form):
        self.answer(form)
        radio = widgets_of("RadioButtons", form.box)[0]
        assert radio.options[-1][0] == "모르겠습니다"

    def test_passed_choice_is_a_blank(self, form):
        widgets_of("RadioButtons", form.box)[0].value = -1
        widgets_of("Button", form.box)[0].click()
        assert "0문항" in self.html(form)[-1]

    def test_front_end_without_widgets_gets_the_questions_as_text(self, form, items):
        bundle = form._repr_mimebundle_()
        assert "application/vnd.jupyter.widget-view+json" in bundle
        text = bundle["text/plain"]
        assert text == repr(form)
        assert all(item.text in text for item in items)
        first = items[0].choices[items[0].shown_order[0]]["text"]
        assert f"   1) {first}" in text
        assert "placement([1, None, 3, ...])" in text
