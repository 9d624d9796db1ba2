"""One word for each thing: the glossary's, wherever learners read."""

from pathlib import Path

import pytest

from aiclass.authoring import Project, RivalTerm, SourceFaults, read_rival_terms, rival_term_faults

ROOT = Path(__file__).parents[2]
PROJECT = Project.find(ROOT / "lessons")
OVERFITTING = "- use: 과적합\n  not: [오버피팅]\n"


@pytest.fixture
def listed(lesson):
    """The example lesson beside a list of rivals that a test writes."""

    def write(text):
        path = lesson.project.root / "book" / "rival-terms.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return lesson

    return write


def test_nothing_that_learners_read_uses_a_rival_term():
    assert [str(fault) for fault in rival_term_faults(PROJECT)] == []


def test_every_rival_has_one_right_word_and_is_none_itself():
    terms = read_rival_terms(PROJECT)
    rivals = [rival for term in terms for rival in term.rivals]
    assert len(terms) > 40
    assert len(rivals) == len(set(rivals))
    assert [word for term in terms for other in terms for word in other.found_in(term.use)] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("오버피팅이 일어납니다. 오버피팅!", ["오버피팅", "오버피팅"]),
        ("'오버피팅'은", ["오버피팅"]),
        ("과적합이 일어납니다.", []),
        ("로스는 작을수록 좋습니다.", ["로스"]),
        ("크로스 엔트로피는", []),
        ("노트북을 엽니다.", ["노트북"]),
        ("노트북 컴퓨터에서 노트를 엽니다.", []),
        ("노트북 컴퓨터에서 노트북을 엽니다.", ["노트북"]),
    ],
)
def test_rival_counts_at_the_beginning_of_a_word_and_outside_the_phrases_that_allow_it(line, found):
    terms = [
        RivalTerm(use="과적합", rivals=("오버피팅",)),
        RivalTerm(use="손실", rivals=("로스",)),
        RivalTerm(use="노트", rivals=("노트북",), unless=("노트북 컴퓨터",)),
    ]
    assert [word for term in terms for word in term.found_in(line)] == found


def test_use_is_named_with_file_line_and_remedy(listed):
    lesson = listed(OVERFITTING)
    lesson.replace("합을 먼저 구해 보세요.", "오버피팅을 먼저 보세요.")  # a hint
    lesson.replace("9를 3으로 나눕니다.", "오버피팅입니다.", lesson.quiz_path)
    page = lesson.project.root / "book" / "page.md"
    page.write_text("# 쪽\n\n오버피팅\n", encoding="utf-8")
    messages = lesson.project.root / "src" / "aiclass" / "messages" / "ko" / "check.toml"
    messages.parent.mkdir(parents=True)
    messages.write_text('AA-01 = "오버피팅"\n', encoding="utf-8")
    places = {(fault.path, fault.line, fault.rule) for fault in rival_term_faults(lesson.project)}
    assert places == {
        ("lessons/90-vectors/lesson.md", lesson.line("오버피팅을 먼저"), "rival-term"),
        ("lessons/90-vectors/quiz.yaml", lesson.line("오버피팅", lesson.quiz_path), "rival-term"),
        ("book/page.md", 3, "rival-term"),
        ("src/aiclass/messages/ko/check.toml", 1, "rival-term"),
    }
    assert "'오버피팅' is '과적합' in this course" in rival_term_faults(lesson.project)[0].text


def test_course_without_a_list_is_held_to_nothing(lesson):
    assert rival_term_faults(lesson.project) == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("- use: 과적합\n", "rival-terms-missing"),
        ("- use: 과적합\n  not: 오버피팅\n", "rival-terms-type"),
        ("- use: 과적합\n  not: [오버피팅]\n  if: [a]\n", "rival-terms-unknown"),
        ("use: 과적합\n", "rival-terms-type"),
        ("- use: [\n", "rival-terms-yaml"),
    ],
)
def test_faulty_list_is_told_with_its_line(listed, text, rule):
    with pytest.raises(SourceFaults, match=rule):
        rival_term_faults(listed(text).project)
